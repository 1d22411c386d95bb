"""The nouns of an interview. Frozen dataclasses, no I/O.

A **gap** is what the library lacks; a **moment** is something the person said or did that it holds. From both come
**prompts**, what is asked; a prompt and its answer are an **exchange**; exchanges about one thing become a **card**.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from assistant.chat.evidence import Citation


class Aspect(StrEnum):
    """What an account of something may lack."""

    RULE = "rule"  # what one goes by
    REASON = "reason"
    EXAMPLE = "example"
    NUMBER = "number"
    PERSON = "person"
    TIME = "time"
    EXCEPTION = "exception"


class Form(StrEnum):
    """What sort of prompt it is."""

    OPEN = "open"  # from the bank, about a gap
    MOMENT = "moment"  # about something that the person said or did
    INCIDENT = "incident"  # a step of the critical decision method
    PROBE = "probe"  # into the answer before
    REFERRAL = "referral"  # who else knows
    CLOSING = "closing"


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that a handover should hold and the library does not."""

    key: str  # of the checklist item or knowledge gap, unique in the interview
    section: str  # key of the template's section: accounts, ads, crises, …
    title: str  # in the interview's language
    verdict: str  # "none" or "thin"
    lacking: tuple[Aspect, ...] = ()
    question: str = ""  # as somebody asked it in vain, where that is how it is known


@dataclass(frozen=True, slots=True)
class Moment:
    """A passage of the person's own material that is worth asking about."""

    key: str
    citation: Citation
    gist: str  # what was decided or done, in a few words of the passage
    section: str = ""
    is_incident: bool = False


@dataclass(frozen=True, slots=True)
class Prompt:
    """What is asked, and why."""

    key: str  # unique in the interview: never asked twice
    text: str
    form: Form
    subject: str  # key of the gap or moment that it is about
    section: str = ""
    topic: str = ""  # what of the subject, by the bank's key
    aspect: Aspect | None = None  # what a probe is after
    citation: Citation | None = None  # the clip or passage that prompted it


@dataclass(frozen=True, slots=True)
class Exchange:
    """A prompt and what was answered; "" when it was skipped."""

    prompt: Prompt
    answer: str
    seconds: float = 0.0  # that the answer took


@dataclass(frozen=True, slots=True)
class Ground:
    """What an interview goes over, fixed when it begins."""

    lang: str  # "zh" or "en"
    gaps: tuple[Gap, ...]  # most wanted first
    moments: tuple[Moment, ...] = ()
    known: tuple[str, ...] = ()  # sentences the library holds already: never asked for again
    minutes: float = 15.0


@dataclass(frozen=True, slots=True)
class Referral:
    """Somebody else who knows, as the person named them."""

    name: str
    about: str  # subject key
    said: str  # the words


@dataclass(frozen=True, slots=True)
class Card:
    """What came of one subject, in the person's own words; empty parts were not told."""

    subject: str
    title: str
    situation: str = ""
    signs: str = ""
    decision: str = ""
    why: str = ""
    exceptions: str = ""
    ask: str = ""  # whom to ask
    exchanges: tuple[int, ...] = ()  # positions of the exchanges it was written from
