"""Questions that go to people, their answers, and the group chats that are told, over HTTP."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query
from pydantic import AfterValidator, BaseModel, Field

from assistant.api.errors import problems
from assistant.callers import Visiting
from assistant.chat.language import language_of
from assistant.handover import answering, questions, routing, webhooks
from assistant.handover.answering import Answering
from assistant.handover.chatbots import masked
from assistant.handover.records.questions import Asking, Question, Route, State, Why
from assistant.handover.records.reviews import Cause
from assistant.handover.records.webhooks import Chat, Webhook
from assistant.web.handover.question_card import reason
from assistant.wire_models import LARGEST, NAMED, PRINTED, TYPED, Id, Line, Moment, Sentence

routes = APIRouter(prefix="/api/v1", tags=["questions"])


def _something(text: str) -> str:
    if not text.strip():
        raise ValueError("nothing that can be read")
    return text


SpaceKey = Annotated[str, Path(max_length=200, pattern=NAMED)]
Something = Annotated[str, Field(max_length=2000, pattern=TYPED), AfterValidator(_something)]
Remark = Annotated[str, Field(max_length=2000, pattern=TYPED)]
Holder = Annotated[str, Field(max_length=200, pattern=PRINTED)]


class ToAsk(BaseModel):
    """A question to find somebody for."""

    question: Something


class QuestionIn(ToAsk):
    """A question to send to somebody who knows."""

    remark: Remark = Field("", description="What is wrong or missing in what Baton answered")
    why: Why = Why.UNANSWERABLE
    conversation: Id | None = Field(None, description="The caller's own, in which it was asked in vain")
    turn: int | None = Field(None, ge=0, le=LARGEST)
    item: Annotated[str, Field(max_length=100, pattern=PRINTED)] = Field("", description="Key of a checklist item")
    holder: Holder = Field(
        "", description="Whom to ask: a person's id, or a name without accounts; empty: the likeliest"
    )


class CandidateOut(BaseModel):
    """Somebody who may know, and why."""

    person: str
    shown: str
    reasons: list[Sentence]


class AnswerOut(BaseModel):
    """Who answered, and where. The words are the source's."""

    source: str
    text: str = Field(description="Empty until the answer is indexed")
    person: str
    person_shown: str
    at: Moment
    review_by: dt.date | None


class RouteOut(BaseModel):
    """Who sent it to whom; to nobody when it was declined."""

    person_shown: str
    holder_shown: str
    why: str
    at: Moment


class QuestionOut(BaseModel):
    """A question that went to people."""

    id: str
    space: str
    question: str
    remark: str
    why: Why
    item: str
    state: State
    own: bool = Field(description="Whether the caller asked it")
    person_shown: str = Field(description="Who asked")
    holder: str
    holder_shown: str
    conversation: str | None = Field(description="For whoever asked only")
    turn: int | None
    gap: str = Field(description="Questions that belong together have the same")
    made_at: Moment
    answered_at: Moment | None
    answer: AnswerOut | None
    routes: list[RouteOut]


class PassOn(BaseModel):
    """Somebody else who knows."""

    holder: Annotated[str, Field(min_length=1, max_length=200, pattern=NAMED)]
    why: Remark = ""


class Declining(BaseModel):
    """A word on why not."""

    why: Remark = ""


class AnswerIn(BaseModel):
    """An answer: words, a place in a source, or both."""

    answer: Annotated[str, Field(max_length=20_000, pattern=TYPED)] = ""
    source: Annotated[str, Field(max_length=64, pattern=r"^[0-9A-Za-z_-]*$")] = ""
    place: Line = Field("", description="12:30, page 4, row 7")
    review_by: dt.date | None = None
    cause: Cause = Cause.OTHER


class GapOut(BaseModel):
    """Questions that people ask in vain, and that belong together."""

    id: str
    question: str = Field(description="The newest")
    count: int
    people: list[str] = Field(description="Who asked, by name")
    newest_at: Moment
    questions: list[str] = Field(description="Their ids, newest first")


class WebhookIn(BaseModel):
    """A bot in a group chat."""

    kind: Chat
    url: Annotated[str, Field(min_length=8, max_length=1000, pattern=r"^[!-~]+$")]
    secret: Annotated[str, Field(max_length=200, pattern=r"^[ -~]*$")] = ""
    quotes: bool = Field(False, description="Whether the question itself is said there")


class WebhookOut(BaseModel):
    """The same; its address is a secret and only its end is shown."""

    id: str
    kind: Chat
    address: str
    signed: bool
    quotes: bool
    made_at: Moment


View = Literal["readable", "inbox", "asked", "answered"]


@routes.get("/spaces/{space}/questions", responses=problems(404))
def listed(
    space: SpaceKey,
    visit: Visiting,
    view: Annotated[View, Query()] = "readable",
    state: Annotated[list[State], Query(max_length=4)] = [],  # noqa: B006  (FastAPI copies it)
    words: Line = "",
) -> list[QuestionOut]:
    """Questions that the caller may read, newest first: all, those that wait for them, those they asked, or
    everybody's that have an answer."""
    if view == "answered":
        found = questions.answered(visit, space, words)
    else:
        found = questions.listed(visit, space, state or tuple(State))
        wanted = words.casefold().split()
        found = [one for one in found if all(word in one.text.casefold() for word in wanted)]
    if view == "inbox":
        found = [one for one in found if questions.holds(visit, one)]
    if view == "asked":
        found = [one for one in found if one.person == visit.caller.id]
    return [_question(visit, one) for one in found]


