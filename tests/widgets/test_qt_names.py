"""Every name of Qt that the plugin uses is there, in Qt 5 and in Qt 6, and none that went."""

import ast

import pytest
from qt_names import PLUGIN, uses, uses_in

GONE = {
    # Methods and functions
    *("exec_", "print_", "toTime_t", "fromTime_t", "qApp", "setMargin", "setTabStopWidth"),
    # Classes
    *("QRegExp", "QDesktopWidget", "QRegExpValidator", "QSignalMapper", "QTextCodec", "QMatrix"),
    *("QStringList", "QGLWidget", "QWebView", "QWebPage"),
}
"""Qt 6, or its Python, has them no more."""


def test_every_name_of_qt_is_there():
    looked_at, missing = 0, []
    for use in uses("qgis.PyQt"):
        looked_at += 1
        try:
            use.owner_and_value()
        except AttributeError as error:
            missing.append(f"{use} ({error})")
    assert missing == []
    assert looked_at > 500


@pytest.mark.parametrize("path", sorted(PLUGIN.rglob("*.py")), ids=lambda path: path.stem)
def test_nothing_that_qt_6_has_not(path):
    tree = ast.parse(path.read_text("utf-8"))
    for node in ast.walk(tree):
        name = {ast.Attribute: "attr", ast.Name: "id", ast.alias: "name"}.get(type(node))
        assert not name or getattr(node, name) not in GONE, ast.dump(node)
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            modules = [getattr(node, "module", None) or ""] + [one.name for one in node.names]
            first = {module.split(".")[0] for module in modules if not getattr(node, "level", 0)}
            assert not first & {"PyQt5", "PyQt6", "PySide2", "PySide6"}, "qgis.PyQt has both"
            assert "sip" not in first or node.module == "qgis.PyQt"
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            assert (node.value.id, node.attr) != ("QVariant", "Type")


def test_names_are_found_directly_and_by_a_short_name():
    source = (
        "from qgis.PyQt.QtCore import Qt as Q\nfrom qgis.core import Qgis\nimport os\n"
        "roles = Q.ItemDataRole\nroles.UserRole\nos.path\nQgis.MessageLevel.Info.name\n"
    )
    found = {str(use) for use in uses_in(source, "x.py")}
    assert "x.py:5: qgis.PyQt.QtCore.Qt.ItemDataRole.UserRole" in found
    assert "x.py:7: qgis.core.Qgis.MessageLevel.Info" in found
    assert not any("path" in text for text in found)
