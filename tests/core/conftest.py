"""Small inputs with known numbers."""

import pytest
import torch
from tiny_scene import command, scene, source_model

__all__ = ["command", "scene", "source_model"]

torch.set_num_threads(1)


class SilentReporter:
    """Keeps what it is told."""

    def __init__(self):
        self.messages, self.phases, self.measures = [], [], []

    def progress(self, phase, fraction):
        self.phases.append((phase, fraction))

    def log(self, message, level="info"):
        self.messages.append((level, message))

    def device(self, name):
        self.messages.append(("info", name))

    def measure(self, series, x, y):
        self.measures.append((series, x, y))


@pytest.fixture
def reporter():
    return SilentReporter()
