"""Real QGIS without a window, the real worker, and a scene that the real command makes."""

import os
import subprocess
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
import qgis_desktop
from headless import QgisProcess
from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsGeometry,
    QgsProject,
    QgsRectangle,
    QgsSettings,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import Qt

from sourcerer import classFactory
from sourcerer.sourcerer_plugin.algorithms.provider import SourcererProvider
from sourcerer.sourcerer_plugin.worker_client import clean_environment

ROOT = Path(__file__).resolve().parents[2]
WORKER = ROOT / ".venv" / "bin" / "python"
FIELD = "crop"
UPDATES = 60
"""Enough to learn the made-up classes a little, and quick."""
QUICK = {"OMP_NUM_THREADS": "1", "OMP_WAIT_POLICY": "PASSIVE"}


@dataclass(frozen=True)
class Scene:
    """The example scene and a source model trained on it."""

    folder: Path
    source: Path
    target: Path
    source_parcels: Path
    target_parcels: Path
    model: Path

    def target_images(self):
        return sorted(self.target.glob("*.tif"))


@pytest.fixture(scope="session")
def worker_python():
    """The real worker's interpreter, made by ./dev."""
    return WORKER


@pytest.fixture(scope="session", autouse=True)
def few_threads():
    """Workers inherit this; torch's waiting threads would slow each other down."""
    with pytest.MonkeyPatch.context() as patch:
        for name, text in QUICK.items():
            patch.setenv(name, text)
        yield


@pytest.fixture(scope="session")
def core_command(few_threads):
    """Runs `python -m core …` as a person does; returns what it printed."""

    def run(*arguments):
        done = subprocess.run(
            [WORKER, "-m", "core", *map(str, arguments)],
            cwd=ROOT,
            env=clean_environment(os.environ),
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, done.stderr + done.stdout
        return done.stdout

    return run


@pytest.fixture(scope="session")
def qgis_process(tmp_path_factory, few_threads):
    return QgisProcess(tmp_path_factory.mktemp("profile"))


@pytest.fixture(scope="module")
def processing(qgis_processing):
    """QGIS's own module, with our provider; the import works where QGIS has made its path."""
    import processing

    provider = SourcererProvider()
    QgsApplication.processingRegistry().addProvider(provider)
    yield processing
    QgsApplication.processingRegistry().removeProvider(provider)


@pytest.fixture(scope="session")
def scene(tmp_path_factory, core_command):
    folder = tmp_path_factory.mktemp("data") / "scene"
    core_command("example", "--output", folder, "--size", 64)
    (source,), (target,) = folder.glob("source_*"), folder.glob("target_*")
    model = folder / "source_model.safetensors"
    made = Scene(folder, source, target, source / "parcels.gpkg", target / "parcels.gpkg", model)
    core_command(
        "train",
        "--series",
        source,
        "--polygons",
        made.source_parcels,
        "--field",
        FIELD,
        "--updates",
        200,
        "--holdout",
        0,
        "--output",
        model,
    )
    return made


@pytest.fixture(autouse=True)
def clean_profile():
    """No test sees what another one left in settings or project."""
    QgsSettings().remove("sourcerer")
    yield
    QgsSettings().remove("sourcerer")
    QgsProject.instance().clear()


@pytest.fixture
def plugin(qgis_iface, qgis_parent, qtbot):
    """The plugin as QGIS starts it, in a window that is shown."""
    started = classFactory(qgis_iface)
    started.initGui()
    qgis_iface.messageBar().clear_messages()
    qgis_parent.show()
    yield started
    started.unload()


@pytest.fixture
def dock(plugin, qgis_parent, qtbot):
    shown = qgis_parent.findChild(type(plugin._dock), "SourcererDock")
    qgis_parent.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, shown)
    shown.show()
    qtbot.waitExposed(shown)
    return shown


@pytest.fixture
def desktop(tmp_path, few_threads):
    """Runs a script in QGIS desktop with the plugin enabled; returns what the script wrote."""
    if not qgis_desktop.is_there():
        pytest.skip("needs QGIS desktop and a virtual screen (apt-get install qgis xvfb xauth)")
    return partial(qgis_desktop.run_in_desktop, folder=tmp_path)


@pytest.fixture
def labels():
    """Makes a memory layer of squares, or of their centres: one a class, 20 m apart."""

    def make(crops=("wheat", "maize"), kind="Polygon", crs="EPSG:32631"):
        fields = "field=crop:string(6000)&field=fid:integer"
        layer = QgsVectorLayer(f"{kind}?{fields}", "my labels", "memory")
        layer.setCrs(QgsCoordinateReferenceSystem(crs))
        for number, crop in enumerate(crops):
            square = QgsGeometry.fromRect(QgsRectangle(20 * number, 0, 20 * number + 10, 10))
            feature = QgsFeature(layer.fields())
            feature.setAttributes([crop, 1])
            feature.setGeometry(square if kind == "Polygon" else square.centroid())
            assert layer.dataProvider().addFeature(feature)
        return layer

    return make
