"""How fast pixels become a map: the network alone, the whole way, and what the machine could do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch

from .bench_pipeline import SilentReporter, classify
from .bench_scene import BANDS, CLASSES, GRID, N_BANDS, N_CLASSES, BenchScene
from .bench_turns import speeds_in_turns
from .fast_network import FastNetwork
from .gapfill import fill_pixels
from .jobs import BenchJob, ClassifyJob, Precision
from .model import LandCoverModel, new_network
from .model_card import ModelCard
from .model_file import save_model
from .normalise import fit_ranges
from .precision import MapNetwork, made_for, margins
from .progress import Advance
from .training import Schedule, train

FloatArray = npt.NDArray[np.float32]

_NETWORK_PX, _FILLED_PX, _CHECKED_PX = 8192, 40_960, 50_000
_GEMM_SIDE = 2048
_CLOUDY_DAYS = tuple(range(0, 360, 6))
_SAMPLES, _UPDATES = 3000, 400


@dataclass(frozen=True)
class NetworkSpeeds:
    """Pixels a second, and how well short numbers agree with float32."""

    pixel_flops: int
    """Floating-point operations for a pixel, a product and a sum counted as two."""
    gemm_flops: dict[str, float]
    """A second, by precision: products of square matrices, the machine's limit."""
    pixels: dict[str, float]
    """A second."""
    precision: str
    """Of the map, as `auto` chose it."""
    agreement: float
    """Share of pixels with float32's class, close calls not yet computed again."""
    refined_agreement: float
    """The same of the map."""
    widest_margin: float
    """Largest lead of float32's class where the map has another one."""
    ratios: dict[str, float]


def network_speeds(
    job: BenchJob, device: torch.device, scene: BenchScene, folder: Path, advance: Advance
) -> NetworkSpeeds:
    """Train a model on the scene's classes, then measure in turns."""
    model = _model(scene, device, lambda fraction: advance(0.2 * fraction))
    path = folder / "model.safetensors"
    save_model(path, model, path.name)
    x = replace(scene, seed=5).samples(_CHECKED_PX).x
    mapped = MapNetwork(model, Precision.AUTO)
    refined = mapped.probabilities(x)
    chosen = mapped.precision
    exact = model.probabilities(x)
    dtype = getattr(torch, chosen)
    fast = FastNetwork(model, dtype).probabilities(x)
    differ = exact.argmax(axis=1) != refined.argmax(axis=1)

    precisions = list(dict.fromkeys((Precision.FLOAT32, made_for(device))))
    works: dict[str, Callable[[], float]] = {}
    for precision in precisions:
        works[f"GEMM, {precision}"] = _gemm(getattr(torch, precision), device)
    seen = np.ascontiguousarray(x[:_NETWORK_PX].transpose(0, 2, 1)).transpose(0, 2, 1)
    for batch in (1024, 4096):
        works[f"plain eager float32, batch {batch}"] = _plain(model, x[:4096], batch)
    for precision in precisions:
        network = FastNetwork(model, getattr(torch, precision))
        works[f"network alone, {precision}"] = _counted(network.probabilities, seen)
    job_of = ClassifyJob(
        model=str(path),
        output=str(folder / "map.tif"),
        threads=job.threads,
        device=job.device,
        memory=job.memory,
        precision=chosen,
    )
    stack = scene.write_stack(folder / "stack.tif")
    series = scene.write_series(folder / "series", _CLOUDY_DAYS)
    for name, images in (("gap-filled stack to map", stack), ("cloudy dates to map", series)):
        works[name] = _mapped(replace(job_of, series=(str(images),)), scene.side_px**2)
    works["gap filling, bands share gaps"] = _filling(job.threads)
    speeds = speeds_in_turns(works, job.rounds, lambda fraction: advance(0.2 + 0.8 * fraction))

    gemm = {str(each): speeds.pop(f"GEMM, {each}") for each in precisions}
    flops = pixel_flops()
    return NetworkSpeeds(
        flops,
        gemm,
        speeds,
        str(chosen),
        float((exact.argmax(axis=1) == fast.argmax(axis=1)).mean()),
        float(1 - differ.mean()),
        float(margins(exact)[differ].max(initial=0)),
        _ratios(speeds, gemm, flops, str(chosen)),
    )


def pixel_flops() -> int:
    """Of TempCNN with the scene's bands, dates and classes (section 3.1)."""
    dates = len(GRID.offsets)
    convolutions = dates * 5 * 64 * (N_BANDS + 64 + 64)
    return 2 * (convolutions + dates * 64 * 256 + 256 * N_CLASSES)


def _ratios(
    speeds: dict[str, float], gemm: dict[str, float], flops: int, chosen: str
) -> dict[str, float]:
    alone = speeds[f"network alone, {chosen}"]
    ratios = {
        f"network in {chosen} × plain eager float32 at batch 4096": alone
        / speeds["plain eager float32, batch 4096"]
    }
    for precision, limit in gemm.items():
        share = speeds[f"network alone, {precision}"] * flops / limit
        ratios[f"of the machine's GEMM limit in {precision}"] = share
        if precision != str(Precision.FLOAT32):
            ratios[f"GEMM limit in {precision} × that of float32"] = limit / gemm["float32"]
    for name in ("gap-filled stack to map", "cloudy dates to map"):
        ratios[f"{name}, of the network alone"] = speeds[name] / alone
    return ratios


def _model(scene: BenchScene, device: torch.device, advance: Advance) -> LandCoverModel:
    samples = scene.samples(_SAMPLES)
    card = ModelCard(
        name="benchmark",
        bands=BANDS,
        band_ranges=fit_ranges(samples.x),
        grid=GRID,
        classes=CLASSES,
    )
    model = LandCoverModel(card, new_network(card, 0, device))
    x, y = model.inputs(samples.x), model.targets(samples.y)
    train(model.network, x, y, Schedule(_UPDATES, 0), advance)
    return model


def _gemm(dtype: torch.dtype, device: torch.device) -> Callable[[], float]:
    left, right = (torch.randn(_GEMM_SIDE, _GEMM_SIDE, device=device).to(dtype) for _ in range(2))

    def multiply() -> float:
        torch.mm(left, right)
        if device.type == "cuda":
            torch.cuda.synchronize(device)
        return 2.0 * _GEMM_SIDE**3

    return multiply


def _plain(model: LandCoverModel, x: FloatArray, batch: int) -> Callable[[], float]:
    """The network as it was trained, on normalised pixels that are there already."""
    inputs = model.inputs(x)

    @torch.inference_mode()
    def classify_plainly() -> float:
        for part in torch.split(inputs, batch):
            layers = part
            for block in model.network.convolutions:
                for layer in block.children():
                    layers = layer(layers)
            model.network.head(model.network.dense(layers.flatten(1))).cpu()
        return len(x)

    return classify_plainly


def _counted(work: Callable[[FloatArray], FloatArray], x: FloatArray) -> Callable[[], float]:
    return lambda: len(work(x))


def _mapped(job: ClassifyJob, n_pixels: int) -> Callable[[], float]:
    def run() -> float:
        classify(job, SilentReporter())
        return n_pixels

    return run


def _filling(threads: int) -> Callable[[], float]:
    random = np.random.default_rng(0)
    shape = (len(_CLOUDY_DAYS), N_BANDS, _FILLED_PX)
    values = random.uniform(1, 9000, shape).astype(np.float32)
    values[np.broadcast_to(random.random((shape[0], 1, shape[2])) < 0.4, shape)] = np.nan
    return lambda: len(fill_pixels(values, _CLOUDY_DAYS, GRID.offsets, threads))
