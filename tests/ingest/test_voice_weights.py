"""Weights in torch's old format, written here byte by byte, and files that only look like it."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest

from ingest.voice_weights import HIDDEN, MAGIC, MELS, voice_weights
from vectorstore.errors import WeightsDamaged

REBUILD = b"torch._utils\n_rebuild_tensor_v2"
SHAPES: dict[str, tuple[int, ...]] = {"linear.weight": (HIDDEN, HIDDEN), "linear.bias": (HIDDEN,)}
for layer in range(3):
    SHAPES[f"lstm.weight_ih_l{layer}"] = (4 * HIDDEN, HIDDEN if layer else MELS)
    SHAPES[f"lstm.weight_hh_l{layer}"] = (4 * HIDDEN, HIDDEN)
    SHAPES[f"lstm.bias_ih_l{layer}"] = SHAPES[f"lstm.bias_hh_l{layer}"] = (4 * HIDDEN,)


def text(value: str) -> bytes:
    data = value.encode()
    return b"X" + len(data).to_bytes(4, "little") + data


def number(value: int) -> bytes:
    return b"J" + value.to_bytes(4, "little", signed=True)


def together(*items: bytes) -> bytes:
    return b"(" + b"".join(items) + b"t"


def tensor(
    shape: tuple[int, ...], offset: int, total: int, rebuild: bytes = b"torch._utils\n_rebuild_tensor_v2"
) -> bytes:
    place = together(text("storage"), b"ctorch\nFloatStorage\n", text("7"), text("cpu"), number(total), b"N") + b"Q"
    strides = [int(np.prod(shape[i + 1 :])) for i in range(len(shape))]
    hooks = b"ccollections\nOrderedDict\n)R"
    arguments = (place, number(offset), together(*map(number, shape)), together(*map(number, strides)), b"\x89", hooks)
    return b"c" + rebuild + b"\n" + together(*arguments) + b"R"


def written(path: Path, numbers: np.ndarray, shapes: dict[str, tuple[int, ...]] = SHAPES, **how: bytes) -> Path:
    """A file with every tensor in one storage, one after the other."""
    state, offset = b"}(", 0
    for name, shape in shapes.items():
        state += text(name) + tensor(shape, offset, len(numbers), **how)
        offset += int(np.prod(shape))
    model = b"\x80\x02}" + text("model_state") + state + b"us."
    head = b"".join(pickle.dumps(value, 2) for value in (MAGIC, 1001, {"little_endian": True}))
    storage = len(numbers).to_bytes(8, "little") + numbers.astype("<f4").tobytes()
    path.write_bytes(head + model + pickle.dumps(["7"], 2) + storage)
    return path


@pytest.fixture(scope="module")
def numbers() -> np.ndarray:
    total = sum(int(np.prod(shape)) for shape in SHAPES.values())
    return np.random.default_rng(1).standard_normal(total).astype(np.float32)


def test_every_tensor_is_where_it_should_be(tmp_path: Path, numbers: np.ndarray) -> None:
    weights = voice_weights(written(tmp_path / "pretrained.pt", numbers))
    linear = HIDDEN * HIDDEN
    first = linear + HIDDEN
    assert [layer[0].shape for layer in weights.layers] == [(1024, 40), (1024, 256), (1024, 256)]
    assert np.array_equal(weights.layers[0][0].ravel(), numbers[first : first + 4 * HIDDEN * MELS])
    at = first + 4 * HIDDEN * (MELS + HIDDEN)
    assert np.allclose(weights.layers[0][2], numbers[at : at + 1024] + numbers[at + 1024 : at + 2048])
    assert np.array_equal(weights.bias, numbers[linear:first])


@pytest.mark.parametrize(
    "content",
    [b"", b"PK\x03\x04 a zip", pickle.dumps(MAGIC, 2), pickle.dumps(42, 2) * 5, b"\x80\x02]q\x00.", b"\x00" * 2000],
)
def test_other_files_are_damaged_weights(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "pretrained.pt"
    path.write_bytes(content)
    with pytest.raises(WeightsDamaged, match="resemblyzer"):
        voice_weights(path)


def test_a_missing_file_is_damaged_weights(tmp_path: Path) -> None:
    with pytest.raises(WeightsDamaged):
        voice_weights(tmp_path / "nothing.pt")


def test_a_file_that_breaks_off_is_refused(tmp_path: Path, numbers: np.ndarray) -> None:
    path = written(tmp_path / "pretrained.pt", numbers)
    path.write_bytes(path.read_bytes()[:-1000])
    with pytest.raises(WeightsDamaged):
        voice_weights(path)


def test_numbers_that_are_none_are_refused(tmp_path: Path, numbers: np.ndarray) -> None:
    broken = numbers.copy()
    broken[5] = np.nan
    with pytest.raises(WeightsDamaged):
        voice_weights(written(tmp_path / "pretrained.pt", broken))


def test_another_model_is_refused(tmp_path: Path, numbers: np.ndarray) -> None:
    shapes = {**SHAPES, "linear.weight": (128, 256)}
    with pytest.raises(WeightsDamaged):
        voice_weights(written(tmp_path / "pretrained.pt", numbers, shapes))


@pytest.mark.parametrize("name", [b"posix\nsystem", b"builtins\neval", b"torch\nload", b"ingest.voice_weights\nPath"])
def test_nothing_in_the_file_is_run(tmp_path: Path, numbers: np.ndarray, name: bytes) -> None:
    with pytest.raises(WeightsDamaged) as raised:
        voice_weights(written(tmp_path / "pretrained.pt", numbers, rebuild=name))
    assert isinstance(raised.value.__cause__, pickle.UnpicklingError)


def test_a_pickle_that_calls_a_command_is_refused(tmp_path: Path) -> None:
    made = tmp_path / "made"
    command = b"cposix\nsystem\n" + together(text(f"touch {made}")) + b"R."
    path = tmp_path / "pretrained.pt"
    path.write_bytes(b"\x80\x02" + command)
    with pytest.raises(WeightsDamaged):
        voice_weights(path)
    assert not made.exists()
