"""Cards written from an interview without a model: the person's own sentences, sorted by what they tell.

Where a sentence goes is decided by its own words first, then by what was asked. Nothing is added or reworded, and only
empty evasions ("看情况吧", "I don't know") and repetitions are left out. The title is ours; the rest is theirs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.chat.passages import sentences
from assistant.handover.interviewing.agenda import agenda
from assistant.handover.interviewing.aspects import held
from assistant.handover.interviewing.lacking import read
from assistant.handover.interviewing.model import Aspect, Card, Exchange, Form, Ground, Prompt
from assistant.handover.interviewing.referrals import named
from vectorstore.visible import visible

PARTS = ("situation", "signs", "decision", "why", "exceptions", "ask")
_STEPS = {"signals": "signs", "decision": "decision", "options": "why", "novice": "exceptions", "what-if": "exceptions"}
_ASPECTS = {
    Aspect.RULE: "decision",
    Aspect.NUMBER: "decision",
    Aspect.TIME: "decision",
    Aspect.REASON: "why",
    Aspect.EXAMPLE: "situation",
    Aspect.EXCEPTION: "exceptions",
    Aspect.PERSON: "ask",
}
_SIGNS = re.compile(
    r"信号|苗头|征兆|预警|一看到|看到|发现|留意到|察觉|突然(?:涨|跌|升|降|变|多|少)|不对劲|异常"
    r"|\b(?:signs?|signals?|noticed|spotted|saw|warning|red flags?|suddenly|spiked?|dropped)\b",
    re.IGNORECASE,
)
_REASONS = re.compile(
    r"因为|由于|原因|是为了|怕|担心|否则|不然|免得|以免|毕竟|\b(?:because|since|reason|otherwise|so that|in order to"
    r"|afraid)\b",
    re.IGNORECASE,
)
_TITLES = {"closing": {"zh": "补充", "en": "Anything else"}}


@dataclass(frozen=True, slots=True)
class Told:
    """One sentence, the part it belongs to, and the position of its exchange."""

    text: str
    part: str
    position: int


def cards(ground: Ground, exchanges: Sequence[Exchange]) -> list[Card]:
    """A card for each subject that something was told about, in the order they came up."""
    subjects = dict.fromkeys(exchange.prompt.subject for exchange in exchanges)
    made = (written(subject, title(subject, ground), told_about(subject, exchanges)) for subject in subjects)
    return [card for card in made if card.exchanges]


def told_about(subject: str, exchanges: Sequence[Exchange]) -> list[Told]:
    """The sentences about a subject that tell something, once each, with the part each belongs to."""
    told: dict[str, Told] = {}
    for position, exchange in enumerate(exchanges):
        if exchange.prompt.subject == subject:
            for sentence in _telling(exchange):
                told.setdefault(sentence, Told(sentence, _part(sentence, exchange.prompt), position))
    return list(told.values())


def written(subject: str, title: str, told: Sequence[Told]) -> Card:
    """The card of these sentences, a line to a sentence."""
    parts = {part: "\n".join(sentence.text for sentence in told if sentence.part == part) for part in PARTS}
    return Card(subject, title, exchanges=tuple(sorted({sentence.position for sentence in told})), **parts)


def title(subject: str, ground: Ground) -> str:
    """What a subject is called."""
    if subject in _TITLES:
        return _TITLES[subject][ground.lang]
    return next((thread.title for thread in agenda(ground) if thread.subject == subject), subject)


def _telling(exchange: Exchange) -> list[str]:
    """The sentences of an answer that tell something."""
    reading = read(exchange.answer)
    if reading.is_blank or reading.is_none:
        return []
    told = []
    for sentence in sentences(visible(exchange.answer)):
        own = read(sentence)
        says = named(sentence) or not (own.is_blank or own.is_none or own.is_ignorant or _is_evasion(sentence))
        told += [sentence] if says else []
    return told


def _is_evasion(sentence: str) -> bool:
    """Whether a sentence is short and vague and holds nothing that could be used."""
    return bool(read(sentence).vague) and len(sentence) <= 16 and not held(sentence)


def _part(sentence: str, prompt: Prompt) -> str:
    """Where a sentence belongs."""
    if named(sentence) or prompt.form is Form.REFERRAL or prompt.topic == "others":
        return "ask"
    if _REASONS.search(sentence):
        return "why"
    aspects = held(sentence)
    if Aspect.EXCEPTION in aspects:
        return "exceptions"
    if prompt.form is Form.INCIDENT and (step := _STEPS.get(prompt.key.rpartition("/")[2])):
        return step
    if _SIGNS.search(sentence):
        return "signs"
    if prompt.aspect:
        return _ASPECTS[prompt.aspect]
    if prompt.form in (Form.INCIDENT, Form.MOMENT):
        return "situation"
    return "decision" if Aspect.RULE in aspects and Aspect.EXAMPLE not in aspects else "situation"
