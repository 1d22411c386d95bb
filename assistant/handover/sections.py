"""Which section of the checklist a text is about, by the words it shares with each section's items. A guess."""

from __future__ import annotations

from functools import cache

from assistant.chat.language import terms
from assistant.handover import templates

TEMPLATE, ELSE = "agency", "strategy"  # the longest of Baton's own; where nothing fits
LANGUAGES = ("zh", "en")


def section_of(text: str, lang: str) -> str:
    """Key of the section; what most decisions are about where none fits."""
    words = terms(text)
    scores = {
        key: sum(worth for term, worth in vocabulary.items() if term in words) for key, vocabulary in _known(lang)
    }
    best = max(scores, key=lambda key: scores[key])
    return best if scores[best] > 0 else ELSE


def title_of(section: str, lang: str) -> str:
    """What the section is called; the key itself of one that is not Baton's."""
    return next((one.title[lang] for one in templates.load()[TEMPLATE].sections if one.key == section), section)


def item_title(key: str, lang: str) -> str:
    """What the item is called; "" for one that is not Baton's."""
    return next((item.title[lang] for _, item in templates.load()[TEMPLATE].items if item.key == key), "")


@cache
def _known(lang: str) -> tuple[tuple[str, dict[str, float]], ...]:
    """Each section's words, worth the more the fewer sections have them."""
    said = {
        section.key: terms(
            " ".join(
                [section.title[lang], *(" ".join((item.title[lang], *item.queries[lang])) for item in section.items)]
            )
        )
        for section in templates.load()[TEMPLATE].sections
    }
    return tuple(
        (key, {term: 1 / sum(term in other for other in said.values()) for term in words})
        for key, words in said.items()
    )