@routes.post("/spaces/{space}/questions", responses=problems(404))
def send_on(space: SpaceKey, wanted: QuestionIn, visit: Visiting) -> QuestionOut:
    """Send a question to somebody who knows."""
    asking = Asking(
        text=wanted.question.strip(),
        lang=language_of(wanted.question),
        why=wanted.why,
        remark=wanted.remark.strip(),
        conversation=wanted.conversation,
        turn=wanted.turn,
        item=wanted.item,
    )
    return _question(visit, questions.send_on(visit, space, asking, wanted.holder))


@routes.post("/spaces/{space}/questions/whom", responses=problems(404))
def whom(space: SpaceKey, wanted: ToAsk, visit: Visiting) -> list[CandidateOut]:
    """Who may know, the likeliest first."""
    return [
        CandidateOut(
            person=one.person,
            shown=one.shown,
            reasons=[Sentence(en=reason(r, "en"), zh=reason(r, "zh")) for r in one.reasons],
        )
        for one in questions.suggested(visit, space, wanted.question)
    ]


@routes.get("/spaces/{space}/knowledge-gaps", responses=problems(404))
def knowledge_gaps(space: SpaceKey, visit: Visiting) -> list[GapOut]:
    """What people ask in vain, the most asked first (contributors and managers). Only what was sent on counts."""
    return [
        GapOut(
            id=one.id,
            question=one.questions[0].text,
            count=len(one.questions),
            people=[name for person in one.people if (name := routing.shown(visit, person))],
            newest_at=one.questions[0].made_at,
            questions=[question.id for question in one.questions],
        )
        for one in questions.gathered(visit, space)
    ]


@routes.get("/questions/{question_id}", responses=problems(404))
def question(question_id: Id, visit: Visiting) -> QuestionOut:
    """One's own, one that waits for one, or any of a client in which one may answer."""
    return _question(visit, questions.found(visit, question_id)[1])


@routes.post("/questions/{question_id}/pass", responses=problems(404))
def pass_on(question_id: Id, wanted: PassOn, visit: Visiting) -> QuestionOut:
    """Send it to somebody else: by whoever holds it, or a manager."""
    return _question(visit, questions.pass_on(visit, question_id, wanted.holder, wanted.why.strip()))


@routes.post("/questions/{question_id}/decline", responses=problems(404))
def decline(question_id: Id, wanted: Declining, visit: Visiting) -> QuestionOut:
    """Say that one does not know: by whoever holds it. Managers are told."""
    return _question(visit, questions.decline(visit, question_id, wanted.why.strip()))


@routes.post("/questions/{question_id}/close", responses=problems(404))
def close(question_id: Id, visit: Visiting) -> QuestionOut:
    """Ask it no longer: by whoever asked, or a manager."""
    return _question(visit, questions.close(visit, question_id))


@routes.put("/questions/{question_id}/answer", responses=problems(404))
def answer(question_id: Id, wanted: AnswerIn, visit: Visiting) -> QuestionOut:
    """Answer it, or edit the answer. It becomes a source, verified by the caller."""
    given = Answering(wanted.answer.strip(), wanted.source, wanted.place, wanted.review_by, wanted.cause)
    return _question(visit, answering.answer(visit, question_id, given))


@routes.get("/spaces/{space}/webhooks", responses=problems(404))
def told_chats(space: SpaceKey, visit: Visiting) -> list[WebhookOut]:
    """The group chats that are told of questions (managers)."""
    return [_webhook(one) for one in webhooks.listed(visit, space)]


@routes.post("/spaces/{space}/webhooks", responses=problems(404))
def add_webhook(space: SpaceKey, wanted: WebhookIn, visit: Visiting) -> WebhookOut:
    """Tell a group chat, too (managers). It is told at once that it is connected."""
    return _webhook(webhooks.add(visit, space, wanted.kind, wanted.url, wanted.secret.strip(), quotes=wanted.quotes))


@routes.delete("/spaces/{space}/webhooks/{webhook_id}", status_code=204, responses=problems(404))
def remove_webhook(space: SpaceKey, webhook_id: Id, visit: Visiting) -> None:
    """Tell it nothing any more (managers)."""
    webhooks.remove(visit, space, webhook_id)


def _question(visit: Visiting, one: Question) -> QuestionOut:
    own = one.person == visit.caller.id
    return QuestionOut(
        id=one.id,
        space=one.space,
        question=one.text,
        remark=one.remark,
        why=one.why,
        item=one.item,
        state=one.state,
        own=own,
        person_shown=routing.shown(visit, one.person),
        holder=one.holder,
        holder_shown=routing.shown(visit, one.holder),
        conversation=one.conversation if own else None,
        turn=one.turn if own else None,
        gap=one.gap,
        made_at=one.made_at,
        answered_at=one.answered_at,
        answer=_answer(visit, one),
        routes=[_route(visit, route) for route in visit.app.handover.questions.routes(one.id)],
    )


def _answer(visit: Visiting, one: Question) -> AnswerOut | None:
    """None where the answer is for managers only and the caller is none."""
    given = questions.seen(visit, one)
    if given is None:
        return None
    review = visit.app.handover.reviews.of([given.source]).get(given.source)
    return AnswerOut(
        source=given.source,
        text=answering.said(visit.app.catalog, given),
        person=given.person,
        person_shown=routing.shown(visit, given.person),
        at=given.at,
        review_by=review.review_by if review else None,
    )


def _route(visit: Visiting, route: Route) -> RouteOut:
    who, to = routing.shown(visit, route.person), routing.shown(visit, route.holder)
    return RouteOut(person_shown=who, holder_shown=to, why=route.why, at=route.at)


def _webhook(one: Webhook) -> WebhookOut:
    return WebhookOut(
        id=one.id,
        kind=one.kind,
        address=masked(one.url),
        signed=bool(one.secret),
        quotes=one.quotes,
        made_at=one.made_at,
    )
