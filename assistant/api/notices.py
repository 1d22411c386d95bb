"""What the caller should know of, over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from assistant.callers import Visiting
from assistant.handover import noticing
from assistant.handover.records.notices import MOST, About
from assistant.web import notices as notices_page
from assistant.wire_models import Id, Moment, Sentence

routes = APIRouter(prefix="/api/v1/me", tags=["me"])


class NoticeOut(BaseModel):
    """One thing to know of."""

    id: str
    space: str
    space_name: str
    about: About
    target: str = Field(description="The id of that thing")
    title: str
    words: Sentence
    created_at: Moment
    read: bool


class Seen(BaseModel):
    """Which ones were seen."""

    ids: Annotated[list[Id], Field(max_length=MOST)]


class Counted(BaseModel):
    """How many of them were new."""

    read: int


@routes.get("/notices")
def notices(visit: Visiting, unread: bool = False) -> list[NoticeOut]:
    """What the caller should know of in the clients they have today, newest first."""
    names = {space.id: space.name for space in visit.spaces()}
    return [
        NoticeOut(
            id=one.id,
            space=one.space,
            space_name=names[one.space],
            about=one.about,
            target=one.target,
            title=noticing.title(one),
            words=Sentence(en=notices_page.words(one, "en"), zh=notices_page.words(one, "zh")),
            created_at=one.created_at,
            read=one.read_at is not None,
        )
        for one in noticing.of(visit, unread=unread)
    ]


@routes.post("/notices/read")
def read(wanted: Seen, visit: Visiting) -> Counted:
    """The caller has seen these."""
    return Counted(read=noticing.seen(visit, wanted.ids))
