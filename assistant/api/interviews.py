"""Interviews with those who leave over HTTP. What is said in one is its person's alone until they consent."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path

from assistant.api import dictation
from assistant.api.errors import problems
from assistant.api.interview_models import (
    Answering,
    Beginning,
    CardChange,
    CardOut,
    Consent,
    GapOut,
    HeldOut,
    InterviewOut,
    Inviting,
    RequestOut,
    SittingOut,
    TakenBack,
)
from assistant.callers import Visiting
from assistant.chat.evidence import Citation
from assistant.desk import Visit
from assistant.errors import UnknownSource
from assistant.handover import consent, interviews, invitations
from assistant.handover.grounds import Wish
from assistant.handover.interviewing.model import Prompt, Referral
from assistant.handover.interviews import Said, Sitting
from assistant.handover.missing import missing_in
from assistant.handover.records.interviews import Draft, Interview, Progress
from assistant.handover.records.requests import Request
from assistant.people.access import space_of
from assistant.people.roles import Act
from assistant.wire_models import LARGEST, PRINTED, Id, Lang

routes = APIRouter(prefix="/api/v1", tags=["interviews"])
routes.include_router(dictation.routes)
Key = Annotated[str, Path(min_length=1, max_length=200, pattern=PRINTED)]
Position = Annotated[int, Path(ge=0, le=LARGEST)]


@routes.get("/spaces/{space}/interviews", response_model=list[InterviewOut], responses=problems(404))
def own(space: Key, visit: Visiting) -> Any:
    """The caller's own in this client, the last changed first."""
    found = space_of(visit.app.catalog, visit.caller, space, Act.TELL)
    return [_interview(visit, one) for one in interviews.mine(visit, found)]


@routes.get("/spaces/{space}/interviews/gaps", response_model=list[GapOut], responses=problems(404))
def gaps(space: Key, visit: Visiting, lang: Lang = "zh") -> Any:
    """What an interview could be about."""
    found = space_of(visit.app.catalog, visit.caller, space, Act.TELL)
    return [
        {"key": gap.key, "section": gap.section, "title": gap.title, "verdict": gap.verdict}
        for gap in (one.gap for one in missing_in(visit, found, lang))
    ]


@routes.get("/spaces/{space}/interviews/held", response_model=list[HeldOut], responses=problems(404))
def held(space: Key, visit: Visiting) -> Any:
    """Everybody's, for managers: that there are, how far they are, how many cards came of them, and nothing else."""
    return [
        {**{name: getattr(one, name) for name in ("id", "person", "name", "state", "made_at")}, "cards": one.cards}
        | {"told": dict(one.told)}
        for one in invitations.held(visit, space)
    ]


@routes.post("/spaces/{space}/interviews", response_model=SittingOut, responses=problems(404))
def begin(space: Key, wanted: Beginning, visit: Visiting) -> Any:
    """Interview the caller."""
    wish = Wish(wanted.topic, tuple(wanted.items), wanted.minutes, wanted.speaker.strip(), wanted.lang)
    if wanted.request:
        invitations.end(visit, wanted.request)
    return _sitting(visit, interviews.begin(visit, space, wish))


@routes.get("/interviews/{interview_id}", response_model=SittingOut, responses=problems(404))
def sitting(interview_id: Id, visit: Visiting) -> Any:
    """One's own, with the question that waits."""
    return _sitting(visit, interviews.sitting(visit, interview_id))


@routes.delete("/interviews/{interview_id}", status_code=204, responses=problems(404))
def discard(interview_id: Id, visit: Visiting) -> None:
    """Delete one's draft with all that was said in it."""
    interviews.discard(visit, interview_id)


@routes.post("/interviews/{interview_id}/answers", response_model=SittingOut, responses=problems(404, 409))
def answer(interview_id: Id, wanted: Answering, visit: Visiting) -> Any:
    """Answer the question that waits, skip it, or say who knows instead."""
    said = Said(wanted.key, wanted.text, wanted.seconds, wanted.spoken, wanted.ask)
    return _sitting(visit, interviews.answer(visit, interview_id, said))


@routes.delete("/interviews/{interview_id}/answers/last", response_model=TakenBack, responses=problems(404))
def take_back(interview_id: Id, visit: Visiting) -> Any:
    """Ask the last question again."""
    answered = interviews.take_back(visit, interview_id)
    return {"answer": answered, "sitting": _sitting(visit, interviews.sitting(visit, interview_id))}


@routes.post("/interviews/{interview_id}/review", response_model=list[CardOut], responses=problems(404))
def finish(interview_id: Id, visit: Visiting) -> Any:
    """End the questions and write the cards."""
    return [_card(draft) for draft in interviews.finish(visit, interview_id)]


