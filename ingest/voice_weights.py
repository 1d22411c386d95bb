"""The weights of Resemblyzer's voice encoder, read as numbers without torch and without running anything.

`resemblyzer` (PyPI, Apache-2.0) carries a GE2E speaker encoder in a file of torch's old format: pickles, then the
numbers. The pickles are read by an unpickler that knows four names and refuses all others, so the file
cannot make this process do anything. Its package is never imported: that would need torch.
"""

from __future__ import annotations

import pickle
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from vectorstore.errors import WeightsDamaged

PACKAGE = "resemblyzer"
MAGIC = 0x1950A86A20F9469CFC6C
LAYERS, HIDDEN, MELS = 3, 256, 40
# What reading a file that is no such file, or half of one, runs into.
UNREADABLE = (OSError, EOFError, pickle.UnpicklingError, ValueError, LookupError, TypeError, AttributeError)

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class VoiceWeights:
    """Three LSTM layers, each (input, recurrent, bias) with gates in torch's order, and the projection."""

    layers: tuple[tuple[Floats, Floats, Floats], ...]
    projection: Floats
    bias: Floats


@dataclass(frozen=True, slots=True)
class _Tensor:
    """Where a tensor lies in its storage, in numbers."""

    storage: str
    offset: int
    shape: tuple[int, ...]


def voice_weights(path: Path) -> VoiceWeights:
    """The encoder in `path`. Raises WeightsDamaged when it is anything else than what resemblyzer 0.1.4 carries."""
    try:
        with path.open("rb") as file:
            tensors = _tensors(file)
        layers = tuple(
            (
                _shaped(tensors[f"lstm.weight_ih_l{i}"], (4 * HIDDEN, HIDDEN if i else MELS)),
                _shaped(tensors[f"lstm.weight_hh_l{i}"], (4 * HIDDEN, HIDDEN)),
                _shaped(tensors[f"lstm.bias_ih_l{i}"] + tensors[f"lstm.bias_hh_l{i}"], (4 * HIDDEN,)),
            )
            for i in range(LAYERS)
        )
        projection = _shaped(tensors["linear.weight"], (HIDDEN, HIDDEN))
        return VoiceWeights(layers, projection, _shaped(tensors["linear.bias"], (HIDDEN,)))
    except UNREADABLE as error:
        raise WeightsDamaged(path=str(path), package=PACKAGE) from error


def _tensors(file: IO[bytes]) -> dict[str, Floats]:
    """The model's tensors by name."""
    if _Numbers(file).load() != MAGIC:
        raise ValueError("not a file of torch's old format")
    _Numbers(file).load()  # version of the format
    _Numbers(file).load()  # byte order, sizes
    state = _Numbers(file).load()["model_state"]
    keys = _Numbers(file).load()
    storages: dict[str, Floats] = {}
    for key in keys:
        count = int.from_bytes(file.read(8), "little")
        data = file.read(4 * count)
        storages[key] = np.frombuffer(data, "<f4")
    return {
        name: storages[at.storage][at.offset : at.offset + int(np.prod(at.shape))].reshape(at.shape)
        for name, at in state.items()
        if isinstance(at, _Tensor)
    }


def _shaped(numbers: Floats, shape: tuple[int, ...]) -> Floats:
    if numbers.shape != shape or not np.isfinite(numbers).all():
        raise ValueError(f"{numbers.shape} instead of {shape}")
    return np.ascontiguousarray(numbers)


class _Numbers(pickle.Unpickler):
    """Dictionaries, numbers, and where tensors lie. Any other name in the pickle is refused."""

    def __init__(self, file: IO[bytes]) -> None:
        super().__init__(file)

    def find_class(self, module: str, name: str) -> Any:
        known: dict[tuple[str, str], Callable[..., Any]] = {
            ("collections", "OrderedDict"): OrderedDict,
            ("torch._utils", "_rebuild_tensor_v2"): _placed,
            ("torch", "FloatStorage"): _float_storage,
        }
        if (module, name) not in known:
            raise pickle.UnpicklingError(f"{module}.{name} has no place in weights")
        return known[module, name]

    def persistent_load(self, pid: Any) -> str:
        return str(pid[2])  # ("storage", type, key, device, count, view)


def _placed(storage: str, offset: int, shape: tuple[int, ...], _stride: Any, *_rest: Any) -> _Tensor:
    return _Tensor(storage, int(offset), tuple(int(n) for n in shape))


def _float_storage() -> None:
    """Stands for torch's class, which is named and never made."""
