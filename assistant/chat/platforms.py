"""Where something is sold or advertised: what holds on one platform answers no question about another.

The names are in platforms.txt. A budget "for JD" is not the budget that a meeting names without saying where, when
nothing that was found speaks of JD at all.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from assistant.chat.synonyms import groups_of, stands_in
from vectorstore.terms import fold


def platforms(text: str) -> frozenset[int]:
    """Which platforms the text names, by their line in the list."""
    folded = fold(text)
    return frozenset(i for i, names in enumerate(_platforms()) if any(stands_in(name, folded) for name in names))


def is_elsewhere(question: str, texts: Iterable[str]) -> bool:
    """Whether the question is about a platform that none of the texts names."""
    asked = platforms(question)
    return bool(asked) and not asked & platforms("\n".join(texts))


@cache
def _platforms() -> tuple[tuple[str, ...], ...]:
    return groups_of("platforms.txt")
