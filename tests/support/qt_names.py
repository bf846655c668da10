"""Finds what the plugin's code names of Qt and QGIS, to be looked up in the one that is there."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

PLUGIN = Path(__file__).resolve().parents[2] / "sourcerer_plugin"


@dataclass(frozen=True)
class Use:
    """A name as the code spells it, such as Qt.ItemFlag.ItemIsEnabled."""

    place: str
    """File and line."""
    module: str
    names: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.place}: {'.'.join((self.module, *self.names))}"

    def owner_and_value(self) -> tuple[object, object]:
        """What the last name is looked up in, and what it stands for.

        Raises:
            AttributeError: there is no such name.
        """
        owner = value = import_module(self.module)
        for name in self.names:
            owner, value = value, getattr(value, name)
        return owner, value


def uses(modules: str) -> list[Use]:
    """All uses of modules whose name begins so."""
    return [
        use
        for path in sorted(PLUGIN.rglob("*.py"))
        for use in uses_in(path.read_text("utf-8"), str(path.relative_to(PLUGIN)))
        if use.module.startswith(modules)
    ]


def uses_in(source: str, name: str) -> Iterator[Use]:
    """Those in one file: what is imported, and what is named of it, directly or by a short name."""
    tree = ast.parse(source)
    known: dict[str, tuple[str, tuple[str, ...]]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("qgis"):
            for alias in node.names:
                named = node.module, (alias.name,)
                if node.module == "qgis.PyQt":  # it holds modules alone
                    named = f"{node.module}.{alias.name}", ()
                known[alias.asname or alias.name] = named
                yield Use(f"{name}:{node.lineno}", *named)
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            dotted = _dotted(node.value)
            if dotted and dotted[0] in known and len(dotted) > 1:
                module, names = known[dotted[0]]
                known[node.targets[0].id] = module, (*names, *dotted[1:])
    for node in ast.walk(tree):
        dotted = _dotted(node)
        if dotted and dotted[0] in known and len(dotted) > 1:
            module, names = known[dotted[0]]
            yield Use(f"{name}:{node.lineno}", module, (*names, *dotted[1:]))


def _dotted(node: ast.AST) -> list[str]:
    """The names of a.b.c; none where it begins with anything else than a name."""
    if isinstance(node, ast.Name):
        return [node.id]
    if isinstance(node, ast.Attribute):
        before = _dotted(node.value)
        return [*before, node.attr] if before else []
    return []
