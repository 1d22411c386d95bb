"""Specialists who answer interview questions, simulated: each holds 20 facts, told only when the words ask for them.

A specialist is a file of specialists/: matters, the words that bring each to mind, and facts:

    plain      told whenever the matter comes up
    probe      told when a rule, reason, number, example, exception, person or time is asked for, as `for` says
    more       the rest of a list: told when it is asked what else there is
    colleague  only a colleague knows: answered with who that is
    step       of an incident: told when that step of it is asked for
    known      in the library already: told whenever the matter comes up, and asking was a waste

Questions are understood by their words alone, whoever asks them: a probe and a line of a questionnaire get the same. A
question that names no matter goes on about the one before. How much is told at once depends on the manner.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "specialists"

_ASKS = {
    "reason": r"为什么|原因|为何|怎么会|\bwhy\b|\breasons?\b",
    "number": r"多少|几个数|给个数|具体的数|数字|金额|比例|上下限|\bhow much\b|\bhow many\b|\bfigures?\b|\bnumber\b"
    r"|\blimits?\b|\bshare\b",
    "example": r"例子|举例|最近一次|上一次|真实发生|哪次|\bexample\b|\blast time\b|\bone time\b|\bone case\b"
    r"|\bwhich time\b",
    "rule": r"规则|标准|什么情况|什么条件|到什么|碰到什么|怎么定|具体|讲究|不能做"
    r"|\brules?\b|\bcondition\b|\bin which case\b|\bdepends?\b|\bconcrete\b|\bexactly\b|\bthreshold\b|\bmust\b",
    "exception": r"例外|破例|破过|不这么做|不按|\bexceptions?\b|\bbeen broken\b|\bnot do it\b",
    "person": r"谁|\bwhom?\b|\bin charge\b|拍板",
    "time": r"什么时候|几点|哪天|多久|时间|\bwhen (?:is|does|should|must)\b|\bhow long\b|\bwhich day\b|\bwhat hour\b"
    r"|\bhow often\b",
    "more": r"还有别的|还有哪些|还有什么|其他的|都列|除了这些|\belse\b|\bbesides\b|\bthe rest\b",
}
_STEPS = {
    "signals": r"信号|苗头|看出|警觉|看到了什么|first sign|early signs?|notice|made you alert|did you see",
    "options": r"考虑过|别的做法|方案|other options|on the table|consider",
    "novice": r"没经验|新手|somebody new|beginner",
    "what-if": r"如果当时|要是重来|重来一次|下次|晚半天|what if|happened again|the next time",
    "decision": r"拿主意|关键的决定|怎么定的|decision",
}
_ASKED = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in _ASKS.items()}
_STEP_ASKED = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in _STEPS.items()}
_WHO_KNOWS = re.compile(r"还有谁|谁最清楚|该去问谁|who else|who would know|whom should one ask", re.IGNORECASE)

_SAYS = {
    "zh": {
        "empty": ("没有了，就这些。", "就是刚才说的那些。", "一直都是这么做的。", "这个不好说。", "嗯，差不多。"),
        "strange": ("这块没什么特别的。", "这个我不太清楚。", "没有。", "按文档来就行。"),
        "story": ("那天挺乱的，前前后后弄了两天。", "就是一件接一件，最后总算压下去了。"),
        "talk": ("这个说来话长。", "我刚来的时候也不懂。", "大家都挺辛苦的。"),
    },
    "en": {
        "empty": (
            *("No, that's all.", "Just what I said.", "We have always done it that way.", "Hard to say."),
            "More or less.",
        ),
        "strange": ("Nothing special there.", "I'm not sure about that.", "No.", "Just follow the document."),
        "story": ("It was a messy day, it took us two days in all.", "One thing after another, and then it was over."),
        "talk": (
            *("That is a long story.", "I did not get it either when I started."),
            "Everybody worked hard on it.",
        ),
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Manner:
    """How somebody talks: facts told at once, and how often more than what is asked is volunteered or caught."""

    name: str
    at_once: int
    heeds: float  # of several things asked in one breath, the chance that each is answered
    volunteers: float  # the chance that the rest of a list or a reason comes unasked
    small_talk: float


MANNERS = (
    Manner("laconic", 1, 0.25, 0.0, 0.0),
    Manner("plain", 2, 0.5, 0.1, 0.2),
    Manner("talkative", 3, 0.75, 0.3, 0.6),
)


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing known."""

    way: str
    say: str
    asked_for: str = ""
    who: str = ""


@dataclass(frozen=True, slots=True)
class Matter:
    """What facts are about."""

    section: str
    title: str
    on: tuple[str, ...]
    vague: str
    facts: tuple[Fact, ...]
    is_incident: bool = False


@dataclass(frozen=True, slots=True)
class Specialist:
    """Somebody who is leaving."""

    name: str
    lang: str
    is_heldout: bool
    matters: tuple[Matter, ...]
    moment: Mapping[str, Any] | None

    @property
    def wanted(self) -> tuple[Fact, ...]:
        """The facts that the library lacks."""
        return tuple(fact for matter in self.matters for fact in matter.facts if fact.way != "known")

    @property
    def known(self) -> tuple[str, ...]:
        """The sentences that the library holds."""
        return tuple(fact.say for matter in self.matters for fact in matter.facts if fact.way == "known")


