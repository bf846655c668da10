"""Who may import whom (ARCHITECTURE.md)."""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAVY = {
    "torch",
    "rasterio",
    "geopandas",
    "numba",
    "safetensors",
    "pyogrio",
    "shapely",
    "matplotlib",
    "jinja2",
}
GUI = {"qgis", "PyQt5", "PyQt6"}
STDLIB_CORE = (
    "card_item",
    "classes",
    "colours",
    "errors",
    "job_again",
    "job_choices",
    "job_data",
    "job_models",
    "job_options",
    "jobs",
    "lineage",
    "options",
    "phases",
    "protocol",
    "schedule",
    "season",
    "model_card",
    "version",
    "__init__",
)


def imported(path):
    """Top-level modules a file imports, relative imports as '.name'."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            yield "." * node.level + module if node.level else module.split(".")[0]


def files(folder):
    found = sorted((ROOT / folder).rglob("*.py"))
    assert found, f"no Python files in {folder}"
    return found


def test_core_knows_neither_qgis_nor_its_own_name():
    assert len(files("core")) > 20
    for path in files("core"):
        assert not set(imported(path)) & (GUI | {"core", "sourcerer", "sourcerer_plugin"}), path


def test_the_qgis_side_never_imports_what_computes():
    allowed = {f"core.{name}" for name in STDLIB_CORE}
    for path in [*files("sourcerer_plugin"), ROOT / "__init__.py"]:
        for module in imported(path):
            assert module not in HEAVY, f"{path} imports {module}"
            bare = module.lstrip(".")
            if bare == "core" or bare.startswith("core."):
                assert bare in allowed, f"{path} imports {module}"


@pytest.mark.parametrize("name", STDLIB_CORE)
def test_what_qgis_imports_needs_the_standard_library_alone(name):
    path = ROOT / "core" / f"{name}.py"
    siblings = {f".{other}" for other in STDLIB_CORE}
    for module in imported(path):
        assert module in siblings or module in sys.stdlib_module_names, f"{path} imports {module}"


def test_only_the_plugin_speaks_qt_through_qgis():
    for path in files("sourcerer_plugin"):
        assert not set(imported(path)) & {"PyQt5", "PyQt6"}, path


@pytest.mark.parametrize("folder", ["core", "sourcerer_plugin"])
def test_nothing_unpickles_or_evaluates(folder):
    for path in files(folder):
        assert "pickle" not in set(imported(path)), path
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                plain = isinstance(node.func, ast.Name)
                assert not (plain and name in ("eval", "exec", "compile")), path
                shell = [k for k in node.keywords if k.arg == "shell"]
                assert not shell, path
                if (
                    name == "load"
                    and getattr(getattr(node.func, "value", None), "id", "") == "torch"
                ):
                    assert any(k.arg == "weights_only" for k in node.keywords), path
