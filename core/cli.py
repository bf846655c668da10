"""The command line, built from the jobs."""

from __future__ import annotations

import argparse
import inspect
import json
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import fields

from . import protocol
from .errors import SourcererError
from .jobs import JOBS, Job, job_from_dict
from .options import Choice, Option, flag_of, options
from .version import VERSION
from .worker import IDLE_S, run_job_file, serve, stop_on_termination


class TerminalReporter:
    """Progress and messages on stderr, so that stdout holds the outcome alone."""

    def __init__(self) -> None:
        self._live = sys.stderr.isatty()
        self._phase = ""

    def progress(self, phase: str, fraction: float) -> None:
        """See `Reporter`."""
        if self._live:
            print(f"\r\033[K{100 * fraction:3.0f} %  {phase}", end="", file=sys.stderr, flush=True)
        elif phase != self._phase:
            print(f"{phase} …", file=sys.stderr, flush=True)
        self._phase = phase

    def log(self, message: str, level: str = "info") -> None:
        """See `Reporter`."""
        self.end_line()
        print(f"Warning: {message}" if level == "warning" else message, file=sys.stderr)

    def device(self, name: str) -> None:
        """See `Reporter`."""
        self.log(f"Computing on {name}.")

    def measure(self, series: str, x: float, y: float) -> None:
        """See `Reporter`; a terminal shows no curves."""

    def end_line(self) -> None:
        """Leave the live line, if there is one."""
        if self._live and self._phase:
            print(file=sys.stderr)
            self._phase = ""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns the exit status."""
    parsed = vars(_parser().parse_args(_joined(sys.argv[1:] if arguments is None else arguments)))
    command = parsed.pop("command")
    if command == "run":
        return run_job_file(parsed["job"])
    if command == "serve":
        return serve(parsed["idle"])
    stop_on_termination()
    as_json = parsed.pop("json")
    reporter = TerminalReporter()
    try:
        job = job_from_dict({"command": command, **parsed})
        from .running import run  # importing its libraries takes a while: --help need not wait

        result = run(job, reporter)
    except SourcererError as error:
        reporter.end_line()
        if as_json:
            print(protocol.encode(protocol.Error(error.code, error.message, error.hint)), end="")
        else:
            print(f"Error: {error.message}", *filter(None, [error.hint]), sep="\n", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        reporter.end_line()
        print("Cancelled.", file=sys.stderr)
        return 130
    reporter.end_line()
    try:
        _show(result, as_json)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader, e.g. `head`, has seen enough
        sys.stdout = None
    return 0


def _show(result: protocol.Result, as_json: bool) -> None:
    if as_json:
        print(
            json.dumps(
                {
                    "outputs": result.outputs,
                    "figures": result.figures,
                    "summary": result.summary,
                    "details": result.details,
                }
            )
        )
        return
    if result.summary:
        print(result.summary)
    for role, path in result.outputs.items():
        print(f"{role.replace('_', ' ')}: {path}")


def _joined(arguments: Sequence[str]) -> list[str]:
    """`--extent -5,1,2,3`, `--nodata -3.4e+38` as one word: argparse takes them for options."""
    words: list[str] = []
    for word in arguments:
        if words and words[-1].startswith("--") and re.match(r"-[\d.]", word):
            words[-1] = f"{words[-1]}={word}"
        else:
            words.append(word)
    return words


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m core", description="Land cover maps from image time series and few labels."
    )
    parser.add_argument("--version", action="version", version=VERSION)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, job_class in JOBS.items():
        text = (job_class.__doc__ or "").strip()
        command = commands.add_parser(name, help=text, description=text)
        groups: dict[type[Job], argparse._ArgumentGroup] = {}
        for field_name, info in options(job_class).items():
            owner = _owner(job_class, field_name)
            if owner not in groups and owner is not job_class:
                groups[owner] = command.add_argument_group((owner.__doc__ or "").strip(". "))
            _add_option(groups.get(owner, command), job_class, field_name, info)
        command.add_argument("--json", action="store_true", help="print the outcome as JSON")
    run = commands.add_parser(
        "run", help="Run a job file and speak the worker's protocol on stdout."
    )
    run.add_argument("job", metavar="JOB.json")
    serving = commands.add_parser(
        "serve", help="Run one job file after the other, as lines on stdin name them: job JOB.json"
    )
    serving.add_argument(
        "--idle",
        type=float,
        default=IDLE_S,
        metavar="SECONDS",
        help="end when no job came for so long (default: %(default)g)",
    )
    return parser


def _owner(job_class: type[Job], name: str) -> type[Job]:
    """The group of settings that a field comes from."""
    return next(c for c in reversed(job_class.__mro__) if name in inspect.get_annotations(c))


def _add_option(
    command: argparse._ActionsContainer, job_class: type[Job], name: str, info: Option
) -> None:
    default = next(entry.default for entry in fields(job_class) if entry.name == name)
    text = info.help[:1].upper() + info.help[1:]
    if default not in ("", ()) and default is not False:
        text += f" (default: {default})"
    more: dict[str, object] = {"help": text.replace("%", "%%"), "default": argparse.SUPPRESS}
    if isinstance(default, bool):
        more["action"] = "store_true"
    elif isinstance(default, tuple) and info.separator:
        more["type"] = _list_of(info)
        more["metavar"] = info.separator.join(["…", "…"])
    elif isinstance(default, tuple):
        more["nargs"] = "+"
        more["metavar"] = "PATH"
    elif isinstance(default, Choice):
        more["choices"] = [str(choice) for choice in type(default)]
    else:
        more["type"] = type(default)
        more["metavar"] = {int: "N", float: "X"}.get(type(default), "TEXT")
    if info.positional:
        command.add_argument(name, **more)  # type: ignore[arg-type]
    else:
        command.add_argument(flag_of(name, info), dest=name, **more)  # type: ignore[arg-type]


def _list_of(info: Option) -> Callable[[str], list[object]]:
    """A converter for separated values."""

    def convert(text: str) -> list[object]:
        kind = info.item if info.item in (int, float) else str
        try:
            parts = [part.strip() for part in text.split(info.separator)]
            return [kind(part) for part in parts if part or info.keep_empty]
        except ValueError as error:
            raise argparse.ArgumentTypeError(str(error)) from error

    return convert