def specialists() -> list[Specialist]:
    """All of them, by name."""
    return [_read(file) for file in sorted(FOLDER.glob("*.toml"))]


def _read(file: Path) -> Specialist:
    written = tomllib.loads(file.read_text(encoding="utf-8"))
    matters = tuple(
        Matter(
            section=matter["section"],
            title=matter["title"],
            on=tuple(matter["on"]),
            vague=matter.get("vague", ""),
            facts=tuple(Fact(f["way"], f["say"], f.get("for", ""), f.get("who", "")) for f in matter["facts"]),
            is_incident=matter.get("incident", False),
        )
        for matter in written["matter"]
    )
    return Specialist(file.stem, written["lang"], written["heldout"], matters, written.get("moment"))


class Simulated:
    """One specialist in one manner, talking. `seed` decides what chance decides."""

    def __init__(self, specialist: Specialist, manner: Manner, seed: int) -> None:
        self._specialist = specialist
        self._manner = manner
        self._random = random.Random(f"{specialist.name} {manner.name} {seed}")
        self._matter: Matter | None = None
        self._told: set[str] = set()
        self._words = {
            word
            for other in specialists()
            if other.lang == specialist.lang
            for matter in other.matters
            for word in matter.on
        }

    def answer(self, question: str) -> str:
        """What is said to a question."""
        says = _SAYS[self._specialist.lang]
        if _WHO_KNOWS.search(question) and (fact := self._colleague(question)):
            self._told.add(fact.say)
            return fact.say
        matter = self._matter_of(question)
        self._matter = matter or self._matter
        if matter is None:
            return self._random.choice(says["strange"])
        told = self._tellable(matter, question)[: self._manner.at_once]
        opened = not any(fact.say in self._told for fact in matter.facts)
        self._told.update(fact.say for fact in told)
        said = [fact.say for fact in told]
        if matter.is_incident and not said and opened:
            said = [self._random.choice(says["story"])]
        elif self._evades(matter, told, opened=opened):
            said.append(matter.vague)
        elif not said:
            said = [self._random.choice(says["empty"])]
        if self._random.random() < self._manner.small_talk:
            said.insert(0, self._random.choice(says["talk"]))
        return (" " if self._specialist.lang == "en" else "").join(said)

    def _evades(self, matter: Matter, told: Sequence[Fact], *, opened: bool) -> bool:
        left = [fact for fact in matter.facts if fact.say not in self._told and fact.way in ("probe", "more")]
        return bool(matter.vague and left and opened and not any(fact.way == "colleague" for fact in told))

    def _colleague(self, question: str) -> Fact | None:
        """Somebody who comes to mind when it is asked who else knows: the one of the matter named, or any."""
        named = self._named(question)
        matters = [named] if named else list(self._specialist.matters)
        if named is None and self._is_about_another(question):
            return None
        untold = [f for m in matters for f in m.facts if f.way == "colleague" and f.say not in self._told]
        return untold[0] if untold and (named or self._random.random() < 0.5) else None

    def _matter_of(self, question: str) -> Matter | None:
        named = self._named(question)
        if named is None and self._matter is not None and not self._is_about_another(question):
            return self._matter
        return named

    def _named(self, question: str) -> Matter | None:
        """The matter most of whose words the question holds, the first named of several; not in what only asks."""
        plain = self._bare(question)
        places = [([plain.find(word) for word in m.on if word in plain], m) for m in self._specialist.matters]
        named = [(len(found), -min(found), n) for n, (found, _) in enumerate(places) if found]
        return places[max(named)[2]][1] if named else None

    def _is_about_another(self, question: str) -> bool:
        plain = self._bare(question)
        return any(word in plain for word in self._words)

    def _bare(self, question: str) -> str:
        asked = [*_ASKED.values()]
        if self._matter is not None and self._matter.is_incident:
            asked += _STEP_ASKED.values()
        plain = question.lower()
        for pattern in asked:
            plain = pattern.sub(" ", plain)
        return plain

    def _tellable(self, matter: Matter, question: str) -> list[Fact]:
        asked = {name for name, pattern in {**_ASKED, **_STEP_ASKED}.items() if pattern.search(question)}
        return [fact for fact in matter.facts if fact.say not in self._told and self._comes_up(fact, asked, matter)]

    def _comes_up(self, fact: Fact, asked: set[str], matter: Matter) -> bool:
        if fact.way in ("plain", "colleague", "known"):
            return True
        wanted = "more" if fact.way == "more" else fact.asked_for
        if wanted in asked:
            relevant = asked & (_STEPS.keys() if matter.is_incident else _ASKS.keys())
            return len(relevant) == 1 or self._random.random() < self._manner.heeds
        return fact.way != "step" and self._random.random() < self._manner.volunteers
