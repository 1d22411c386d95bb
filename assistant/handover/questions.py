"""Questions that Baton could not answer, on their way to people and back: sent on, passed on, declined, closed.

A question is read by whoever asked it, by whoever holds it, and by all who may answer in its space. Only what
somebody sent on is here: what people ask Baton in their own conversations is theirs, and is counted nowhere.
Answers are given in answering.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.desk import Visit, own_conversation, turns
from assistant.errors import UnknownConversation
from assistant.handover import routing, telling
from assistant.handover.errors import CannotAnswer, NoSuchThing
from assistant.handover.interviewing.model import Aspect, Gap
from assistant.handover.records.questions import WAITING, Asking, Given, Question, State
from assistant.people.access import may, require, scope_for, space_of
from assistant.people.audit import Action
from assistant.people.errors import NotAllowed, UnknownPerson
from assistant.people.roles import LOCAL, Act
from vectorstore.models import Space

GAP = "question:"  # begins the key of a gap that people asked about
LOOKED_AT = 500  # waiting questions that a new one is compared with


@dataclass(frozen=True, slots=True)
class Gathered:
    """Waiting questions that belong together, the newest first."""

    id: str
    questions: tuple[Question, ...]

    @property
    def people(self) -> tuple[str, ...]:
        """Who asked, each once."""
        return tuple(dict.fromkeys(filter(None, (question.person for question in self.questions))))


def send_on(visit: Visit, key: str, asking: Asking, holder: str = "") -> Question:
    """Send a question to `holder` (an id or name), or to whoever is likeliest to know when that is empty.

    The same words, still waiting for the same person's sake, are not sent twice. Raises UnknownSpace, NotAllowed,
    UnknownConversation, CannotAnswer.
    """
    space = space_of(visit.app.catalog, visit.caller, key, Act.WONDER)
    if asking.conversation:
        _require_turn(visit, space.id, asking)
    store = visit.app.handover.questions
    waiting = store.of_space(space.id, WAITING)[:LOOKED_AT]
    for question in waiting:
        if question.person == visit.caller.id and question.text == asking.text:
            return question
    likeliest = holder or next((one.person for one in routing.candidates(visit, space.id, asking.text)), "")
    to = _holder(visit, space.id, likeliest) if likeliest else ""
    belongs = visit.app.likeness.related(asking.text, [question.text for question in waiting])
    gap = waiting[belongs].gap if belongs is not None else ""
    made = store.add(space.id, visit.caller.id, replace(asking, gap=gap), to)
    visit.note(Action.SENT_ON, made.id, space=space.id, what=asking.why.value, to=to)
    telling.of_question(visit, space, made)
    return made


def suggested(visit: Visit, key: str, text: str) -> list[routing.Candidate]:
    """Who may know. Raises UnknownSpace, NotAllowed."""
    space = space_of(visit.app.catalog, visit.caller, key, Act.WONDER)
    return routing.candidates(visit, space.id, text)


def found(visit: Visit, question_id: str) -> tuple[Space, Question]:
    """The question and its space, if the caller may read it; NoSuchThing otherwise."""
    question = visit.app.handover.questions.of_id(question_id)
    if question is None or not readable(visit, question):
        raise NoSuchThing()
    return visit.app.catalog.space(question.space), question


def readable(visit: Visit, question: Question) -> bool:
    """Whether the caller may read it: theirs, in their hands, or in a space where they may answer."""
    if not may(visit.caller, Act.READ, question.space):
        return False
    own = visit.caller.id in (question.person, question.holder)
    return own or may(visit.caller, Act.TELL, question.space)


def listed(visit: Visit, key: str, states: Sequence[State] = tuple(State)) -> list[Question]:
    """The space's questions that the caller may read, newest first. Raises UnknownSpace."""
    space = space_of(visit.app.catalog, visit.caller, key)
    store = visit.app.handover.questions
    return [question for question in store.of_space(space.id, states) if readable(visit, question)]


def answered(visit: Visit, key: str, words: str = "") -> list[Question]:
    """The space's answered questions whose answers the caller may see, newest first: everybody's knowledge."""
    space = space_of(visit.app.catalog, visit.caller, key)
    hidden = set(scope_for(visit.app.catalog, visit.caller, [space.id]).hidden)
    wanted = words.casefold().split()
    return [
        question
        for question in visit.app.handover.questions.answered([space.id])
        if question.given
        and question.given.source not in hidden
        and all(word in question.text.casefold() for word in wanted)
    ]


def seen(visit: Visit, question: Question) -> Given | None:
    """Its answer, if there is one and the caller may see its source."""
    if question.given is None:
        return None
    source = visit.app.catalog.source(question.given.source)
    return question.given if may(visit.caller, Act.READ, source.space, source) else None


