"""`qgis_process` with a profile of its own and this checkout as its plugin."""

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DEBIAN_12 = Path("/usr/bin/qgis_process.bin")
"""The wrapper there passes a flag that the program refuses."""


@dataclass(frozen=True)
class Answer:
    """How a run ended."""

    exit_code: int
    results: dict
    said: str


class QgisProcess:
    """Calls the program; the plugin is enabled."""

    def __init__(self, profile):
        self.program = DEBIAN_12 if DEBIAN_12.exists() else shutil.which("qgis_process")
        self.variables = {
            **os.environ,
            "QT_QPA_PLATFORM": "offscreen",
            "QGIS_PLUGINPATH": str(ROOT / ".plugins"),
            "QGIS_CUSTOM_CONFIG_PATH": str(profile),
        }
        enabled = self.call("plugins", "enable", "sourcerer")
        assert enabled.exit_code == 0, enabled.said

    def call(self, *arguments, stdin=None):
        """Run it to its end."""
        done = subprocess.run(
            [self.program, *arguments],
            env=self.variables,
            input=stdin or "",
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        results = json.loads(done.stdout)["results"] if "run" in arguments and done.stdout else {}
        return Answer(done.returncode, results, done.stdout + done.stderr)

    def start(self, algorithm, **parameters):
        """Begin a run; whoever calls ends it."""
        return subprocess.Popen(
            [self.program, *self.words(algorithm, parameters)],
            env=self.variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def __call__(self, algorithm, **parameters):
        return self.call(*self.words(algorithm, parameters))

    def words(self, algorithm, parameters):
        """The command line; an algorithm may be a model's file too."""
        given = [
            f"--{name}={entry}"
            for name, value in parameters.items()
            for entry in (value if isinstance(value, list) else [value])
        ]
        name = algorithm if "/" in str(algorithm) else f"sourcerer:{algorithm}"
        return ["--json", "run", str(name), *given]
