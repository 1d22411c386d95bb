"""How much of what somebody knows an interview brings out, question by question, against a fixed questionnaire.

    python -m benchmarks.elicitation [--seeds 5] [--systems Baton ...] [--minutes 15] [--misses]

Twelve simulated specialists (simulated.py), each in three manners and with several seeds. Their gaps are what they know
about, four that they know nothing of, and what the library holds already, in an order drawn by the seed.

- questionnaire: every opening of the bank, in the bank's order
- gaps only: the openings for the gaps, in the gaps' order; no probes, no incidents, nothing of what is known
- Baton, without incidents: no moments from the person's own material and no crisis among the gaps
- Baton; and Baton with a scripted model, which shows the contract and is no measure of a model

A fact counts when its sentence was said, one that a colleague knows when the colleague is among the referrals. Recall
is of the 18 facts that the library lacks.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import mean

from assistant.chat.evidence import Citation
from assistant.chat.llm import Message
from assistant.errors import ModelTimeout
from assistant.handover.interviewing import adaptive
from assistant.handover.interviewing.agenda import topics_of
from assistant.handover.interviewing.bank import bank
from assistant.handover.interviewing.cards import cards
from assistant.handover.interviewing.interviewer import next_prompt
from assistant.handover.interviewing.model import Exchange, Form, Gap, Ground, Moment, Prompt
from assistant.handover.interviewing.referrals import referrals
from benchmarks.simulated import MANNERS, Fact, Manner, Simulated, Specialist, specialists
from vectorstore.models import Kind, Locator

AT = (10, 20, 30, 40)
STRANGE = 4  # gaps that the specialist knows nothing of
NO_LIMIT = 600.0  # minutes
Ask = Callable[[Ground, Sequence[Exchange]], Prompt | None]


@dataclass(frozen=True, slots=True)
class Run:
    """One interview."""

    specialist: Specialist
    manner: Manner
    found: tuple[float, ...]  # recall after each question up to the last of AT
    questions: int
    wasted: int  # questions answered with what is known
    in_cards: float  # of the sentences told, those that stand in a card
    misses: tuple[Fact, ...]


def ground(specialist: Specialist, seed: int, minutes: float = NO_LIMIT) -> Ground:
    """What the interview goes over."""
    drawn = random.Random(f"{specialist.name} {seed}")
    own = {(matter.section, matter.title) for matter in specialist.matters}
    others = [(s, t) for s, t in _titles(specialist.lang) if (s, t) not in own]
    titles = [*sorted(own), *drawn.sample(others, STRANGE)]
    drawn.shuffle(titles)
    gaps = tuple(Gap(f"gap-{n}", section, title, "none") for n, (section, title) in enumerate(titles))
    return Ground(specialist.lang, gaps, _moments(specialist), specialist.known, minutes)


def _titles(lang: str) -> list[tuple[str, str]]:
    return sorted({(m.section, m.title) for s in specialists() if s.lang == lang for m in s.matters})


def _moments(specialist: Specialist) -> tuple[Moment, ...]:
    if specialist.moment is None:
        return ()
    told = specialist.moment
    at = Locator(start=told["start"], end=told["start"] + 8)
    citation = Citation(1, "source", told["title"], Kind.RECORDING, told["gist"], at, 4, 4)
    return (Moment("moment", citation, told["gist"], told["section"], told["incident"]),)


def questionnaire(lang: str) -> Ask:
    """Every opening in order, the same for everybody."""
    return _listed([(t.section, t.wordings[lang][0]) for topics in bank().topics.values() for t in topics])


def gaps_only(where: Ground) -> Ask:
    """The openings for the gaps, without anything that follows from an answer."""
    lines = []
    for gap in where.gaps:
        own = [topic.wordings[where.lang][0] for topic in topics_of(gap, bank())]
        lines += [(gap.section, text) for text in own or [bank().others["any"][where.lang][0].format(title=gap.title)]]
    return _listed(lines)


def _listed(lines: Sequence[tuple[str, str]]) -> Ask:
    def ask(_: Ground, exchanges: Sequence[Exchange]) -> Prompt | None:
        if len(exchanges) == len(lines):
            return None
        section, text = lines[len(exchanges)]
        return Prompt(str(len(exchanges)), text, Form.OPEN, section, section)

    return ask


def interview(specialist: Specialist, manner: Manner, seed: int, where: Ground, ask: Ask) -> Run:
    """Ask until there is nothing more to ask, or AT's last question."""
    person = Simulated(specialist, manner, seed)
    exchanges: list[Exchange] = []
    found: list[Fact] = []
    recall = []
    wasted = 0
    while len(exchanges) < AT[-1] and (prompt := ask(where, exchanges)):
        exchanges.append(Exchange(prompt, person.answer(prompt.text)))
        wasted += any(sentence in exchanges[-1].answer for sentence in specialist.known)
        found += [fact for fact in _told(specialist, exchanges[-1]) if fact not in found]
        recall.append(len(found) / len(specialist.wanted))
    questions = len(exchanges)
    recall += [recall[-1]] * (AT[-1] - questions)
    missed = tuple(fact for fact in specialist.wanted if fact not in found)
    return Run(specialist, manner, tuple(recall), questions, wasted, _carded(specialist, where, exchanges), missed)


def _told(specialist: Specialist, exchange: Exchange) -> list[Fact]:
    """The facts that an answer tells; of a colleague's, when the colleague would be suggested."""
    names = [referral.name for referral in referrals([exchange])]
    return [
        fact
        for fact in specialist.wanted
        if (any(fact.who in name for name in names) if fact.way == "colleague" else fact.say in exchange.answer)
    ]


