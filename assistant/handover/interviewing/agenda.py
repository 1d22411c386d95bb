"""What an interview goes over, thread by thread, worked out of its ground before anything is asked.

A **thread** is one topic of a gap, or one moment. Each gap's first topic comes in the gaps' own order, the moments of
a section with its first gap, others in between; what else a broad gap holds comes after all of these. Pure: the same
ground, the same agenda.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.handover.interviewing.aspects import holds
from assistant.handover.interviewing.bank import Bank, Step, Topic, Wordings, bank
from assistant.handover.interviewing.known import is_answered, on_topic
from assistant.handover.interviewing.model import Aspect, Form, Gap, Ground, Moment
from vectorstore.terms import fold

ANY = "any"  # the topic of a gap that the bank has nothing special for
INCIDENT = "incident"
BETWEEN = 3  # gaps before a moment that none of their sections called up: a quarter of an hour sees one or two


@dataclass(frozen=True, slots=True)
class Thread:
    """One thing to talk about."""

    subject: str
    topic: str
    section: str
    form: Form  # of its opening
    title: str  # what it is called in a question
    opening: Wordings
    wants: tuple[Aspect, ...] = ()
    is_list: bool = False  # there is usually more of it than comes to mind at first
    steps: tuple[Step, ...] = ()
    known: tuple[str, ...] = ()  # sentences of the library that are about it
    gap: Gap | None = None
    moment: Moment | None = None

    @property
    def asked_for(self) -> tuple[Aspect, ...]:
        """What somebody said is lacking."""
        return self.gap.lacking if self.gap else ()


@lru_cache(maxsize=64)
def agenda(ground: Ground) -> tuple[Thread, ...]:
    """Every thread, in order, without those whose answer is known."""
    ours = bank()
    first: list[Thread] = []
    later: list[Thread] = []
    claimed: set[str] = set()
    moments = sorted(ground.moments, key=lambda moment: not moment.is_incident)
    has_case = any(moment.is_incident for moment in moments)
    for n, gap in enumerate(ground.gaps, start=1):
        now = True
        for thread in _of_gap(gap, ground, ours, claimed):
            is_case = bool(thread.steps)  # a case of their own comes last when a moment or another gap brings one
            (first if now and not (is_case and has_case) else later).append(thread)
            now, has_case = False, has_case or is_case
        here = [moment for moment in moments if moment.section and moment.section == gap.section]
        if n % BETWEEN == 0 and not here:
            here = moments[:1]
        moments = [moment for moment in moments if moment not in here]
        first += [_of_moment(moment, ours) for moment in here]
    return (*first, *(_of_moment(moment, ours) for moment in moments), *later)


def _of_gap(gap: Gap, ground: Ground, ours: Bank, claimed: set[str]) -> Iterator[Thread]:
    if gap.question:
        if not is_answered(gap.question, ground.known):
            opening = ours.others["asked"]
            title = gap.title or gap.question
            yield Thread(gap.key, "asked", gap.section, Form.OPEN, title, opening, gap.lacking, gap=gap)
        return
    topics = [topic for topic in topics_of(gap, ours) if topic.key not in claimed]
    claimed.update(topic.key for topic in topics)
    for topic in topics:
        thread = _of_topic(topic, gap, ground, ours)
        if not _is_known(thread):
            yield thread
    if not topics:
        wants = gap.lacking or (Aspect.RULE, Aspect.REASON, Aspect.EXAMPLE)
        yield Thread(gap.key, ANY, gap.section, Form.OPEN, gap.title, ours.others["any"], wants, gap=gap)


def _of_topic(topic: Topic, gap: Gap, ground: Ground, ours: Bank) -> Thread:
    return Thread(
        subject=gap.key,
        topic=topic.key,
        section=gap.section,
        form=Form.INCIDENT if topic.is_incident else Form.OPEN,
        title=gap.title,
        opening=topic.wordings,
        wants=tuple(dict.fromkeys((*gap.lacking, *topic.wants))),
        is_list=topic.is_list,
        steps=ours.steps if topic.is_incident else (),
        known=() if topic.is_incident else on_topic(topic.about, ground.known),
        gap=gap,
    )


def topics_of(gap: Gap, ours: Bank) -> Sequence[Topic]:
    """The topics of the bank that the gap is about: the one of its key or the nearest to its title; the whole section
    when the title names the section."""
    topics = ours.topics.get(gap.section, ())
    if same := [topic for topic in topics if topic.key == gap.key]:
        return same
    title = fold(gap.title)
    if title in ours.names.get(gap.section, ()):
        return topics
    scored = [(sum(len(word) for word in topic.about if word in title), topic) for topic in topics]
    best = max((score for score, _ in scored), default=0)
    return [topic for score, topic in scored if score == best and score]


def _is_known(thread: Thread) -> bool:
    """Whether the library tells already what the thread would ask first, and nobody said what is lacking."""
    if not thread.known or thread.asked_for:
        return False
    return bool(thread.wants) and covers(thread.known, thread.wants[0])


def covers(known: Sequence[str], aspect: Aspect) -> bool:
    """Whether one of these sentences holds the aspect."""
    return any(holds(aspect, sentence) for sentence in known)


def _of_moment(moment: Moment, ours: Bank) -> Thread:
    start = ours.starts["incident" if moment.is_incident else "decision"]
    steps = tuple(step for step in ours.steps if step.is_brief or moment.is_incident)
    form = Form.INCIDENT if moment.is_incident else Form.MOMENT
    return Thread(moment.key, INCIDENT, moment.section, form, moment.gist, start, steps=steps, moment=moment)
