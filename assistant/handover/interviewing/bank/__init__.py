"""The question bank: what is asked about each section and topic, the probes, the steps of an incident, the closing.

TOML, Chinese and English side by side, several wordings each. A wording may hold {title} (of the gap), {said} (the
person's own words just now), {gist} and {place} (of a moment), {known} (a sentence the library holds), {question}
(as somebody asked it in vain) and {after} (a question after a remark). Reads files of this package only; knows no
interview.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from assistant.handover.interviewing.model import Aspect

Wordings = Mapping[str, tuple[str, ...]]  # by language


@dataclass(frozen=True, slots=True)
class Topic:
    """What one opening asks about, and what an account of it ought to hold."""

    key: str
    section: str
    about: tuple[str, ...]  # words by which a gap or a sentence is known to be about it, both languages
    wants: tuple[Aspect, ...]  # most telling first
    wordings: Wordings
    is_list: bool = False  # there is usually more of it than comes to mind at first
    is_incident: bool = False  # asks for a case of their own, gone through step by step


@dataclass(frozen=True, slots=True)
class Step:
    """One question of an incident pass."""

    key: str
    is_brief: bool  # asked of a decision too, not of incidents only
    wordings: Wordings
    aspect: Aspect | None = None


@dataclass(frozen=True, slots=True)
class Bank:
    """All of it."""

    topics: Mapping[str, tuple[Topic, ...]]  # by section
    names: Mapping[str, tuple[str, ...]]  # what a section as a whole is called
    probes: Mapping[str, Wordings]  # by aspect, and "vague", "more"
    steps: tuple[Step, ...]
    starts: Mapping[str, Wordings]  # the first question of an incident pass: "incident", "decision"
    others: Mapping[str, Wordings]  # "any" gap, "asked" in vain, "beyond" what is known, "who", closing questions
    closing: tuple[str, ...]  # keys in `others`, in order


@cache
def bank() -> Bank:
    """The bank, read once."""
    topics, names = {}, {}
    for file in sorted(files(__name__).joinpath("sections").iterdir(), key=lambda file: file.name):
        if file.name.endswith(".toml"):
            written = tomllib.loads(file.read_text(encoding="utf-8"))
            section = written["section"]
            names[section] = tuple(written["names"])
            topics[section] = tuple(_topic(section, topic) for topic in written["topic"])
    asked = tomllib.loads(files(__name__).joinpath("asking.toml").read_text(encoding="utf-8"))
    return Bank(
        topics=topics,
        names=names,
        probes={key: _wordings(record) for key, record in asked["probe"].items()},
        steps=tuple(_step(record) for record in asked["step"]),
        starts={key: _wordings(record) for key, record in asked["start"].items()},
        others={key: _wordings(record) for key, record in {**asked["other"], **asked["closing"]}.items()},
        closing=tuple(asked["closing"]),
    )


def _topic(section: str, record: Mapping[str, Any]) -> Topic:
    wants = tuple(Aspect(aspect) for aspect in record["wants"])
    return Topic(
        key=record["key"],
        section=section,
        about=tuple(record["about"]),
        wants=wants,
        wordings=_wordings(record),
        is_list=record.get("list", False),
        is_incident=record.get("incident", False),
    )


def _step(record: Mapping[str, Any]) -> Step:
    aspect = Aspect(record["aspect"]) if "aspect" in record else None
    return Step(record["key"], record.get("brief", False), _wordings(record), aspect)


def _wordings(record: Mapping[str, Any]) -> Wordings:
    return {lang: tuple(record[lang]) for lang in ("zh", "en")}
