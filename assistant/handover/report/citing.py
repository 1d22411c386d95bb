"""Numbers the sources of a report's claims in the order in which they are met, and says of each how it stands.

A passage of what the report's readers may not see, or of what is gone, gets no number: it is not there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from assistant.chat.evidence import Citation
from assistant.handover.report.document import Reference, Run, Text, Tone
from assistant.handover.report.facts import Facts, Held
from assistant.handover.report.words import say
from vectorstore.models import Locator

QUOTED_CHARS = 900  # of a passage, among the sources
SAID_CHARS = 240  # of one, where it carries a claim

_OPEN_END = re.compile(r"(?<=[^\s。！？；，：、….!?;,:])[^\S\n]*\n\s*")
Place = Callable[[Locator, str], str]  # where in a source, in words of a language


@dataclass(slots=True)
class Citing:
    """What a report's sections write with: its facts, its language, and the numbers given so far."""

    facts: Facts
    lang: str
    address: str  # of Baton, without a slash at its end
    place: Place
    _given: dict[tuple[str, int, str], tuple[int, Citation]] = field(default_factory=dict)

    def say(self, key: str, **values: object) -> str:
        """Words of the report in its language."""
        return say(key, self.lang, **values)

    def joined(self, words: Iterable[str]) -> str:
        """A list of words in one line."""
        return self.say("and").join(filter(None, words))

    def is_held(self, citation: Citation) -> bool:
        """Whether the report's readers may read it."""
        return citation.source in self.facts.held

    def mark(self, citation: Citation) -> int:
        """The number of a passage that is held; the same one again for the same passage."""
        key = (citation.source, citation.first_block, citation.text)
        if key not in self._given:
            self._given[key] = (len(self._given) + 1, citation)
        return self._given[key][0]

    def claim(self, text: str, proof: Iterable[Citation], tone: Tone = Tone.PLAIN) -> Text:
        """Text with the marks of what carries it, and what has to be said about that."""
        held = [one for one in proof if self.is_held(one)]
        marks = tuple(dict.fromkeys(map(self.mark, held)))
        return (Run(text, tone, marks), *self.standings(held))

    def passage(self, citation: Citation, limit: int = SAID_CHARS) -> Text:
        """The passage's own words, shortened, with its mark."""
        return self.claim(shortened(citation.text, limit), [citation])

    def standings(self, held: Iterable[Citation]) -> Text:
        """Who verified what is cited, and what of it is past its review date; each once."""
        said: dict[str, Tone] = {}
        for source in dict.fromkeys(citation.source for citation in held):
            one = self.facts.held[source]
            said |= {word: Tone.MUTED for word in self._verified(one)}
            said |= {word: Tone.WARNING for word in self._stale(one)}
        before, after = ("（", "）") if self.lang == "zh" else (" (", ")")
        return tuple(Run(f"{before}{word}{after}", tone) for word, tone in said.items())

    def references(self) -> tuple[Reference, ...]:
        """The sources that were cited, by number."""
        return tuple(self._reference(n, citation) for n, citation in self._given.values())

    def _reference(self, n: int, citation: Citation) -> Reference:
        one = self.facts.held[citation.source]
        on = [one.occurred_on.isoformat()] if one.occurred_on else []
        closed = [self.say("for_managers")] if one.restricted else []
        place = self.place(citation.locator, self.lang)
        about = (self.say(f"kind.{one.kind.value}"), place, *on, *self._verified(one), *self._stale(one), *closed)
        return Reference(
            n=n,
            title=one.title,
            about=tuple(filter(None, about)),
            quote=shortened(citation.text, QUOTED_CHARS),
            link=self.address + citation.url,
            stale=one.review_by is not None,
        )

    def _verified(self, one: Held) -> list[str]:
        if not one.verified_by:
            return []
        key = "verified" if one.verified_on else "verified_undated"
        return [self.say(key, by=one.verified_by, on=one.verified_on)]

    def _stale(self, one: Held) -> list[str]:
        return [self.say("stale", on=one.review_by.isoformat())] if one.review_by else []


def shortened(text: str, limit: int) -> str:
    """In one line, cut after a sentence where one ends late enough, else with an ellipsis.

    A stroke stands between lines that end without a mark, as messages do.
    """
    line = " ".join(_OPEN_END.sub(" / ", text.strip()).split())
    if len(line) <= limit:
        return line
    ends = max(line.rfind(mark, 0, limit) for mark in ("。", "！", "？", ". ", "! ", "? "))
    return line[: ends + 1] if ends > limit // 2 else f"{line[: limit - 1].rstrip()}…"
