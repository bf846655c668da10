"""Faults are injected into the tiny scene; hypothesis draws the same ones every time."""

from pathlib import Path

import torch
from hypothesis import HealthCheck, settings
from hypothesis.configuration import set_hypothesis_home_dir
from tiny_scene import command, scene, source_model

__all__ = ["command", "scene", "source_model"]

torch.set_num_threads(1)

set_hypothesis_home_dir(Path(__file__).parents[2] / "build" / "hypothesis")
settings.register_profile(
    "faults",
    database=None,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
settings.load_profile("faults")
