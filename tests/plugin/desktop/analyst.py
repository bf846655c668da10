"""An analyst's hands inside QGIS desktop: clicks and keys on what is seen, and patience.

A story is a generator; it yields what it waits for: a callable that says whether that has come.
"""

import time

from common import watch, workers
from qgis.PyQt.QtCore import QPoint, Qt, QTimer
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QFileDialog,
    QGroupBox,
    QLineEdit,
    QScrollArea,
    QToolButton,
    QWidget,
)
from qgis.utils import iface

LEFT = Qt.MouseButton.LeftButton
POLL_MS = 50
PATIENCE_S = 60
PAGES = 30
"""A form that takes more turns of the scroll bar than this has lost the widget."""


class Story:
    """Goes on with a story whenever what it waits for has come."""

    def __init__(self, steps, watchdog_s=140):
        watch(watchdog_s)
        self._steps = steps
        self._has_come = lambda: True
        self._deadline = time.monotonic() + PATIENCE_S
        self._is_busy = False
        self._timer = QTimer()
        self._timer.timeout.connect(self._go_on)
        QTimer.singleShot(1000, lambda: self._timer.start(POLL_MS))

    def _go_on(self):
        if self._is_busy:  # a click has opened a dialog and waits for it
            return
        if not self._has_come():
            if time.monotonic() > self._deadline:
                self._steps.throw(TimeoutError(f"no end within {PATIENCE_S} s"))
            return
        self._is_busy = True
        try:
            self._has_come = next(self._steps)
        except StopIteration:
            self._timer.stop()
        finally:
            self._is_busy = False
        self._deadline = time.monotonic() + getattr(self._has_come, "patience_s", PATIENCE_S)


def patiently(has_come, seconds):
    """What to wait for, for longer than usual."""

    def waited():
        return has_come()

    waited.patience_s = seconds
    return waited


def after(seconds):
    """So much time, in which QGIS does what it likes."""
    end = time.monotonic() + seconds
    return lambda: time.monotonic() > end


def quiet():
    """The canvas is drawn, no worker looks at anything, and nothing is about to happen."""
    pause = after(0.6)
    return lambda: pause() and not iface.mapCanvas().isDrawing() and not workers()


def seen(name, kind=QWidget, inside=None):
    """The one visible widget of this object name."""
    found = [w for w in (inside or iface.mainWindow()).findChildren(kind, name) if w.isVisible()]
    if len(found) != 1:
        raise LookupError(f"{len(found)} visible widgets are called {name}")
    return found[0]


def is_seen(name, kind=QWidget):
    return any(w.isVisible() for w in iface.mainWindow().findChildren(kind, name))


def toolbar_button(action_name):
    """The button of an action."""
    buttons = iface.mainWindow().findChildren(QToolButton)
    return next(
        b for b in buttons if b.defaultAction() and b.defaultAction().objectName() == action_name
    )


def bring_into_view(widget):
    """Turn the scroll bars around a widget until it is seen."""
    parent = widget.parentWidget()
    while parent is not None and not isinstance(parent, QScrollArea):
        parent = parent.parentWidget()
    if parent is None:
        return
    for _ in range(PAGES):
        top = widget.mapTo(parent.viewport(), QPoint(0, 0)).y()
        bottom, room = top + widget.height(), parent.viewport().height()
        if top >= 0 and (bottom <= room or widget.height() > room):
            return
        key = Qt.Key.Key_Up if top < 0 else Qt.Key.Key_Down
        before = parent.verticalScrollBar().value()
        for _ in range(3):
            QTest.keyClick(parent.verticalScrollBar(), key)
        if parent.verticalScrollBar().value() == before:
            break
    raise LookupError(f"{widget.objectName()} cannot be scrolled into view")


def click(widget, at=None, modifier=Qt.KeyboardModifier.NoModifier):
    """Click where a person could: on what is seen, enabled and not covered."""
    bring_into_view(widget)
    at = widget.rect().center() if at is None else at
    if not (widget.isVisible() and widget.isEnabled()):
        raise LookupError(f"{widget.objectName()} is hidden or disabled")
    there = QApplication.widgetAt(widget.mapToGlobal(at))
    if there is None or not (there is widget or widget.isAncestorOf(there)):
        raise LookupError(f"{widget.objectName()} is covered by {there and there.objectName()}")
    QTest.mouseClick(there, LEFT, modifier, there.mapFromGlobal(widget.mapToGlobal(at)))


def click_for_dialog(widget, kind=QDialog):
    """Click on what opens a dialog that waits; yields until it is there and returns it."""
    QTimer.singleShot(0, lambda: click(widget))
    yield lambda: isinstance(QApplication.activeModalWidget(), kind)
    dialog = QApplication.activeModalWidget()
    dialog.activateWindow()  # as a window manager would
    yield dialog.isActiveWindow
    return dialog


def write(entry, text):
    """Replace what stands in an entry, and press Enter."""
    line = entry if isinstance(entry, QLineEdit) else entry.findChild(QLineEdit)
    click(line)
    QTest.keyClick(line, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(line, text)
    QTest.keyClick(line, Qt.Key.Key_Return)


def choose(combo: QComboBox, text):
    """Go through a combo box by the arrow keys until it shows a text."""
    bring_into_view(combo)
    QTest.keyClick(combo, Qt.Key.Key_Home)
    for _ in range(combo.count()):
        if combo.currentText() == text:
            return
        QTest.keyClick(combo, Qt.Key.Key_Down)
    listed = [combo.itemText(index) for index in range(combo.count())]
    raise LookupError(f"{combo.objectName()} does not offer {text}, but {listed}")


def unfold(box: QGroupBox):
    """Click on the header of a group that is folded."""
    click(box, QPoint(60, 8))


def file_dialog(button):
    """Click on what asks for a file or folder; returns the dialog's entry."""
    dialog = yield from click_for_dialog(button, QFileDialog)
    return dialog.findChild(QLineEdit, "fileNameEdit")
