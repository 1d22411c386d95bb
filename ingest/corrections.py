"""Glossary terms that were misheard, put right in recognised text, with what was heard kept beside them.

Needs blocks with word probabilities, as recognition gives them; others, such as transcripts that people
made, stay as they are. Looks at one block at a time. Prefers missing a term to writing one that nobody
said, the rules are in homophones.py, except where people have noted how a term is misheard: that is believed.
Does not know whether the glossary itself is right.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ingest.homophones import Change, overlap, sounding_like
from ingest.sounds import SAME
from vectorstore.models import Block, Correction, Term, Word


def corrected(blocks: Iterable[Block], glossary: Sequence[Term]) -> list[Block]:
    """The blocks, each with the misheard terms of `glossary` written as they should be."""
    return [_corrected(block, glossary) if glossary and block.words else block for block in blocks]


def _corrected(block: Block, glossary: Sequence[Term]) -> Block:
    text = "".join(word.text for word in block.words)
    terms = tuple(dict.fromkeys(term.term for term in glossary))
    sounding = sounding_like(text, [w.probability for w in block.words for _ in w.text], terms)
    changes = _chosen([*_known(text, glossary), *sounding], text, terms)
    if not changes:
        return block
    words = _rewritten(block.words, changes)
    notes = tuple(Correction(text[change.start : change.end], change.term) for change in changes)
    return replace(block, text="".join(word.text for word in words).strip(), words=words, corrections=notes)


def _known(text: str, glossary: Iterable[Term]) -> Iterator[Change]:
    """Where the text has what people say a term is misheard as, however sure the model was of it."""
    for term in glossary:
        for heard in term.misheard:
            edges = (r"(?<![A-Za-z0-9])", r"(?![A-Za-z0-9])") if heard.isascii() else ("", "")
            for found in re.finditer(re.escape(heard).join(edges), text, re.IGNORECASE):
                yield Change(found.start(), found.end(), term.term, SAME)


def _chosen(changes: Iterable[Change], text: str, terms: Iterable[str]) -> list[Change]:
    """Those that touch neither each other nor a term that is there already: longer, then closer ones first."""
    taken = [found.span() for term in terms for found in re.finditer(re.escape(term), text, re.IGNORECASE)]
    chosen = []
    for change in sorted(changes, key=lambda c: (c.start - c.end, c.apart, c.start)):
        if not any(overlap((change.start, change.end), span) for span in taken):
            taken.append((change.start, change.end))
            chosen.append(change)
    return sorted(chosen, key=lambda c: c.start)


def _rewritten(words: Sequence[Word], changes: Sequence[Change]) -> tuple[Word, ...]:
    """The words with every change made: those that one change touches become one word."""
    made: list[Word] = []
    group: list[Word] = []
    begin = at = 0
    for word in words:
        group.append(word)
        at += len(word.text)
        if not any(change.start < at < change.end for change in changes):
            inside = [change for change in changes if begin <= change.start and change.end <= at]
            made.append(_joined(group, begin, inside) if inside else word)
            group, begin = [], at
    return tuple(made)


def _joined(group: Sequence[Word], begin: int, changes: Sequence[Change]) -> Word:
    """One word for the group, whose text begins at `begin`, as doubtful as its most doubtful part."""
    text = "".join(word.text for word in group)
    for change in reversed(changes):
        text = text[: change.start - begin] + change.term + text[change.end - begin :]
    return Word(text, group[0].start, group[-1].end, min(word.probability for word in group))
