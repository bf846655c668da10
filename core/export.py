"""A model for other programs: an ONNX file, and beside it the card that says what it means."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import torch

from .card_item import stac_item
from .errors import EnvironmentMissing
from .job_files import input_files
from .jobs import ExportJob
from .model_card import ModelCard
from .model_file import load_model
from .outputs import Outputs, beside
from .progress import Reporter
from .protocol import Result
from .tables import table

_REQUIREMENTS = Path(__file__).parents[1] / "resources" / "requirements" / "export.txt"


def export_model(job: ExportJob, _: Reporter) -> Result:
    """Write a model as ONNX, and its card beside it.

    Raises:
        UnreadableFile: there is no such model.
        NotAModel: it is none.
        EnvironmentMissing: the package that writes ONNX is not there.
    """
    try:
        import onnx

        from .onnx_graph import INPUT, OUTPUT, onnx_graph
    except ModuleNotFoundError as error:
        raise EnvironmentMissing(
            f"{job.output} cannot be written: the Python package {error.name} is not installed.",
            f'Install it with: "{sys.executable}" -m pip install -r "{_REQUIREMENTS}"',
        ) from error
    card_path = beside(job.output, ".json")
    with Outputs(input_files(job)) as outputs:
        card_file, file = outputs.add(card_path), outputs.add(job.output)
        model = load_model(job.model, torch.device("cpu"))
        item = onnx_item(model.card, Path(job.output).name, onnx.__version__)
        card_file.write_text(json.dumps(item, indent=2, sort_keys=True) + "\n", encoding="utf-8")
        file.write_bytes(onnx_graph(model).SerializeToString(deterministic=True))
    card = model.card
    rows = {
        "Input": f"{INPUT}, float32 (batch, {len(card.bands)} bands, {len(card.grid.offsets)} "
        "dates), values as the sensor gives them, none missing",
        "Output": f"{OUTPUT}, float32 (batch, {len(card.classes)} classes)",
        "Classes": ", ".join(f"{entry.value} {entry.name}" for entry in card.classes),
    }
    return Result(outputs={"model": job.output, "card": card_path}, summary=table(rows))


def onnx_item(card: ModelCard, file_name: str, version: str) -> dict[str, Any]:
    """The card as a STAC Item for the ONNX file: the scaling and the softmax are in the graph."""
    item = stac_item(card, file_name)
    properties = item["properties"]
    properties.update({"mlm:framework": "ONNX", "mlm:framework_version": version})
    (given,), (result,) = properties["mlm:input"], properties["mlm:output"]
    del given["value_scaling"], properties["mlm:hyperparameters"]["temperature"]
    given["description"] = (
        "Values as the sensor gives them, none missing; the graph scales them itself. Bands in the "
        "order of bands, dates as date_offsets says in days from start_datetime."
    )
    result["name"] = "Land cover class probabilities"
    result["description"] = "In the order of the classes; calibrated where the model is."
    item["assets"]["model"].update(
        {
            "type": "application/octet-stream; application=onnx",
            "roles": ["mlm:model", "mlm:weights", "mlm:inference"],
            "mlm:artifact_type": "onnx",
        }
    )
    return item
