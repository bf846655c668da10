"""Every name of Qt that the plugin uses is there, in Qt 5 and in Qt 6."""

from qt_names import uses, uses_in


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


def test_names_are_found_directly_and_by_a_short_name():
    source = (
        "from qgis.PyQt.QtCore import Qt as Q\nfrom qgis.core import Qgis\nimport os\n"
        "roles = Q.ItemDataRole\nroles.UserRole\nos.path\nQgis.MessageLevel.Info.name\n"
    )
    found = {str(use) for use in uses_in(source, "x.py")}
    assert "x.py:5: qgis.PyQt.QtCore.Qt.ItemDataRole.UserRole" in found
    assert "x.py:7: qgis.core.Qgis.MessageLevel.Info" in found
    assert not any("path" in text for text in found)
