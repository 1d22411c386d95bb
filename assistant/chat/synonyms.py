"""Words that mean one thing to an agency, so that a question finds what was said in other words or another language.

The groups are in agency_terms.txt; a glossary term and its aliases are a group too. Matches words as they
are written, without grammar, and does not know that a word has several meanings.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from assistant.chat.language import language_of
from vectorstore.models import Term
from vectorstore.terms import fold

MOST = 12  # words added to one question
REWORDINGS = 4  # of one question: each is searched for, when the question itself finds no answer


def synonyms(text: str, glossary: Iterable[Term] = (), most: int | None = MOST) -> list[str]:
    """Other words for those of `text`, without the ones it holds; at most `most`, one group after the other."""
    folded = fold(text)
    added: dict[str, None] = {}
    for group in (*_groups(), *_named(glossary)):
        if any(stands_in(word, folded) for word in group):
            added.update(dict.fromkeys(word for word in group if not stands_in(word, folded)))
    return list(added)[:most]


def across(text: str, glossary: Iterable[Term] = ()) -> str:
    """The synonyms of `text` in the other language, as keywords; "" when there are none."""
    asked = language_of(text)
    return " ".join(word for word in synonyms(text, glossary) if language_of(word) != asked)


def in_words_of(text: str, other: str) -> str:
    """`text` folded, with words for which `other` has another of the same meaning in that one's place."""
    folded, said = fold(text), fold(other)
    for group in _groups():
        own = max((word for word in group if stands_in(word, folded)), key=len, default="")
        if own and not stands_in(own, said) and (theirs := next((w for w in group if stands_in(w, said)), "")):
            folded = folded.replace(own, theirs)
    return folded


def reworded(question: str, glossary: Iterable[Term]) -> list[str]:
    """The question with a glossary term it names called otherwise: by its other names, and as it is misheard."""
    folded = fold(question)
    others = []
    for term in glossary:
        names = (*term.names, *term.misheard)
        said = max((name for name in names if stands_in(fold(name), folded)), key=len, default="")
        pattern = _as_written(said)
        if said and (found := pattern.search(question)):
            rest = (name for name in names if fold(name) != fold(said))
            others += [question[: found.start()] + name + question[found.end() :] for name in rest]
    return list(dict.fromkeys(others))[:REWORDINGS]


def _as_written(word: str) -> re.Pattern[str]:
    edges = (r"(?<![A-Za-z0-9])", r"(?![A-Za-z0-9])") if word.isascii() else ("", "")
    return re.compile(re.escape(word).join(edges), re.IGNORECASE)


def stands_in(word: str, folded: str) -> bool:
    """Whether the word stands in a folded text; one of Latin letters as a whole."""
    if not word.isascii():
        return word in folded
    return re.search(rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])", folded) is not None


@cache
def _groups() -> tuple[tuple[str, ...], ...]:
    return groups_of("agency_terms.txt")


def groups_of(file: str) -> tuple[tuple[str, ...], ...]:
    """The groups of words in a file of this package: one a line, between bars, folded."""
    lines = (files(__package__) / file).read_text(encoding="utf-8").splitlines()
    return tuple(
        tuple(fold(word.strip()) for word in line.split("|"))
        for line in lines
        if line.strip() and not line.startswith("#")
    )


def _named(glossary: Iterable[Term]) -> list[list[str]]:
    return [[fold(name) for name in term.names] for term in glossary if term.aliases]
