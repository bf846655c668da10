"""PyTorch weights of a TempCNN that was trained elsewhere, and which of ours each of them is.

A `.pth` file is a pickle, which can run code when it is read. It is read with `weights_only`, so
that nothing but numbers comes out of it; a file that asks for more is refused.
"""

from __future__ import annotations

import re
import struct
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile, ZipFile, is_zipfile

import torch
from torch import Tensor
from torch._weights_only_unpickler import UnpicklingError  # type: ignore[attr-defined]

from .errors import NotAModel, UnreadableFile
from .model_card import Architecture
from .model_file import MAX_PARAMETERS
from .tempcnn import TempCNN

_COUNTER = "num_batches_tracked"
_WRAPPERS = ("model_state", "state_dict", "model_state_dict", "model", "net")
"""What training scripts call the weights among other things in a file."""
_PREFIX = re.compile(r"^(?:(?:module|_orig_mod|model|net|network)\.)+")
_PUBLIC = (
    (re.compile(r"conv_bn_relu([123])\.block\.([01])\.(\w+)"), "convolutions.{0}.{1}.{2}"),
    (re.compile(r"dense\.block\.([01])\.(\w+)"), "dense.{0}.{1}"),
    (re.compile(r"(?:logsoftmax|log_softmax|linear)(?:\.0)?\.(weight|bias)"), "head.{0}"),
)
"""Names in the public PyTorch TempCNN, and ours."""
_SAVE = "Save it with torch.save(model.state_dict(), PATH) where it was trained."


@dataclass(frozen=True)
class Weight:
    """One of a network's arrays."""

    name: str
    """In the file that it came from."""
    values: Tensor

    @property
    def shape(self) -> tuple[int, ...]:
        """Of the array."""
        return tuple(self.values.shape)


def read_weights(path: str) -> dict[str, Weight]:
    """The weights in a file, by our names; batch counters are left out.

    Raises:
        UnreadableFile: there is no such file.
        NotAModel: it holds code, no state dict, or one that is no TempCNN's.
    """
    tensors = _state_dict(_load(path), path)
    for name, values in tensors.items():
        is_plain = values.layout is torch.strided and values.dtype.is_floating_point
        if not is_plain or not values.numel():
            raise NotAModel(f"{path}: the weight {name} is no plain array of numbers.")
    if sum(values.numel() for values in tensors.values()) > MAX_PARAMETERS:
        raise NotAModel(f"{path} holds more than {MAX_PARAMETERS} numbers: no TempCNN.")
    weights = [Weight(name, _float32(values)) for name, values in tensors.items()]
    for weight in weights:
        if not torch.isfinite(weight.values).all():
            raise NotAModel(f"{path}: the weight {weight.name} holds what is no number.")
        if weight.name.endswith("running_var") and (weight.values < 0).any():
            raise NotAModel(f"{path}: the variance {weight.name} is negative.")
    return _by_our_names(weights, path)


def _load(path: str) -> object:
    if not Path(path).is_file():
        raise UnreadableFile(f"{path} does not exist.")
    damaged = "The file may be damaged, or no PyTorch file. " + _SAVE
    try:
        if is_zipfile(path):
            with ZipFile(path) as content:
                n_bytes = sum(entry.file_size for entry in content.infolist())
            if n_bytes > 9 * MAX_PARAMETERS:
                raise NotAModel(f"{path} holds {n_bytes} bytes of numbers: no TempCNN.")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # about versions of the format
            return torch.load(path, map_location="cpu", weights_only=True)
    except UnpicklingError as error:
        asked = re.search(r"GLOBAL ([\w.]+)", str(error))
        if asked is None:
            raise NotAModel(f"{path} cannot be read as PyTorch weights.", damaged) from error
        raise NotAModel(
            f"{path} is not loaded: it holds more than numbers, and asks to run {asked[1]}.", _SAVE
        ) from error
    except NotAModel:
        raise
    except (
        RuntimeError,
        ValueError,
        TypeError,
        LookupError,
        AssertionError,
        AttributeError,
        EOFError,
        OSError,
        OverflowError,
        struct.error,
        BadZipFile,
    ) as error:
        raise NotAModel(f"{path} cannot be read as PyTorch weights.", damaged) from error


def _state_dict(content: object, path: str) -> dict[str, Tensor]:
    """The weights in what a file holds, alone or among other things; without batch counters."""
    parts = [content]
    if isinstance(content, Mapping):
        parts += [content[key] for key in _WRAPPERS if key in content]
    for part in parts:
        if isinstance(part, Mapping):
            found = {
                _PREFIX.sub("", name): value
                for name, value in part.items()
                if isinstance(name, str) and isinstance(value, Tensor)
            }
            if found:
                return {k: v for k, v in found.items() if not k.endswith(_COUNTER)}
    raise NotAModel(f"{path} holds no state dict, but a {type(content).__name__}.", _SAVE)


def _by_our_names(weights: list[Weight], path: str) -> dict[str, Weight]:
    """Each weight under our name for it: by its own, failing that by its place in the file."""
    wanted = _expected()
    named = {_our_name(weight.name): weight for weight in weights}
    if set(named) == set(wanted):
        return named
    in_order = [len(weight.shape) for weight in weights] == list(wanted.values())
    if in_order:
        return dict(zip(wanted, weights))
    missing = [name for name in wanted if name not in named]
    if len(missing) == len(wanted):
        raise NotAModel(
            f"{path} is no TempCNN: it holds {len(weights)} arrays ({_some(weights)}), a TempCNN "
            f"has {len(wanted)}: weight, bias and batch normalisation of three convolutions and a "
            "dense layer, and an output layer.",
            "Only a TempCNN of three convolutions can be imported.",
        )
    odd = [weight for name, weight in named.items() if name not in wanted]
    raise NotAModel(
        f"{path} lacks {', '.join(map(_public_name, missing))}"
        + (f"; it holds {_some(odd)} instead" if odd else "")
        + ".",
        "Name the weights as the public TempCNN does, or put them into the network's own order.",
    )


def _expected() -> dict[str, int]:
    """Our names in the network's order, each with its number of axes."""
    network = TempCNN(1, 1, 1, Architecture(filters=1, kernel=1, dense=1))
    return {
        name: values.ndim
        for name, values in network.state_dict().items()
        if not name.endswith(_COUNTER)
    }


def _our_name(name: str) -> str:
    for pattern, ours in _PUBLIC:
        match = pattern.fullmatch(name)
        if match:
            parts = list(match.groups())
            if ours.startswith("convolutions"):
                parts[0] = str(int(parts[0]) - 1)
            return ours.format(*parts)
    return name


def _public_name(ours: str) -> str:
    """What the public TempCNN calls one of our weights, for messages."""
    part, *rest = ours.split(".")
    if part == "convolutions":
        return f"conv_bn_relu{int(rest[0]) + 1}.block.{'.'.join(rest[1:])}"
    return ".".join(["dense.block" if part == "dense" else "logsoftmax.0", *rest])


def _some(weights: list[Weight]) -> str:
    names = [weight.name for weight in weights]
    return ", ".join(names[:6]) + (" …" if len(names) > 6 else "")


def _float32(values: Tensor) -> Tensor:
    return values.detach().to(torch.float32).clone()
