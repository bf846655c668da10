"""The plugin's texts and their translations: resources/i18n/sourcerer_LANGUAGE.ts and .qm.

`python tests/support/translations.py [LANGUAGE …]` brings each .ts file up to date with the code
and compiles it with Qt's lrelease; a language that has none yet gets one. `./dev translate` does.
"""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from core.jobs import JOBS
from core.options import options
from core.phases import PHASES

ROOT = Path(__file__).resolve().parents[2]
PLUGIN = ROOT / "sourcerer_plugin"
FOLDER = ROOT / "resources" / "i18n"
CONTEXT = "Sourcerer"
LRELEASE = ("/usr/lib/qt5/bin/lrelease", "lrelease")

CLASS_TEXTS = ("label", "about", "words")
"""Attributes of the algorithms' classes that `SourcererAlgorithm` translates."""
DOCK_COMMAND = "map"
"""The form shows the help of this job's options."""
HELP = re.compile(r"(info|HELP\[.+\]|options\(.+\)\[.+\])\.help")
"""Arguments of `tr` that are the help of a job's option."""
PHASE = "phase"
"""Argument of `tr` that is the name of a job's phase."""


class UnknownText(Exception):
    """A call of `tr` whose texts cannot be found in the code."""


def sources() -> dict[str, str]:
    """Every English text that the plugin shows, with the file it is written in.

    Raises:
        UnknownText: `tr` is called with what is neither a literal nor of a known kind.
    """
    found: dict[str, str] = {}
    commands = {DOCK_COMMAND}
    for path in sorted(PLUGIN.rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        for text in (*translated_literals(tree, path), *_class_texts(tree)):
            found.setdefault(text, path.relative_to(ROOT).as_posix())
        commands |= _commands(tree)
    for text, name in sorted(_helps(commands).items(), key=lambda entry: entry[1]):
        found.setdefault(text, f"core/{name}")
    for text in PHASES:
        found.setdefault(text, "core/phases.py")
    return found


def translated_literals(tree: ast.Module, path: Path) -> list[str]:
    """What `tr` is called with, in the order of the lines.

    Raises:
        UnknownText: see `sources`.
    """
    texts = []
    for call in sorted(_calls_of_tr(tree), key=lambda call: (call.lineno, call.col_offset)):
        argument = call.args[0] if len(call.args) == 1 and not call.keywords else None
        if isinstance(call.func, ast.Attribute):
            raise UnknownText(
                f"{path}:{call.lineno}: {ast.unparse(call)} is not translated in the plugin's "
                "context. Import tr from messages and call it by that name."
            )
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            texts.append(argument.value)
        elif argument is None or not _is_known(ast.unparse(argument)):
            raise UnknownText(
                f"{path}:{call.lineno}: {ast.unparse(call)} is neither a literal nor a help text, "
                "so its texts cannot be translated. Write the literals where tr() is called."
            )
    return texts


def _calls_of_tr(tree: ast.Module) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name == "tr":
                yield node


def _is_known(argument: str) -> bool:
    known = {PHASE, *(f"self.{name}" for name in CLASS_TEXTS)}
    return argument in known or bool(HELP.fullmatch(argument))


def _class_texts(tree: ast.Module) -> Iterator[str]:
    """The texts of an algorithm's class."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and "job_class" in dict(_assigned(node)):
            for name, value in _assigned(node):
                if name in CLASS_TEXTS and isinstance(value, ast.Constant):
                    yield value.value


def _commands(tree: ast.Module) -> set[str]:
    """Commands of the jobs that algorithms run."""
    names = {
        value.id
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        for name, value in _assigned(node)
        if name == "job_class" and isinstance(value, ast.Name)
    }
    return {command for command, job in JOBS.items() if job.__name__ in names}


def _assigned(node: ast.ClassDef) -> Iterator[tuple[str, ast.expr]]:
    for statement in node.body:
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            yield statement.targets[0].id, statement.value


def _helps(commands: set[str]) -> dict[str, str]:
    """Help of the options of these jobs, with the name of the file that it is written in."""
    files: dict[str, str] = {}
    for job in (JOBS[command] for command in JOBS if command in commands):
        for field, info in options(job).items():
            home = next(base for base in job.__mro__ if field in vars(base))
            files.setdefault(info.help, home.__module__.rpartition(".")[2] + ".py")
    return files


@dataclass(frozen=True)
class Translation:
    """As a .ts file holds it."""

    text: str = ""
    is_finished: bool = False


def read(path: Path) -> dict[str, Translation]:
    """A .ts file's translations by English text; none where there is no such file."""
    if not path.exists():
        return {}
    found = {}
    for message in ElementTree.parse(path).iter("message"):
        entry = message.find("translation")
        if entry is not None:
            is_finished = bool(entry.text) and entry.get("type") is None
            found[message.findtext("source", "")] = Translation(entry.text or "", is_finished)
    return found


def write(path: Path, texts: Mapping[str, str], translations: Mapping[str, Translation]) -> None:
    """Write a .ts file: the same texts and translations give the same bytes.

    Args:
        path: sourcerer_LANGUAGE.ts.
        texts: see `sources`.
        translations: by English text; further ones are left out.
    """
    language = path.stem.partition("_")[2]
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        "<!DOCTYPE TS>",
        f'<TS version="2.1" language="{language}" sourcelanguage="en">',
        "<context>",
        f"    <name>{CONTEXT}</name>",
    ]
    for text, file in texts.items():
        translation = translations.get(text, Translation())
        state = "" if translation.is_finished else ' type="unfinished"'
        lines += [
            "    <message>",
            f'        <location filename="../../{file}"/>',
            f"        <source>{escape(text)}</source>",
            f"        <translation{state}>{escape(translation.text)}</translation>",
            "    </message>",
        ]
    path.write_text("\n".join([*lines, "</context>", "</TS>", ""]), "utf-8")


def compile_translation(path: Path) -> None:
    """Make the .qm file that Qt reads of a .ts file."""
    lrelease = next((name for name in LRELEASE if shutil.which(name)), LRELEASE[-1])
    subprocess.run(
        [lrelease, "-silent", "-nounfinished", path, "-qm", path.with_suffix(".qm")], check=True
    )


def main(languages: list[str]) -> int:
    """Update and compile; 1 where something is still to be translated."""
    texts = sources()
    paths = {
        *FOLDER.glob("sourcerer_*.ts"),
        *(FOLDER / f"sourcerer_{language}.ts" for language in languages),
    }
    are_missing = False
    for path in sorted(paths):
        known = read(path)
        write(path, texts, known)
        compile_translation(path)
        to_do = [text for text in texts if not known.get(text, Translation()).is_finished]
        are_missing |= bool(to_do)
        head = f"{path.name}: {len(texts)} texts, {len(to_do)} to translate"
        sys.stdout.write("\n    ".join([head, *map(repr, to_do)]) + "\n")
    return 1 if are_missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
