"""A model as an ONNX graph: from values as the sensor gives them to calibrated probabilities."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper
from torch import nn

from .model import LandCoverModel
from .tempcnn import TEMPERATURE

INPUT, OUTPUT = "series", "probabilities"
_OPSET, _IR_VERSION = 17, 8
"""Of 2022: what runs models today reads them."""
_EPSILON = nn.BatchNorm1d(1).eps
_LEAST_NORM = 1e-12
"""As in torch's normalize: features that are all 0 stay 0."""

Values = npt.NDArray[np.float32]


def onnx_graph(model: LandCoverModel) -> onnx.ModelProto:
    """The network with its normalisation before it, its temperature and a softmax behind it.

    Input `series`, float32 (batch, band, date) in sensor units, no NaN; output `probabilities`,
    float32 (batch, class). The batch is of any size.
    """
    card = model.card
    graph = _Graph({name: v.cpu().numpy() for name, v in model.network.state_dict().items()})
    low, high = np.asarray(card.band_ranges, np.float32).T[:, :, None]
    x = graph.add("Sub", INPUT, graph.keep("low", low))
    x = graph.add("Div", x, graph.keep("range", high - low))
    margin = card.architecture.kernel // 2
    for place in range(3):
        name = f"convolutions.{place}"
        x = graph.layer("Conv", x, f"{name}.0", pads=[margin, margin])
        x = graph.norm(x, f"{name}.1")
    x = graph.add("Flatten", x, axis=1)
    x = graph.layer("Gemm", x, "dense.0", transB=1)
    x = graph.norm(x, "dense.1")
    if card.architecture.head == "cosine":
        x = graph.cosine(x, "head.weight")
    else:
        x = graph.layer("Gemm", x, "head", transB=1)
    x = graph.add("Div", x, graph.keep("temperature", np.float32(card.temperature)))
    graph.add("Softmax", x, axis=1, output=OUTPUT)
    return graph.model(
        card.name, (len(card.bands), len(card.grid.offsets)), n_classes=len(card.classes)
    )


class _Graph:
    """Nodes in the order in which they compute, and the arrays that they know."""

    def __init__(self, weights: dict[str, Values]) -> None:
        self._weights = weights
        self._nodes: list[onnx.NodeProto] = []
        self._kept: dict[str, onnx.TensorProto] = {}

    def add(self, kind: str, *inputs: str, output: str = "", **settings: Any) -> str:  # noqa: ANN401
        """A node; returns the name of what it gives."""
        output = output or f"{kind.lower()}_{len(self._nodes)}"
        self._nodes.append(helper.make_node(kind, list(inputs), [output], **settings))
        return output

    def keep(self, name: str, values: Values | np.float32) -> str:
        """An array under a name of its own."""
        self._kept[name] = numpy_helper.from_array(np.asarray(values), name)
        return name

    def weight(self, name: str) -> str:
        """One of the network's arrays, under its name there."""
        return self.keep(name, self._weights[name])

    def layer(self, kind: str, x: str, name: str, **settings: Any) -> str:  # noqa: ANN401
        """A convolution or dense layer, as it is in the network."""
        weight, bias = (self.weight(f"{name}.{part}") for part in ("weight", "bias"))
        return self.add(kind, x, weight, bias, **settings)

    def norm(self, x: str, name: str) -> str:
        """Batch normalisation by its running statistics, and the ReLU behind it."""
        parts = [f"{name}.{part}" for part in ("weight", "bias", "running_mean", "running_var")]
        x = self.add("BatchNormalization", x, *map(self.weight, parts), epsilon=_EPSILON)
        return self.add("Relu", x)

    def cosine(self, x: str, weight: str) -> str:
        """Scores by class prototypes, see `CosineHead`."""
        norm = self.add("ReduceL2", x, axes=[1], keepdims=1)
        norm = self.add("Max", norm, self.keep("least_norm", np.float32(_LEAST_NORM)))
        x = self.add("Gemm", self.add("Div", x, norm), self.weight(weight), transB=1)
        return self.add("Div", x, self.keep("head.temperature", np.float32(TEMPERATURE)))

    def model(self, name: str, size: tuple[int, int], n_classes: int) -> onnx.ModelProto:
        """All of it, checked."""
        given = helper.make_tensor_value_info(INPUT, TensorProto.FLOAT, ["batch", *size])
        result = helper.make_tensor_value_info(OUTPUT, TensorProto.FLOAT, ["batch", n_classes])
        graph = helper.make_graph(self._nodes, name, [given], [result], list(self._kept.values()))
        made = helper.make_model(
            graph,
            opset_imports=[helper.make_opsetid("", _OPSET)],
            ir_version=_IR_VERSION,
            producer_name="Sourcerer",
        )
        onnx.checker.check_model(made, full_check=True)
        return made
