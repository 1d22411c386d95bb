"""Conversations over HTTP: one's own, those shared with one, as files, and what people think of answers."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field

from assistant import talks
from assistant.api.errors import problems
from assistant.callers import Visiting
from assistant.chat.history import Conversation, Turn
from assistant.chat.verdicts import WHY_CHARS, Judgement, Verdict
from assistant.paging import LISTED
from assistant.talks import Judged
from assistant.web import talkfile, talkword
from assistant.wire import answer_json
from assistant.wire_models import LARGEST, PRINTED, TYPED, Answer, Id, Lang, Moment

MOST = 200
FILES: dict[int | str, dict[str, Any]] = {200: {"description": "The file", "content": talkfile.DOCUMENTED}}

routes = APIRouter(prefix="/api/v1", tags=["conversations"])
Position = Annotated[int, Field(ge=0, le=LARGEST)]


class Talk(BaseModel):
    """A conversation, as it is listed."""

    id: str
    title: str
    own: bool = Field(description="Whether it is the caller's, who alone may ask on in it")
    shared: str | None = Field(description="The client whose members may read it too")
    created_at: Moment
    updated_at: Moment


class Judging(BaseModel):
    """What somebody thinks of an answer."""

    verdict: Verdict
    why: str = Field("", max_length=WHY_CHARS, pattern=TYPED)


class TurnOfTalk(BaseModel):
    """A question and its answer. The answer is empty when what it rests on was removed, or is not for the caller."""

    position: int
    asked_at: Moment
    answer: Answer
    feedback: Judging | None = Field(description="The caller's own")


class WholeTalk(Talk):
    """A conversation with its turns, oldest first."""

    turns: list[TurnOfTalk]


class Renaming(BaseModel):
    """Another title; blank to call it after its first question again."""

    title: str = Field(max_length=500, pattern=PRINTED)


class Shared(BaseModel):
    """Who may read it now, and where."""

    space: str
    space_name: str
    url: str = Field(description="Opens it, relative to Baton's address")


class Judgings(BaseModel):
    """What somebody thinks of an answer, beside the answer."""

    conversation: str
    position: int
    person: str
    person_shown: str
    verdict: Verdict
    why: str
    given_at: Moment
    spaces: list[str] = Field(description="The clients that the answer is about")
    answer: Answer


class Correct(BaseModel):
    """The right answer, for a control question; empty when there is none in the sources."""

    person: Id
    answer: str = Field(max_length=1000, pattern=TYPED)


class ControlFile(BaseModel):
    """Where the control question was added."""

    space: str
    asked: int = Field(description="How many control questions the client has now")


class Listing(BaseModel):
    """Which part of a list is wanted."""

    words: str = Field("", max_length=200, pattern=PRINTED, description="All in the title, questions or answers")
    after: str = Field("", max_length=64, pattern=r"^[!-~]*$", description="The last id of the page before")
    limit: int = Field(50, ge=1, le=MOST)


@routes.get("/conversations", response_model=list[Talk], responses={**LISTED, **problems(404)})
def conversations(visit: Visiting, wanted: Annotated[Listing, Query()], request: Request, response: Response) -> Any:
    """The caller's own, the last used first. The Link header has the next page."""
    found = talks.listed(visit, wanted.words, wanted.after, wanted.limit + 1)
    shown = found[: wanted.limit]
    if len(found) > len(shown):
        following = request.url.include_query_params(after=shown[-1].id)
        response.headers["Link"] = f'<{following.path}?{following.query}>; rel="next"'
    return [_talk(visit, conversation) for conversation in shown]


@routes.get(
    "/conversations/{conversation_id}",
    response_model=WholeTalk,
    response_model_exclude_unset=True,
    responses=problems(404),
)
def conversation(conversation_id: Id, visit: Visiting) -> Any:
    """One's own, or one that is shared with one."""
    found, turns = talks.opened(visit, conversation_id)
    own = talks.own_verdicts(visit, found.id)
    return {**_talk(visit, found), "turns": [_turn(visit, found, turn, own.get(turn.position)) for turn in turns]}


@routes.patch("/conversations/{conversation_id}", response_model=Talk, responses=problems(404))
def rename(conversation_id: Id, wanted: Renaming, visit: Visiting) -> Any:
    """Call one's own something else."""
    return _talk(visit, talks.rename(visit, conversation_id, wanted.title))


@routes.delete("/conversations/{conversation_id}", status_code=204, responses=problems(404))
def delete(conversation_id: Id, visit: Visiting) -> None:
    """Remove one's own with its answers and what people thought of them."""
    talks.delete(visit, conversation_id)


