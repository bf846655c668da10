"""A map or model made again from what it says of how it was made."""

from __future__ import annotations

import filecmp
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path

from .digests import is_setting, lineage_of
from .errors import JobError, UnreadableFile
from .job_again import RerunJob
from .jobs import JOBS, Job, MapJob, job_from_dict
from .lineage import Input, Lineage
from .map_reading import read_lineage
from .model_card import read_card
from .options import flag_of, options
from .outputs import beside
from .progress import Reporter
from .protocol import Result

Run = Callable[[Job, Reporter], Result]

_AGAIN = ("train", "adapt", "classify", "map")
"""Commands whose results can be made again."""


def rerun(job: RerunJob, reporter: Reporter, run: Run) -> Result:
    """Make a result again, and compare its files with those that there are.

    Args:
        job: which result, and where its inputs lie now.
        reporter: told what differs from then.
        run: runs any other job.

    Raises:
        UnreadableFile: the file does not say how it was made.
        JobError: an input is missing, or is another than it was.
    """
    then = lineage_in(job.path)
    again = _again(job, then)
    now = lineage_of(again)
    _check_inputs(then, now)
    for name, number in then.versions.items():
        if now.versions.get(name) != number:
            reporter.log(
                f"{name} was {number} then and is {now.versions.get(name)} now: the last digits, "
                "and so the bytes, may differ.",
                "warning",
            )
    result = run(again, reporter)
    made = lineage_in(str(Path(job.output, Path(job.path).name)))
    was, are = _named(then, "series"), _named(made, "series")
    if _contents(was) != _contents(are):
        reporter.log(f"The images were {_words(was)}; these are {_words(are)}.", "warning")
    pairs = {path: Path(job.path).with_name(Path(path).name) for path in result.outputs.values()}
    same = {
        path: filecmp.cmp(path, old, shallow=False) for path, old in pairs.items() if old.is_file()
    }
    words = {True: "the same, byte for byte", False: "DIFFERS"}
    lines = [f"{Path(path).name}: {words[is_same]}" for path, is_same in same.items()]
    return replace(
        result,
        summary="\n".join([*lines, result.summary]),
        figures={**result.figures, "same": float(all(same.values()))},
    )


def lineage_in(path: str) -> Lineage:
    """How a map or model was made.

    Raises:
        UnreadableFile: it cannot be opened, or does not say so.
        NotAModel: it ends in .safetensors, and is no model.
    """
    is_model = Path(path).suffix.lower() == ".safetensors"
    found = read_card(path).lineage if is_model else read_lineage(path)
    if found is None or found.command not in _AGAIN:
        made = f" by one of {', '.join(_AGAIN)}" if found else ""
        raise UnreadableFile(
            f"{path} does not say that it was made{made}.",
            "Only maps and models of Sourcerer can be made again, from version 0.1.0 on.",
        )
    return found


def _again(job: RerunJob, then: Lineage) -> Job:
    """The job of then, on the inputs and in the folder of now.

    Raises:
        JobError: an input is not given, one is that was not there then, or a setting is unknown.
    """
    made = JOBS[then.command]
    known = options(RerunJob)
    inputs = {name: getattr(job, name) for name in known if name not in ("path", "output")}
    needed = {entry.option: entry for entry in then.inputs}
    for name, value in inputs.items():
        flag = flag_of(name, known[name])
        if name in needed and not value:
            raise JobError(
                f"{job.path} was made with {flag}: {needed[name]}.", f"Say where it lies: {flag}."
            )
        if value and name not in needed:
            raise JobError(f"{job.path} was made without {flag}.", "Leave it out.")
    folder, old = Path(job.output), Path(job.path)
    if folder.resolve() == old.resolve().parent:
        raise JobError(f"{folder} is the folder of {old.name}.", "Give another one.")
    output = str(folder / old.name)
    if issubclass(made, MapJob):
        output = beside(output, ".tif")
    reports = any(entry.name == "report" for entry in fields(made))
    content = {
        **{name: value for name, value in then.settings.items() if is_setting(made, name)},
        **{name: value for name, value in inputs.items() if value},
        "command": then.command,
        "output": output,
        **({"report": beside(output, ".html")} if reports else {}),
    }
    return job_from_dict(content)


def _check_inputs(then: Lineage, now: Lineage) -> None:
    """All but the images, which are known only when they are read.

    Raises:
        JobError: one is another than it was.
    """
    for name in dict.fromkeys(entry.option for entry in then.inputs if entry.option != "series"):
        was, is_now = _named(then, name), _named(now, name)
        if _contents(was) != _contents(is_now):
            raise JobError(
                f"--{name.replace('_', '-')} was {_words(was)}, this is {_words(is_now)}.",
                "Give the file of then.",
            )


def _named(lineage: Lineage, name: str) -> list[Input]:
    """What one of the job's fields named."""
    return [entry for entry in lineage.inputs if entry.option == name]


def _contents(inputs: list[Input]) -> list[tuple[int, str]]:
    """What they held: files may have other names now."""
    return [(entry.n_files, entry.sha256) for entry in inputs]


def _words(inputs: list[Input]) -> str:
    return " and ".join(map(str, inputs)) or "none"
