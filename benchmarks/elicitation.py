"""How much of what somebody knows an interview brings out, question by question, against a fixed questionnaire.

    python -m benchmarks.elicitation [--seeds 5] [--heldout] [--misses]

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
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import mean

from assistant.chat.evidence import Citation
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


def ground(specialist: Specialist, seed: int) -> Ground:
    """What the interview goes over."""
    drawn = random.Random(f"{specialist.name} {seed}")
    own = {(matter.section, matter.title) for matter in specialist.matters}
    others = [(s, t) for s, t in _titles(specialist.lang) if (s, t) not in own]
    titles = [*sorted(own), *drawn.sample(others, STRANGE)]
    drawn.shuffle(titles)
    gaps = tuple(Gap(f"gap-{n}", section, title, "none") for n, (section, title) in enumerate(titles))
    return Ground(specialist.lang, gaps, _moments(specialist), specialist.known, NO_LIMIT)


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
    found = []
    wasted = 0
    while len(exchanges) < AT[-1] and (prompt := ask(where, exchanges)):
        answer = person.answer(prompt.text)
        exchanges.append(Exchange(prompt, answer))
        wasted += any(sentence in answer for sentence in specialist.known)
        found.append(len(_found(specialist, exchanges)) / len(specialist.wanted))
    questions = len(exchanges)
    found += [found[-1]] * (AT[-1] - questions)
    missed = tuple(fact for fact in specialist.wanted if fact not in _found(specialist, exchanges))
    return Run(specialist, manner, tuple(found), questions, wasted, _carded(specialist, where, exchanges), missed)


def _found(specialist: Specialist, exchanges: Sequence[Exchange]) -> list[Fact]:
    said = "\n".join(exchange.answer for exchange in exchanges)
    names = {referral.name for referral in referrals(exchanges)}
    return [
        fact
        for fact in specialist.wanted
        if (any(fact.who in name for name in names) if fact.way == "colleague" else fact.say in said)
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
    told = [fact.say for fact in specialist.wanted if fact.say in said]
    return mean(sentence in parts for sentence in told) if told else 1.0


def runs(system: str, seeds: int, chosen: Sequence[Specialist]) -> Iterator[Run]:
    """Every interview of one system."""
    for specialist in chosen:
        for manner in MANNERS:
            for seed in range(seeds):
                where = ground(specialist, seed)
                yield interview(specialist, manner, seed, *_system(system, where))


def _system(system: str, where: Ground) -> tuple[Ground, Ask]:
    if system == "questionnaire":
        return where, _at(seed=0, ask=questionnaire(where.lang))
    if system == "gaps only":
        return where, gaps_only(where)
    if system == "Baton, without incidents":
        return replace(where, moments=(), gaps=tuple(gap for gap in where.gaps if gap.section != "crises")), next_prompt
    return where, next_prompt


def _at(seed: int, ask: Ask) -> Ask:
    return ask


def row(label: str, made: Sequence[Run]) -> str:
    """A line of the table."""
    at = " | ".join(f"{mean(run.found[n - 1] for run in made):.2f}" for n in AT)
    area = mean(mean(run.found) for run in made)
    asked = mean(run.questions for run in made)
    wasted = mean(run.wasted for run in made)
    return f"| {label} | {at} | {area:.2f} | {asked:.0f} | {wasted:.1f} | {mean(run.in_cards for run in made):.2f} |"


SYSTEMS = ("questionnaire", "gaps only", "Baton, without incidents", "Baton")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--misses", action="store_true", help="what was not brought out, of those not held out")
    options = parser.parse_args()
    everybody = specialists()
    print("| | 10 | 20 | 30 | 40 | area | asked | wasted | in cards |\n|---|---|---|---|---|---|---|---|---|")
    for system in SYSTEMS:
        made = list(runs(system, options.seeds, everybody))
        for label, chosen in _groups(made):
            print(row(f"{system}, {label}", chosen))
        if options.misses and system == "Baton":
            _print_misses(made)


def _groups(made: Sequence[Run]) -> Iterator[tuple[str, list[Run]]]:
    for lang in ("zh", "en"):
        for held in (False, True):
            chosen = [run for run in made if run.specialist.lang == lang and run.specialist.is_heldout == held]
            yield f"{lang}{', held out' if held else ''}", chosen


def _print_misses(made: Sequence[Run]) -> None:
    for specialist in {run.specialist.name: run.specialist for run in made if not run.specialist.is_heldout}.values():
        own = [run for run in made if run.specialist.name == specialist.name]
        for fact in specialist.wanted:
            share = mean(fact in run.misses for run in own)
            if share > 0.3:
                print(f"{share:.2f} {specialist.name} {fact.way} {fact.asked_for} {fact.say}")


if __name__ == "__main__":
    main()
