"""QGIS desktop on a screen that nobody sees, with the plugin and a script that drives it."""

import json
import os
import shutil
import signal
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DRIVES = ROOT / "tests" / "plugin" / "desktop"
TIMEOUT_S = 150
SCREEN = "1400x900x24"
NEEDED = ("xvfb-run", "qgis")


def is_there():
    """Whether QGIS desktop and a virtual screen are installed."""
    return all(map(shutil.which, NEEDED))


def run_in_desktop(script, folder, timeout_s=TIMEOUT_S, **variables):
    """Run a script of `tests/plugin/desktop` in QGIS; returns what the script wrote to ANSWER.

    Args:
        script: its file name.
        folder: empty or new; takes QGIS's profile.
        timeout_s: QGIS is killed then.
        variables: further ones for the script's environment.
    """
    profile = folder / "profiles" / "test"
    if not profile.exists():
        (profile / "python" / "plugins").mkdir(parents=True)
        (profile / "python" / "plugins" / "sourcerer").symlink_to(ROOT)
        (profile / "QGIS").mkdir()
        (profile / "QGIS" / "QGIS3.ini").write_text("[PythonPlugins]\nsourcerer=true\n")
    runtime, answer = folder / "runtime", folder / "answer.json"
    runtime.mkdir(mode=0o700, exist_ok=True)
    answer.unlink(missing_ok=True)
    # QGIS puts the path into a line of Python as it stands: no quotes may be in it.
    drive = Path(shutil.copy(DRIVES / script, folder / "drive.py"))
    inherited = {name: text for name, text in os.environ.items() if name != "QT_QPA_PLATFORM"}
    command = ["xvfb-run", "-a", "-s", f"-screen 0 {SCREEN}", "qgis"]
    command += ["--profiles-path", folder, "--profile", "test", "--nologo", "--noversioncheck"]
    process = subprocess.Popen(
        [*command, "--code", drive],
        env={
            **inherited,
            "XDG_RUNTIME_DIR": str(runtime),
            "ANSWER": str(answer),
            "DRIVES": str(DRIVES),
            **variables,
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        said, _ = process.communicate(timeout=timeout_s)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        said, _ = process.communicate()
    if not answer.exists():
        raise RuntimeError(said)
    return json.loads(answer.read_text())
