"""Finds texts in the plugin's code that are shown without being translated."""

import ast
import inspect
import re

from core import errors

SHOWING = {
    *"QLabel QPushButton QToolButton QCheckBox QRadioButton QGroupBox QAction QDockWidget".split(),
    *"QMenu QStandardItem QTableWidgetItem QListWidgetItem QTreeWidgetItem ElidedLabel".split(),
    *"QgsCollapsibleGroupBox QgsCollapsibleGroupBoxBasic SectionBox QgsVectorLayer".split(),
    *"setText setPlainText setHtml setToolTip setStatusTip setWhatsThis setWindowTitle".split(),
    *"setTitle setDialogTitle setLabelText setPlaceholderText setSpecialValueText".split(),
    *"setSuffix setPrefix setFormat setFilter setNameFilter setHelp setTabText".split(),
    *"setItemText setInformativeText setAccessibleName setAccessibleDescription".split(),
    *"setHeaderLabels setHorizontalHeaderLabels appendPlainText".split(),
    *"addItem addItems addTab addRow addAction addMenu addButton insertItem".split(),
    *"pushMessage pushInfo pushWarning pushCritical pushSuccess createMessage".split(),
    *"setProgressText reportError question information warning critical about".split(),
    *"getOpenFileName getOpenFileNames getSaveFileName getExistingDirectory".split(),
    *"getText getItem drawText say show_text ask tick Finding Setting Output Figure".split(),
}
"""Whoever is called so shows the texts that it is called with."""
ERRORS = {
    name
    for name, kind in inspect.getmembers(errors, inspect.isclass)
    if issubclass(kind, errors.SourcererError)
}
NAMES = {"Sourcerer", "GeoTIFF", "Python", "PyTorch", "QGIS", "NVIDIA", "GPU", "CPU"}
"""The same in every language."""
NO_WORDS = re.compile(r"<[^<>]*>|&\w+;|%[pvm]|\*?\.\w+")


def shown_literals(tree):
    """Calls that show a literal with words in it, with that literal."""
    constants = {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and called(call) in SHOWING | ERRORS:
            for argument in shown_arguments(call):
                for text in literals(argument, constants):
                    words = re.findall(r"[^\W\d_]+", NO_WORDS.sub(" ", text))
                    if any(word not in NAMES and not word.isupper() for word in words):
                        yield call, text


def shown_arguments(call):
    """Without those that are names of things, not words."""
    name = called(call)
    if name in ("Setting", "Output", "Figure"):
        return call.args[2:3] if name == "Setting" else call.args[1:2]
    if name in ("ask", "tick"):
        return call.args[1:]
    if name == "addItem":
        return call.args[:1]
    if name == "QgsVectorLayer":
        return call.args[1:2]
    return [*call.args, *(keyword.value for keyword in call.keywords)]


def called(call):
    return getattr(call.func, "id", getattr(call.func, "attr", ""))


def literals(node, constants):
    """Texts that a value is made of; none of those that are asked for or translated."""
    if isinstance(node, ast.Constant):
        if isinstance(node.value, str):
            yield node.value
    elif isinstance(node, ast.Name) and isinstance(constants.get(node.id), ast.Constant):
        yield from literals(constants[node.id], {})
    elif isinstance(node, (ast.JoinedStr, ast.BinOp, ast.List, ast.Tuple, ast.Starred)):
        for part in ast.iter_child_nodes(node):
            yield from literals(part, constants)
    elif isinstance(node, ast.FormattedValue):
        yield from literals(node.value, constants)
    elif isinstance(node, (ast.BoolOp, ast.IfExp)):
        parts = node.values if isinstance(node, ast.BoolOp) else (node.body, node.orelse)
        for part in parts:
            yield from literals(part, constants)
    elif isinstance(node, ast.Call) and called(node) in ("format", "join", "strip"):
        yield from literals(getattr(node.func, "value", node), constants)