@routes.post("/conversations/{conversation_id}/share", response_model=Shared, responses=problems(404))
def share(conversation_id: Id, visit: Visiting) -> Any:
    """Let the members of the one client that all of it was asked in read it."""
    space = talks.share(visit, conversation_id)
    return {"space": space.id, "space_name": space.name, "url": f"/?talk={conversation_id}"}


@routes.delete("/conversations/{conversation_id}/share", status_code=204, responses=problems(404))
def unshare(conversation_id: Id, visit: Visiting) -> None:
    """End that; as its owner, or as a manager of the client."""
    talks.unshare(visit, conversation_id)


@routes.post("/conversations/{conversation_id}/copy", response_model=Talk, responses=problems(404))
def copy(conversation_id: Id, visit: Visiting) -> Any:
    """A conversation of one's own to ask on in, with what one may read of this one."""
    return _talk(visit, talks.copy(visit, conversation_id))


@routes.get("/conversations/{conversation_id}/export", response_class=Response, responses={**FILES, **problems(404)})
def export(
    conversation_id: Id, visit: Visiting, request: Request, format: Literal["md", "docx"] = "md", lang: Lang = "en"
) -> Response:
    """The conversation as Markdown or Word, its sources numbered, with links to their places."""
    found, turns = talks.exported(visit, conversation_id)
    clients = {space.id: space.name for space in visit.spaces()}
    rows = [
        talkfile.Row(turn, tuple(clients.get(s, "") for s in turn.spaces), talks.client_names(visit, turn))
        for turn in turns
    ]
    talk = talkfile.Talk(found.title, tuple(rows), str(request.base_url).rstrip("/"), lang)
    body = talkword.word(talk) if format == "docx" else talkfile.markdown(talk)
    media_type = talkfile.WORD if format == "docx" else talkfile.MARKDOWN
    name = quote(talkfile.file_name(found.title, format, lang), safe="")
    return Response(
        body, media_type=media_type, headers={"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    )


@routes.put("/conversations/{conversation_id}/turns/{position}/feedback", status_code=204, responses=problems(404))
def judge(conversation_id: Id, position: Position, wanted: Judging, visit: Visiting) -> None:
    """What the caller thinks of an answer, in place of what they thought before. It re-ranks nothing."""
    talks.judge(visit, (conversation_id, position), wanted.verdict, wanted.why)


@routes.delete("/conversations/{conversation_id}/turns/{position}/feedback", status_code=204, responses=problems(404))
def withdraw(conversation_id: Id, position: Position, visit: Visiting) -> None:
    """Take that back."""
    talks.withdraw(visit, (conversation_id, position))


@routes.get("/feedback", response_model=list[Judgings], response_model_exclude_unset=True)
def feedback(
    visit: Visiting,
    space: Annotated[str, Field(max_length=64)] = "",
    verdict: Annotated[list[Verdict], Query()] = [],  # noqa: B006  (FastAPI copies it)
    limit: Annotated[int, Field(ge=1, le=MOST)] = 50,
) -> Any:
    """What people think of answers about the clients that the caller manages, the last given first."""
    return [_judged(visit, item) for item in talks.judged(visit, space, verdict, limit)]


@routes.post(
    "/conversations/{conversation_id}/turns/{position}/control", response_model=ControlFile, responses=problems(404)
)
def to_control(conversation_id: Id, position: Position, wanted: Correct, visit: Visiting) -> Any:
    """Add a judged answer's question to the control questions of the one client that it is about."""
    file = talks.to_control(visit, (conversation_id, position), wanted.person, wanted.answer)
    return {"space": file.space, "asked": file.asked}


def _talk(visit: Visiting, found: Conversation) -> dict[str, Any]:
    return {
        "id": found.id,
        "title": found.title,
        "own": found.person == visit.caller.id,
        "shared": found.shared,
        "created_at": found.created_at,
        "updated_at": found.updated_at,
    }


def _turn(visit: Visiting, found: Conversation, turn: Turn, own: Judgement | None) -> dict[str, Any]:
    return {
        "position": turn.position,
        "asked_at": turn.created_at,
        "answer": answer_json(visit.app.catalog, turn.answer, found.id),
        "feedback": {"verdict": own.verdict, "why": own.why} if own else None,
    }


def _judged(visit: Visiting, item: Judged) -> dict[str, Any]:
    judgement = item.judgement
    return {
        "conversation": judgement.conversation,
        "position": judgement.position,
        "person": judgement.person,
        "person_shown": judgement.shown,
        "verdict": judgement.verdict,
        "why": judgement.why,
        "given_at": judgement.given_at,
        "spaces": item.spaces,
        "answer": answer_json(visit.app.catalog, item.turn.answer, judgement.conversation),
    }
