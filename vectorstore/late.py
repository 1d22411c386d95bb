"""Late interaction: how well each word of a question is met by some word of a passage.

One vector of a passage says what it is about, not whether each thing that was asked is in it. Here every
token of the question takes the cosine of the passage's best token (Khattab and Zaharia, ColBERT, 2020,
without a layer of its own: the bundled embedder's last states, with their typical state taken out, do). The mean over
the question's tokens is taken over the whole passage, and over its best stretch of `STRETCH` tokens.

A passage's tokens are kept at two bits a number: 96 bytes a token of 384 numbers. Knows arrays only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vectorstore.e5_weights import Floats

AT_ONCE = 16  # tokens of a passage in one product
STRETCH = 48  # tokens: two or three sentences
EDGE, INNER, OUTER = 0.9816, 0.4528, 1.510  # of a standard deviation: the least squared error for two bits (Max, 1960)
_SHIFTS = np.arange(0, 8, 2, dtype=np.uint8)
_LEVELS = np.array([-OUTER, -INNER, INNER, OUTER], np.float32)
_FOUR = _LEVELS[(np.arange(256, dtype=np.uint8)[:, None] >> _SHIFTS) & 3]  # a byte → the four numbers in it


@dataclass(frozen=True, slots=True)
class Read:
    """Texts as an embedder sees them. `tokens` are packed; empty where an embedder shows none."""

    vectors: Floats  # (texts, dimension), of length 1
    tokens: tuple[bytes, ...]  # one per text


@dataclass(frozen=True, slots=True)
class ReadQuery:
    """A question as an embedder sees it."""

    vector: Floats  # (dimension,), of length 1
    tokens: Floats  # (tokens, dimension), of length 1 each; no rows where an embedder shows none


def pack(states: Floats) -> bytes:
    """(tokens, dimension) to bytes; of a state's direction, not its length. The dimension is a multiple of four."""
    unit = states * (np.sqrt(states.shape[1]) / (np.linalg.norm(states, axis=1, keepdims=True) + 1e-9))
    codes = np.digitize(unit, (-EDGE, 0.0, EDGE)).astype(np.uint8).reshape(-1, 4)
    packed: bytes = np.bitwise_or.reduce(codes << _SHIFTS, axis=1).tobytes()
    return packed


def met(question: Floats, passages: Sequence[bytes]) -> Floats:
    """(len(passages), 2): how well the tokens of `question` (tokens, dimension; length 1 each) are met by each
    packed passage, and by the best stretch of it. Zeros where either is empty."""
    found = np.zeros((len(passages), 2), np.float32)
    kept = [i for i, packed in enumerate(passages) if packed]
    if not kept or not len(question):
        return found
    width = question.shape[1] // 4
    sizes = [len(passages[i]) // width for i in kept]
    cosines = _cosines(b"".join(passages[i] for i in kept), question)
    half = STRETCH // 2
    starts = [start + at for start, size in zip(_before(sizes), sizes, strict=True) for at in range(0, size, half)]
    halves = np.maximum.reduceat(cosines, starts, axis=0)  # (half stretches, question's tokens)
    counts = [-(-size // half) for size in sizes]
    firsts = _before(counts)
    whole = np.maximum.reduceat(halves, firsts, axis=0).mean(axis=1)
    following = np.minimum(np.arange(len(starts)) + 1, np.repeat(np.add(firsts, counts) - 1, counts))
    stretches = np.maximum(halves, halves[following]).mean(axis=1)
    found[kept] = np.stack([whole, np.maximum.reduceat(stretches, firsts)], axis=1)
    return found


def _cosines(packed: bytes, question: Floats) -> Floats:
    """(tokens, question's tokens). `take` is ten times as fast as an index here. The product is cut into small ones,
    which numpy's library makes on this thread: threads of its own would go on turning for a while, and cost whatever
    comes next more than they bring (a search 50 ms instead of 38, on two cores)."""
    dimension = question.shape[1]
    tokens = len(packed) * 4 // dimension
    filled = packed + bytes(-tokens % AT_ONCE * dimension // 4)
    rows = np.take(_FOUR, np.frombuffer(filled, np.uint8), axis=0).reshape(-1, dimension)
    lengths = np.sqrt(np.einsum("ij,ij->i", rows, rows))
    products = rows.reshape(-1, AT_ONCE, dimension) @ question.T
    cosines: Floats = products.reshape(len(rows), -1)[:tokens] / lengths[:tokens, None]
    return cosines


def _before(sizes: Sequence[int]) -> npt.NDArray[np.int64]:
    """Where each of the runs of these sizes begins."""
    return np.cumsum([0, *sizes[:-1]])