def _carded(specialist: Specialist, where: Ground, exchanges: Sequence[Exchange]) -> float:
    """Which of the sentences told stand in a card."""
    said = "\n".join(exchange.answer for exchange in exchanges)
    made = cards(where, exchanges)
    parts = "\n".join(
        part
        for card in made
        for part in (card.situation, card.signs, card.decision, card.why, card.exceptions, card.ask)
    )
    told = [fact.say for fact in specialist.wanted if fact.way != "colleague" and fact.say in said]
    return mean(sentence in parts for sentence in told) if told else 1.0


def runs(system: str, seeds: int, minutes: float) -> Iterator[Run]:
    """Every interview of one system."""
    for specialist in specialists():
        for manner in MANNERS:
            for seed in range(seeds):
                where = ground(specialist, seed, minutes)
                yield interview(specialist, manner, seed, *_system(system, where))


def _system(system: str, where: Ground) -> tuple[Ground, Ask]:
    if system == "questionnaire":
        return where, questionnaire(where.lang)
    if system == "Baton, scripted model":
        chat = ScriptedInterviewer()
        return where, lambda ground, exchanges: adaptive.next_prompt(ground, exchanges, chat)
    if system == "gaps only":
        return where, gaps_only(where)
    if system == "Baton, without incidents":
        return replace(where, moments=(), gaps=tuple(gap for gap in where.gaps if gap.section != "crises")), next_prompt
    return where, next_prompt


class ScriptedInterviewer:
    """A chat model that follows a script: asks after every answer of some length once, in words of its own, else as
    planned; every seventh reply is no JSON and every eleventh call fails."""

    name = "scripted"

    def __init__(self) -> None:
        self._calls = 0

    def stream(self, messages: Sequence[Message]) -> Iterator[str]:
        yield self.complete(messages)

    def complete(self, messages: Sequence[Message]) -> str:
        self._calls += 1
        if self._calls % 11 == 0:
            raise ModelTimeout(model=self.name, reason="as scripted")
        if self._calls % 7 == 0:
            return "Let me think about what to ask next."
        request = messages[-1]["content"]
        lang = "zh" if "围栏" in request else "en"
        answer = re.findall(r"^A: (.*)$", request, re.MULTILINE)[-1:]
        if not answer or len(answer[0]) < (12 if lang == "zh" else 30) or "ask, probe" not in request:
            return '{"form": "planned"}'
        aspect, text = SCRIPT[lang][self._calls % len(SCRIPT[lang])]
        return json.dumps({"form": "probe", "aspect": aspect, "text": text.format(said=answer[0][: LENGTH[lang]])})


LENGTH = {"zh": 14, "en": 60}
SCRIPT = {
    "zh": (
        ("reason", "你提到{said}，背后的原因是什么？"),
        ("more", "讲到{said}，除了这些还有别的要注意吗？"),
        ("example", "说到{said}，能举个最近的例子吗？"),
    ),
    "en": (
        ("reason", "You mentioned {said}: why is that?"),
        ("more", "About {said}: what else should they watch for?"),
        ("example", "You said {said}: can you give me an example?"),
    ),
}


def row(label: str, made: Sequence[Run]) -> str:
    """A line of the table."""
    at = " | ".join(f"{mean(run.found[n - 1] for run in made):.2f}" for n in AT)
    area = mean(mean(run.found) for run in made)
    asked = mean(run.questions for run in made)
    wasted = mean(run.wasted for run in made)
    return f"| {label} | {at} | {area:.2f} | {asked:.0f} | {wasted:.1f} | {mean(run.in_cards for run in made):.2f} |"


SYSTEMS = ("questionnaire", "gaps only", "Baton, without incidents", "Baton", "Baton, scripted model")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--systems", nargs="+", choices=SYSTEMS, default=SYSTEMS)
    parser.add_argument("--minutes", type=float, default=NO_LIMIT, help="how long an interview may take")
    parser.add_argument("--misses", action="store_true", help="what was not brought out, of those not held out")
    options = parser.parse_args()
    print("| | 10 | 20 | 30 | 40 | area | asked | wasted | in cards |\n|---|---|---|---|---|---|---|---|---|")
    for system in options.systems:
        made = list(runs(system, options.seeds, options.minutes))
        for label, chosen in (*_groups(made), *_manners(made)):
            print(row(f"{system}: {label}", chosen), flush=True)
        if options.misses and system == "Baton":
            _print_misses(made)


def _groups(made: Sequence[Run]) -> Iterator[tuple[str, list[Run]]]:
    for lang in ("zh", "en"):
        yield lang, [run for run in made if run.specialist.lang == lang and not run.specialist.is_heldout]
    yield "held out", [run for run in made if run.specialist.is_heldout]


def _manners(made: Sequence[Run]) -> Iterator[tuple[str, list[Run]]]:
    for manner in MANNERS:
        yield manner.name, [run for run in made if run.manner == manner]


def _print_misses(made: Sequence[Run]) -> None:
    for specialist in {run.specialist.name: run.specialist for run in made if not run.specialist.is_heldout}.values():
        own = [run for run in made if run.specialist.name == specialist.name]
        for fact in specialist.wanted:
            share = mean(fact in run.misses for run in own)
            if share > 0.3:
                print(f"{share:.2f} {specialist.name} {fact.way} {fact.asked_for} {fact.say}")


if __name__ == "__main__":
    main()