def holds(visit: Visit, question: Question) -> bool:
    """Whether it waits for the caller."""
    return question.state is State.OPEN and question.holder == visit.caller.id


def pass_on(visit: Visit, question_id: str, holder: str, why: str = "") -> Question:
    """Send it to somebody else: "not me, ask X" by whoever holds it, anybody's by a manager.

    Raises NoSuchThing, NotAllowed, CannotAnswer.
    """
    space, question = found(visit, question_id)
    require(visit.caller, Act.TELL, space.id)
    if not (holds(visit, question) or may(visit.caller, Act.PLAN, space.id)) or question.state not in WAITING:
        raise NotAllowed()
    to = _holder(visit, space.id, holder)
    visit.app.handover.questions.pass_on(question.id, visit.caller.id, to, why)
    visit.note(Action.SENT_ON, question.id, space=space.id, what="passed on", to=to)
    return _told_again(visit, space, question.id, why)


def decline(visit: Visit, question_id: str, why: str = "") -> Question:
    """Whoever holds it does not know. Raises NoSuchThing, NotAllowed."""
    space, question = found(visit, question_id)
    require(visit.caller, Act.TELL, space.id)
    if not holds(visit, question):
        raise NotAllowed()
    visit.app.handover.questions.decline(question.id, visit.caller.id, why)
    visit.note(Action.SENT_ON, question.id, space=space.id, what="declined")
    _, now = found(visit, question.id)
    telling.of_decline(visit, space, now, why)
    return now


def close(visit: Visit, question_id: str) -> Question:
    """It is asked no longer: by whoever asked, or by a manager. Raises NoSuchThing, NotAllowed."""
    space, question = found(visit, question_id)
    require(visit.caller, Act.WONDER, space.id)
    own = question.person == visit.caller.id or may(visit.caller, Act.PLAN, space.id)
    if not own or question.state not in WAITING:
        raise NotAllowed()
    visit.app.handover.questions.close(question.id)
    visit.note(Action.SENT_ON, question.id, space=space.id, what="closed")
    telling.no_more(visit, question)
    return found(visit, question.id)[1]


def gathered(visit: Visit, key: str) -> list[Gathered]:
    """What people ask in vain, questions that belong together as one, the most asked first. Raises NotAllowed."""
    space = space_of(visit.app.catalog, visit.caller, key, Act.TELL)
    groups: dict[str, list[Question]] = {}
    for question in visit.app.handover.questions.of_space(space.id, WAITING):
        groups.setdefault(question.gap, []).append(question)
    made = [Gathered(gap, tuple(questions)) for gap, questions in groups.items()]
    return sorted(made, key=lambda one: -len(one.questions))


def gaps(visit: Visit, space: str, lang: str) -> list[Gap]:
    """The same for an interview, the most asked first: nothing is known of them, by what people say."""
    return [
        Gap(
            key=f"{GAP}{one.id}",
            section=one.questions[0].item,
            title=telling.shortened(one.questions[0].text),
            verdict="none",
            lacking=(Aspect.RULE, Aspect.REASON),
            question=next((q.text for q in one.questions if q.lang == lang), one.questions[0].text),
        )
        for one in gathered(visit, space)
    ]


def open_count(visit: Visit, space: str) -> int:
    """How many questions of the space wait for an answer. Raises UnknownSpace."""
    found_space = space_of(visit.app.catalog, visit.caller, space)
    return len(visit.app.handover.questions.of_space(found_space.id, WAITING))


def _require_turn(visit: Visit, space: str, asking: Asking) -> None:
    """UnknownConversation unless the turn is the caller's own and was asked in this space, too."""
    conversation = own_conversation(visit, asking.conversation or "")
    for turn in turns(visit, conversation):
        if turn.position == asking.turn and space in turn.spaces:
            return
    raise UnknownConversation(conversation=asking.conversation)


def _holder(visit: Visit, space: str, wanted: str) -> str:
    """The id of the person meant, who may answer there; the typed name where there are no accounts."""
    users = visit.app.identity.users
    if not users.any():
        return LOCAL.id if wanted == LOCAL.id else " ".join(wanted.split())
    try:
        person = users.person(wanted)
    except UnknownPerson:
        raise CannotAnswer(name=wanted) from None
    if not routing.can_answer(visit, person.id, space):
        in_sight = {member.person for member in visit.app.identity.members.of(space)}
        raise CannotAnswer(name=person.shown if person.id in in_sight else wanted)
    return person.id


def _told_again(visit: Visit, space: Space, question_id: str, why: str) -> Question:
    _, question = found(visit, question_id)
    telling.no_more(visit, question)
    telling.of_question(visit, space, question, why)
    return question
