"""Members of enumerations are named in full, as Qt 6 and QGIS built with it ask for."""

import pytest
from qt_names import uses, uses_in


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
