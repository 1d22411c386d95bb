"""The nouns of an interview as plain JSON values and back. Keeps nothing."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from assistant.chat.evidence import Citation
from assistant.handover.interviewing.model import Aspect, Card, Form, Gap, Ground, Moment, Prompt, Referral


def ground_json(ground: Ground) -> dict[str, Any]:
    """Language, minutes and gaps. Moments and what is known are kept beside, each with its source."""
    return {"lang": ground.lang, "minutes": ground.minutes, "gaps": [_gap_json(gap) for gap in ground.gaps]}


def ground_from(record: dict[str, Any], moments: tuple[Moment, ...], known: tuple[str, ...]) -> Ground:
    """The inverse of `ground_json`; of an interview that was consented, which has none left, an empty one."""
    gaps = tuple(_gap_from(gap) for gap in record.get("gaps", ()))
    return Ground(record.get("lang", "zh"), gaps, moments, known, record.get("minutes", 0.0))


def moment_json(moment: Moment) -> dict[str, Any]:
    """With its citation."""
    plain = {name: getattr(moment, name) for name in Moment.__slots__}
    return {**plain, "citation": moment.citation.to_json()}


def moment_from(record: dict[str, Any]) -> Moment:
    """The inverse of `moment_json`."""
    return Moment(**{**record, "citation": Citation.from_json(record["citation"])})


def prompt_json(prompt: Prompt) -> dict[str, Any]:
    """Without what it quotes: that stands with the moment, and goes with the moment's source."""
    plain = {name: getattr(prompt, name) for name in Prompt.__slots__ if name != "citation"}
    return {**plain, "form": prompt.form.value, "aspect": prompt.aspect.value if prompt.aspect else None}


def prompt_from(record: dict[str, Any], moments: tuple[Moment, ...]) -> Prompt:
    """The inverse of `prompt_json`; with the moment's citation where it is about one."""
    cited = next((moment.citation for moment in moments if moment.key == record["subject"]), None)
    aspect = Aspect(record["aspect"]) if record["aspect"] else None
    return Prompt(**{**record, "form": Form(record["form"]), "aspect": aspect, "citation": cited})


def card_json(card: Card) -> dict[str, Any]:
    """All of it."""
    plain = {field.name: getattr(card, field.name) for field in fields(Card)}
    return {**plain, "exchanges": list(card.exchanges)}


def card_from(record: dict[str, Any]) -> Card:
    """The inverse of `card_json`."""
    return Card(**{**record, "exchanges": tuple(record["exchanges"])})


def referral_json(referral: Referral) -> dict[str, Any]:
    """All of it."""
    return {name: getattr(referral, name) for name in Referral.__slots__}


def _gap_json(gap: Gap) -> dict[str, Any]:
    plain = {name: getattr(gap, name) for name in Gap.__slots__}
    return {**plain, "lacking": [aspect.value for aspect in gap.lacking]}


def _gap_from(record: dict[str, Any]) -> Gap:
    return Gap(**{**record, "lacking": tuple(Aspect(aspect) for aspect in record["lacking"])})
