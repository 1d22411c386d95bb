"""An interview as it goes: begun, answered question by question, left and come back to, ended when its person likes.

Until consent (consent.py) it is theirs alone: to a manager, to an administrator and to everybody else its questions,
answers and cards do not exist.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial

from assistant.desk import Visit
from assistant.errors import UnknownSource
from assistant.handover.errors import AlreadyAnswered, NoSuchThing
from assistant.handover.grounds import Wish, ground_of
from assistant.handover.interviewing import adaptive, interviewer
from assistant.handover.interviewing.cards import cards, title
from assistant.handover.interviewing.model import Card, Exchange, Ground, Prompt, Referral
from assistant.handover.interviewing.referrals import referrals
from assistant.handover.records.interviews import Draft, Interview, Progress
from assistant.people.access import may, space_of
from assistant.people.audit import Action
from assistant.people.roles import LOCAL, Act
from vectorstore.models import Space

MORE_MINUTES = 10.0  # when somebody goes on after it was enough
UNNAMED = {"zh": "未署名", "en": "no name given"}
ASK_INSTEAD = {"zh": "这个我不清楚，可以问{name}。", "en": "I don't know that; ask {name}."}

Next = Callable[[Ground, Sequence[Exchange]], Prompt | None]


@dataclass(frozen=True, slots=True)
class Said:
    """An answer to the prompt `key`. Empty to skip it; `ask` names who knows instead."""

    key: str
    text: str = ""
    seconds: float = 0.0
    spoken: bool = False
    ask: str = ""


@dataclass(frozen=True, slots=True)
class Sitting:
    """An interview and what was said in it so far."""

    interview: Interview
    exchanges: tuple[Exchange, ...]

    @property
    def referrals(self) -> list[Referral]:
        """Who else knows, and of what, by its title."""
        if not self.interview.is_draft:
            return list(self.interview.referrals)
        ground = self.interview.ground
        return [replace(one, about=title(one.about, ground)) for one in referrals(self.exchanges)]


def begin(visit: Visit, space: str, wish: Wish) -> Sitting:
    """Interview the caller. Raises UnknownSpace, NotAllowed."""
    found = space_of(visit.app.catalog, visit.caller, space, Act.TELL)
    ground, passages = ground_of(visit, found, wish)
    whose = (found.id, visit.caller.id, _name(visit, wish))
    interview = visit.app.handover.interviews.begin(whose, ground, passages)
    visit.note(Action.TOLD, interview, space=found.id, what="interview begun")
    return sitting(visit, interview)


def own(visit: Visit, interview: str, act: Act = Act.TELL) -> Interview:
    """The caller's own interview; NoSuchThing otherwise, whoever asks."""
    found = visit.app.handover.interviews.one(interview)
    if found is None or found.person != visit.caller.id or not may(visit.caller, act, found.space):
        raise NoSuchThing()
    return found


def mine(visit: Visit, space: Space) -> list[Interview]:
    """The caller's in the space, the last changed first."""
    return [one for one in visit.app.handover.interviews.of_space(space.id) if one.person == visit.caller.id]


def readable(visit: Visit, interview: Interview) -> list[str]:
    """The sources that came of it, without one that the caller, being no manager, may not read."""
    kept = []
    for source in interview.sources:
        with suppress(UnknownSource):
            kept.append(visit.source(source).id)
    return kept


def sitting(visit: Visit, interview: str) -> Sitting:
    """The caller's interview with its next prompt worked out. Raises NoSuchThing."""
    store, found = visit.app.handover.interviews, own(visit, interview)
    said = store.exchanges(found)
    if found.state is Progress.OPEN and found.pending is None and not found.enough:
        store.ask(interview, _next(visit)(found.ground, said))
        found = own(visit, interview)
    return Sitting(found, tuple(said))


def answer(visit: Visit, interview: str, said: Said) -> Sitting:
    """Take the answer and ask on. Raises NoSuchThing; AlreadyAnswered when another prompt waits by now."""
    found = own(visit, interview)
    if found.pending is None or found.pending.key != said.key:
        raise AlreadyAnswered()
    text = said.text.strip()
    if said.ask.strip():
        text = "\n".join(filter(None, [text, ASK_INSTEAD[found.ground.lang].format(name=" ".join(said.ask.split()))]))
    exchange = Exchange(found.pending, text, said.seconds)
    if not visit.app.handover.interviews.answered(interview, exchange, spoken=said.spoken):
        raise AlreadyAnswered()
    return sitting(visit, interview)


def take_back(visit: Visit, interview: str) -> str:
    """The last prompt again; returns what was answered to it. Raises NoSuchThing, also when there is none."""
    if own(visit, interview).state is not Progress.OPEN:
        raise NoSuchThing()
    answered = visit.app.handover.interviews.take_back(interview)
    if answered is None:
        raise NoSuchThing()
    return answered


def finish(visit: Visit, interview: str) -> list[Draft]:
    """End the questions and write the cards. What was changed in a card stays while its answers are the same."""
    store, found = visit.app.handover.interviews, own(visit, interview)
    if found.state is not Progress.OPEN:
        raise NoSuchThing()
    said = store.exchanges(found)
    before = {(draft.card.subject, draft.card.exchanges): draft for draft in store.drafts(interview)}
    drafts = []
    chat = visit.app.chat
    made = adaptive.cards(found.ground, said, chat) if chat else cards(found.ground, said)
    for position, card in enumerate(made):
        new = Draft(position, card, restricted=_is_from_restricted(visit, card, said))
        drafts.append(replace(before.get((card.subject, card.exchanges), new), position=position))
    store.review(interview, drafts)
    return drafts


def go_on(visit: Visit, interview: str) -> Sitting:
    """Back from the cards to the questions; when it was enough, with more time."""
    found = own(visit, interview)
    if not found.is_draft:
        raise NoSuchThing()
    least = found.minutes + MORE_MINUTES if found.enough else found.ground.minutes
    visit.app.handover.interviews.reopen(found, max(least, found.ground.minutes))
    return sitting(visit, interview)


def discard(visit: Visit, interview: str) -> None:
    """Delete one's draft with all that was said. Raises NoSuchThing."""
    found = own(visit, interview, Act.WONDER)
    if not found.is_draft:
        raise NoSuchThing()
    visit.app.handover.interviews.discard(interview)
    visit.note(Action.TOLD, interview, space=found.space, what="interview discarded")


def _next(visit: Visit) -> Next:
    chat = visit.app.chat
    return partial(adaptive.next_prompt, chat=chat) if chat else interviewer.next_prompt


def _name(visit: Visit, wish: Wish) -> str:
    """What the person is called; in a Baton without accounts, as they say themselves."""
    return (wish.speaker or UNNAMED[wish.lang]) if visit.caller.id == LOCAL.id else visit.caller.shown


def _is_from_restricted(visit: Visit, card: Card, said: Sequence[Exchange]) -> bool:
    """Whether something that only managers may see prompted it."""
    cited = {said[n].prompt.citation for n in card.exchanges if n < len(said)}
    catalog = visit.app.catalog
    return any(catalog.has(one.source) and catalog.source(one.source).restricted for one in cited if one)
