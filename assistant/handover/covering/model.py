"""The nouns of coverage. Frozen dataclasses, no I/O.

Something **sought** is what a handover should hold. What the library says of it is a **judgement**: enough, thin or
none, with the passages as proof. Nearness to the question is one thing, whether somebody could act on it another.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from assistant.chat.evidence import Citation
from assistant.handover.interviewing.model import Aspect

RULE = "rule"  # in place of a model's name: who judged


class Verdict(StrEnum):
    """How well the library covers something."""

    ENOUGH = "enough"  # whoever takes over could act on it
    THIN = "thin"  # something is there, but not all that is needed
    NONE = "none"


class Flaw(StrEnum):
    """Why what was found is not enough, beside the aspects that are lacking."""

    MENTIONS = "mentions"  # the words stand there, but they say nothing
    OLD = "old"  # only passages that are older than what changes may be
    VOID = "void"  # what was found says itself that it holds no longer
    FOREIGN = "foreign"  # it tells of another client
    UNSURE = "unsure"  # near, but not surely about this
    SINGLE = "single"  # one place alone speaks of it


@dataclass(frozen=True, slots=True)
class Sought:
    """Something that a handover should hold."""

    key: str
    section: str
    titles: Mapping[str, str]  # by language
    queries: tuple[str, ...]  # in both languages: what it is searched with
    needs: tuple[Aspect, ...] = ()  # what an account of it must say
    evidence: Mapping[str, str] = field(default_factory=dict)  # what counts, in words, by language

    def title(self, lang: str) -> str:
        """Its title in the language, or in the one that it has."""
        return self.titles.get(lang) or next(iter(self.titles.values()), self.key)

    def wanted(self, lang: str) -> str:
        """What counts as evidence, in the language or in the one that it has; may be empty."""
        return self.evidence.get(lang) or next(iter(self.evidence.values()), "")


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the library holds of something, and why that is enough or not."""

    key: str
    verdict: Verdict
    passages: tuple[Citation, ...] = ()  # best first
    lacking: tuple[Aspect, ...] = ()
    flaws: tuple[Flaw, ...] = ()
    newest: date | None = None  # of the passages
    said: tuple[Aspect, ...] = ()  # of what is needed, what the passages do say
    by: str = RULE  # or the model's name
    note: str = ""  # the model's reason
