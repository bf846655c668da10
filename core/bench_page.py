"""The benchmark's figures as a page."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from .bench_growth import Growth
from .charts import growth_chart

if TYPE_CHECKING:
    from .bench import Benchmark

_REQUIRED = {
    "× plain eager float32 at batch 4096": "at least 8",
    "of the machine's GEMM limit in bfloat16": "at least 0.5",
    "of the machine's GEMM limit in float32": "at least 0.8",
    "gap-filled stack to map, of": "at least 0.6",
    "cloudy dates to map, of": "at least 0.4",
    "adaptation, form loss": "at least 1.4",
    "adaptation, form proximal": "at least 1.4",
}
"""What is asked for, by a part of a ratio's name."""


def page(found: Benchmark, growth_file: str) -> str:
    """Markdown.

    Args:
        found: what was measured.
        growth_file: name of the plot beside the page.
    """
    network, fit = found.network, found.fit
    limits = {
        f"GEMM in {name}": f"{flops / 1e9:,.0f}" for name, flops in network.gemm_flops.items()
    }
    ratios = network.ratios | fit.ratios
    parts = [
        "# Performance",
        _HOW.format(
            day=found.day,
            machine=found.machine,
            versions=", ".join(f"{name} {text}" for name, text in found.versions.items()),
        ),
        "## Ratios",
        _table(
            ("", "measured", "asked for"),
            [(words, f"{ratio:.2f}", _asked(words)) for words, ratio in ratios.items()],
        ),
        "## Mapping",
        f"TempCNN with 10 bands, 37 dates and 30 classes: {network.pixel_flops / 1e6:.2f} million "
        "floating-point operations for a pixel.",
        _table(("limit of the machine", "GFLOP/s"), list(limits.items())),
        _table(
            ("", "pixels a second", "GFLOP/s"),
            [
                (name, f"{speed:,.0f}", _gflops(name, speed * network.pixel_flops))
                for name, speed in network.pixels.items()
            ],
        ),
        f"The map was computed in {network.precision}. On 50,000 pixels of a trained model "
        f"{100 * network.agreement:.3f} % get float32's class before close calls are computed "
        f"again, {100 * network.refined_agreement:.3f} % after that; where the map differs, "
        f"float32's class leads by at most {network.widest_margin:.3f} in probability.",
        "## Adapting",
        _table(
            ("one thread, batches of 32", "ms an update"),
            [(name, f"{taken:.2f}") for name, taken in fit.milliseconds.items()],
        ),
        "Without dropout the losses of the first 50 updates in the form `loss` differ from the "
        f"plain way's by at most {100 * fit.loss_difference:.4f} %.",
        "## Growth",
        f"![Time by pixels, images, bands and polygons]({growth_file})",
        _table(
            ("", "sizes", "seconds"),
            [(each.what, _listed(each.sizes), _listed(each.seconds)) for each in found.growth],
        ),
        "## Start and memory",
        _table(
            ("from the start of a worker to", "seconds"),
            [(name, f"{taken:.2f}") for name, taken in found.start_up_s.items()],
        ),
    ]
    if found.memory:
        rows = [
            (f"{m.side_px:,} × {m.side_px:,}", f"{m.budget_mb:,}", f"{m.peak_mb:,.0f}")
            for m in found.memory
        ]
        parts.append(_table(("pixels, 40 dates × 10 bands", "`--memory`, MB", "peak, MB"), rows))
    return "\n\n".join([*parts, _TRIED]) + "\n"


def growth_picture(growth: Sequence[Growth]) -> bytes:
    """A PNG."""
    lines: Mapping[str, tuple[Sequence[float], Sequence[float]]] = {
        each.what: (each.sizes, each.seconds) for each in growth
    }
    return base64.b64decode(growth_chart(lines))


def _asked(words: str) -> str:
    return next((asked for part, asked in _REQUIRED.items() if part in words), "")


def _gflops(name: str, flops: float) -> str:
    """Of the network's own work; gap filling has none of it."""
    return "" if name.startswith("gap filling") else f"{flops / 1e9:,.0f}"


def _listed(numbers: Sequence[float]) -> str:
    return ", ".join(
        f"{number:,}" if isinstance(number, int) else f"{number:.2f}" for number in numbers
    )


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """The first column is text, the others are numbers."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


_HOW = """How fast does this map and adapt, and how much of the machine does that use?

    python -m core bench --json --output resources/help/performance.md

writes this page. Everything is measured in turns, so that other work on the machine slows all of it
alike; figures are medians, and only ratios of one run mean something on another machine.

{day} · {machine} · {versions}"""

_TRIED = """## What makes it fast

**Mapping.** Batch normalisation is folded into the layer before it. A date's bands and filters lie
together in memory (channels last), from the gap filling to the dense layer, so that nothing is
turned around on the way. 512 pixels at once: measured flat from 256 to 1,024, while at 4,096 the
values between two layers fall out of the cache. bfloat16 or float16 where a processor or GPU has
units for it and the first pixels of the map come out as in float32; pixels whose two most likely
classes are less than 0.03 apart are computed again in float32. Reading and gap filling, the
network, and writing overlap, each at most one window ahead. Windows are squares, or whole lines
where files are stored in lines: of 30 images of 8,000 × 400 px with 6 bands in lines, squares took
seven times as long (102 s and 15 s), for each of them decoded all that its neighbours decoded.

**Adapting.** The pull has no graph: in the form `loss` its gradient is added by hand, in the others
it is one interpolation after the step. Frozen batch normalisation is folded into the convolutions'
weights, of which there are fewer than values. Dropout looks up what eight random bits mean.

## What was tried and lost

Measured on one thread of an AMD EPYC with AVX-512 bfloat16, whose bfloat16 products are 3 times as
fast as those of float32: eight times the plain way is out of reach there.

- *Normalisation folded into the first convolution.* It saves 0.1 of 26 µs a pixel where bands lie
  together, costs bfloat16 its precision in bands of a narrow range far from zero, and zero padding
  is then no longer the mean. Inputs are scaled as in training instead, on their way to the network.
- *Convolutions as one matrix product* of shifted copies: 0.6 of the speed of oneDNN's convolution
  in float32 and 0.7 in bfloat16; in training, forward and backward, slower by a third.
- *Channels last in training*: at batches of 32 oneDNN's own layout is faster by a third.
- *Small batches* for maps: 64 pixels are 15 % slower in bfloat16 than 512.

Reckoned, and not tried: convolutions with fewer products (Winograd), which need more bits than
bfloat16 has; the folds of λ auto as one batch, for matrix products take half of an update and do
not shrink by it; all weights in one flat tensor, where clearing and adding to the gradient costs
what it saves. bfloat16 in training would need evidence that accuracy stays.
"""
