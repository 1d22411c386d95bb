"""The sentences of an answer, and whether what they cite carries them.

A sentence's citation may stand before or after its full stop; one citation after several sentences of a
line covers those that its passage carries. Carrying is told by shared words, so only within one
language, and a sentence that turns a passage's meaning round is not caught.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.chat.language import language_of, terms
from assistant.chat.passages import sentences
from assistant.evaluation.answers import units, without_citations

CARRIED = 0.5  # share of a sentence's terms that its passages must hold

_AFTER_STOP = re.compile(r"([。！？；!?.…][”’\"')）」』]*)\s*((?:\[\d{1,3}\]\s*)+)")
_NUMBER = re.compile(r"\[(\d{1,3})\]")
_MARKER = re.compile(r"^\s*(?:[-*•]|\d{1,3}[.)、])\s+")


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence, and the citations that stand in it."""

    text: str
    cites: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Support:
    """How an answer's sentences are cited."""

    sentences: int = 0
    cited: int = 0
    told: int = 0  # cited sentences in the language of what they cite
    carried: int = 0  # of those, the ones that it carries


def support(text: str, passages: Mapping[int, str]) -> Support:
    """How the answer `text` is supported; `passages` are its citations' texts, by number."""
    lines = [claims(line) for line in text.splitlines()]
    cited = told = carried = 0
    for line in lines:
        for index, claim in enumerate(line):
            own = [passages[n] for n in claim.cites if n in passages]
            shared = own or _next(line[index + 1 :], passages)
            holds = carries(claim.text, shared)
            if own or holds:
                cited += 1
                told += holds is not None
                carried += bool(holds)
    return Support(sum(map(len, lines)), cited, told, carried)


def claims(line: str) -> list[Claim]:
    """The sentences of one line. A line that only leads into a list is none."""
    line = _AFTER_STOP.sub(lambda found: f"{found[2].strip()}{found[1]} ", _MARKER.sub("", line)).strip()
    if line.endswith((":", "：")) and not _NUMBER.search(line):
        return []
    cut = [(without_citations(piece), tuple(map(int, _NUMBER.findall(piece)))) for piece in sentences(line)]
    return [Claim(text, cites) for text, cites in cut if units(text)]


def carries(sentence: str, passages: Sequence[str]) -> bool | None:
    """Whether the passages hold the sentence's words; None where the languages differ or there are none."""
    alike = [passage for passage in passages if language_of(passage) == language_of(sentence)]
    if not alike:
        return None
    said = terms(sentence)
    held = set().union(*map(terms, alike))
    return not said or len(said & held) / len(said) >= CARRIED


def _next(later: Sequence[Claim], passages: Mapping[int, str]) -> list[str]:
    """What the next citation of the same line cites."""
    cites = next((claim.cites for claim in later if claim.cites), ())
    return [passages[n] for n in cites if n in passages]
