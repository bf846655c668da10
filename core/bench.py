"""The benchmark: what this machine can do, and how much of it mapping and adapting make use of.

Everything is measured in turns, round by round, so that a machine that is busy with other work
slows all of it alike; medians and ratios of one run are told, and nothing is compared across runs.
"""

from __future__ import annotations

import json
import platform
import tempfile
from dataclasses import asdict, dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import torch

from .bench_fit import FitSpeeds, fit_speeds
from .bench_growth import Growth, measured_growth
from .bench_network import NetworkSpeeds, network_speeds
from .bench_page import growth_picture, page
from .bench_pipeline import PeakMemory, peak_memory, start_up_seconds
from .bench_scene import BenchScene
from .device import choose_device
from .jobs import BenchJob
from .model import versions
from .outputs import Outputs, beside
from .progress import Phases, Reporter
from .protocol import Result

_NETWORK, _FIT, _GROWTH, _MEMORY = "Mapping", "Adapting", "Growth", "Memory"


@dataclass(frozen=True)
class Benchmark:
    """All that was measured."""

    machine: str
    day: str
    threads: int
    versions: dict[str, str]
    network: NetworkSpeeds
    fit: FitSpeeds
    growth: tuple[Growth, ...]
    start_up_s: dict[str, float]
    memory: tuple[PeakMemory, ...]


def bench(job: BenchJob, reporter: Reporter) -> Result:
    """Measure, and write the page if one is asked for."""
    device, name = choose_device(job)
    reporter.device(name)
    costs = {_NETWORK: 5.0, _FIT: 5.0, _GROWTH: 3.0, _MEMORY: 20.0 if job.memory_side else 0.1}
    phases = Phases(reporter, costs)
    with Outputs() as outputs, tempfile.TemporaryDirectory() as scratch:
        files = {}
        if job.output:
            picture, data = beside(job.output, "_growth.png"), beside(job.output, ".json")
            files = {"page": job.output, "page_json": data, "growth": picture}
        written = {role: outputs.add(place) for role, place in files.items()}
        folder = Path(scratch)
        with phases.phase(_NETWORK) as advance:
            network = network_speeds(job, device, BenchScene(job.side), folder, advance)
        with phases.phase(_FIT) as advance:
            fit = fit_speeds(job.rounds, advance)
        with phases.phase(_GROWTH) as advance:
            growth = measured_growth(job, folder, advance)
        with phases.phase(_MEMORY) as advance:
            memory = peak_memory(job, folder, advance) if job.memory_side else ()
        found = Benchmark(
            machine=f"{_processor()}; {name}",
            day=datetime.now(timezone.utc).date().isoformat(),
            threads=torch.get_num_threads(),
            versions=versions(),
            network=network,
            fit=fit,
            growth=growth,
            start_up_s=start_up_seconds(folder),
            memory=memory,
        )
        details: dict[str, Any] = {**asdict(found), "ratios": found.network.ratios | fit.ratios}
        if written:
            title = Path(files["growth"]).name
            written["page"].write_text(page(found, title), encoding="utf-8")
            written["page_json"].write_text(json.dumps(details, indent=1) + "\n", encoding="utf-8")
            written["growth"].write_bytes(growth_picture(growth))
    lines = [f"{ratio:8.2f}  {words}" for words, ratio in details["ratios"].items()]
    return Result(outputs=files, summary="\n".join(lines), details=details)


def _processor() -> str:
    """The processor's name, where the system tells it."""
    return str(torch.cpu.get_capabilities().get("cpu_name") or platform.processor() or "unknown")