@routes.delete("/interviews/{interview_id}/review", response_model=SittingOut, responses=problems(404))
def go_on(interview_id: Id, visit: Visiting) -> Any:
    """Back to the questions."""
    return _sitting(visit, interviews.go_on(visit, interview_id))


@routes.get("/interviews/{interview_id}/cards", response_model=list[CardOut], responses=problems(404))
def cards(interview_id: Id, visit: Visiting) -> Any:
    """The cards that wait for consent."""
    return [_card(draft) for draft in consent.drafts(visit, interview_id)]


@routes.patch("/interviews/{interview_id}/cards/{position}", response_model=CardOut, responses=problems(404))
def change(interview_id: Id, position: Position, wanted: CardChange, visit: Visiting) -> Any:
    """Change the words of a card, withhold it, or limit it to managers."""
    texts = wanted.model_dump(exclude={"withheld", "restricted"}, exclude_none=True)
    asked = consent.Change(texts, wanted.withheld, wanted.restricted)
    return _card(consent.change(visit, interview_id, position, asked))


@routes.post("/interviews/{interview_id}/consent", response_model=InterviewOut, responses=problems(404))
def agree(interview_id: Id, wanted: Consent, visit: Visiting) -> Any:
    """Let the kept cards enter the library and delete everything else that was said."""
    return _interview(visit, consent.consent(visit, interview_id))


@routes.post("/interviews/{interview_id}/withdrawal", status_code=204, responses=problems(404))
def withdraw(interview_id: Id, visit: Visiting) -> None:
    """Take back what one consented to."""
    consent.withdraw(visit, interview_id)


@routes.get("/spaces/{space}/interview-requests", response_model=list[RequestOut], responses=problems(404))
def requests(space: Key, visit: Visiting) -> Any:
    """What the caller is asked for."""
    found = space_of(visit.app.catalog, visit.caller, space, Act.TELL)
    return [_request(one) for one in invitations.asked(visit, found)]


@routes.post("/spaces/{space}/interview-requests", response_model=RequestOut, responses=problems(404))
def invite(space: Key, wanted: Inviting, visit: Visiting) -> Any:
    """Ask a member for an interview (managers)."""
    return _request(invitations.invite(visit, space, wanted.person, wanted.items, wanted.lang))


@routes.delete("/interview-requests/{request_id}", status_code=204, responses=problems(404))
def end_request(request_id: Id, visit: Visiting) -> None:
    """Decline a request, or take it back as a manager."""
    invitations.end(visit, request_id)


def _interview(visit: Visit, one: Interview) -> dict[str, Any]:
    plain = ("id", "space", "name", "state", "minutes", "made_at", "changed_at", "told")
    own = {name: getattr(one, name) for name in plain}
    return {**own, "wanted_minutes": one.ground.minutes, "sources": interviews.readable(visit, one)}


def _sitting(visit: Visit, found: Sitting) -> dict[str, Any]:
    waiting = found.interview.pending
    return {
        **_interview(visit, found.interview),
        "prompt": _prompt(visit, waiting) if waiting and found.interview.state is Progress.OPEN else None,
        "exchanges": [
            {"prompt": _prompt(visit, one.prompt), "answer": one.answer, "seconds": one.seconds}
            for one in found.exchanges
        ],
        "referrals": [_referral(one) for one in found.referrals],
    }


def _prompt(visit: Visit, prompt: Prompt) -> dict[str, Any]:
    plain = {name: getattr(prompt, name) for name in ("key", "text", "form", "section")}
    return {**plain, "citation": _cited(visit, prompt.citation)}


def _cited(visit: Visit, citation: Citation | None) -> dict[str, Any] | None:
    """The citation, if the caller may see its source today."""
    try:
        return {**citation.to_json(), "title": visit.source(citation.source).title} if citation else None
    except UnknownSource:
        return None


def _referral(one: Referral) -> dict[str, Any]:
    return {"name": one.name, "about": one.about, "said": one.said}


def _card(draft: Draft) -> dict[str, Any]:
    parts = ("title", "situation", "signs", "decision", "why", "exceptions", "ask")
    kept = {name: getattr(draft, name) for name in ("position", "withheld", "restricted")}
    return {**{part: getattr(draft.card, part) for part in parts}, **kept}


def _request(one: Request) -> dict[str, Any]:
    plain = {name: getattr(one, name) for name in ("id", "person", "asked_by", "made_at")}
    return {**plain, "items": list(one.items)}
