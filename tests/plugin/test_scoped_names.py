"""What Qt 6 asks for: members of enumerations named in full, and nothing that it has no more."""

import ast

import pytest
from qt_names import PLUGIN, uses, uses_in

GONE = {
    *("exec_", "print_", "toTime_t", "fromTime_t", "qApp", "setMargin", "setTabStopWidth"),
    *("QRegExp", "QRegExpValidator", "QDesktopWidget", "QTextCodec", "QMatrix", "QGLWidget"),
    *("QWebView", "QWebPage", "PyQt5", "PyQt6", "sip"),
}
"""Methods, classes and modules; the last three where they are not taken from qgis.PyQt."""


def unscoped(found):
    """Uses that name a member by the class that the enumeration stands in."""
    for use in found:
        owner, value = use.owner_and_value()
        is_member = isinstance(value, int) and type(value) not in (int, bool)
        if is_member and owner is not type(value):
            yield str(use)


@pytest.mark.parametrize("modules", ["qgis.PyQt", "qgis.core", "qgis.gui"])
def test_members_are_named_with_their_enumeration(modules):
    found = [use for use in uses(modules) if has(use)]
    assert len(found) > 20
    assert list(unscoped(found)) == []


def has(use):
    """Newer QGIS's names are looked for by code that does without them."""
    try:
        use.owner_and_value()
    except AttributeError:
        return False
    return True


@pytest.mark.parametrize(
    ("line", "is_unscoped"),
    [
        ("from qgis.PyQt.QtCore import Qt; Qt.UserRole", True),
        ("from qgis.PyQt.QtCore import Qt; Qt.ItemDataRole.UserRole", False),
        ("from qgis.core import Qgis; Qgis.Warning", True),
        ("from qgis.core import Qgis; Qgis.MessageLevel.Warning", False),
        ("from qgis.core import QgsTask; QgsTask.CanCancel", True),
        ("from qgis.core import QgsTask; QgsTask.Flag.CanCancel", False),
    ],
)
def test_a_member_without_its_enumeration_is_found(line, is_unscoped):
    assert bool(list(unscoped(uses_in(line, "x.py")))) is is_unscoped


def gone(source):
    """Names in the code that Qt 6 or its Python has no more."""
    for node in ast.walk(ast.parse(source)):
        names = []
        if isinstance(node, ast.Attribute):
            names = [node.attr]
            if isinstance(node.value, ast.Name) and (node.value.id, node.attr) == (
                "QVariant",
                "Type",
            ):
                yield "QVariant.Type"
        elif isinstance(node, ast.Import):
            names = [alias.name.split(".")[0] for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module != "qgis.PyQt":
            names = [alias.name for alias in node.names]
            names += [(node.module or "").split(".")[0]] if not node.level else []
        yield from GONE.intersection(names)


def test_the_plugin_names_nothing_that_is_gone():
    found = {path.name: list(gone(path.read_text("utf-8"))) for path in PLUGIN.rglob("*.py")}
    assert {name: names for name, names in found.items() if names} == {}


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("dialog.exec_()", ["exec_"]),
        ("dialog.exec()", []),
        ("from qgis.PyQt.QtCore import QRegExp", ["QRegExp"]),
        ("from PyQt5.QtCore import Qt", ["PyQt5"]),
        ("import sip", ["sip"]),
        ("from qgis.PyQt import sip", []),
        ("kind = QVariant.Type.Int", ["QVariant.Type"]),
    ],
)
def test_what_is_gone_is_found(line, names):
    assert list(gone(line)) == names
