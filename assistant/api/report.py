"""The handover report over HTTP: as a file, and what would be in it."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal
from urllib.parse import quote

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, Field

from assistant.api.errors import problems
from assistant.callers import Visiting
from assistant.handover.report.document import Block, Document, Heading, Items, Paragraph, Table, Text
from assistant.handover.report.gather import Wish
from assistant.handover.report.making import Format, Sheet, document, file
from assistant.web.places import place
from assistant.wire_models import PRINTED, Lang

routes = APIRouter(prefix="/api/v1", tags=["report"])

MEDIA = {
    Format.PDF: "application/pdf",
    Format.WORD: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Format.MARKDOWN: "text/markdown; charset=utf-8",
}
FILES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The file",
        "content": {kind.partition(";")[0]: {"schema": {"type": "string"}} for kind in MEDIA.values()},
    }
}
Key = Annotated[str, Path(max_length=200, pattern=PRINTED, description="A client's name or id")]
Audience = Literal["members", "managers"]
For = Annotated[Audience, Query(alias="for", description="managers: with what only they may see")]


class ReportRun(BaseModel):
    """Some text, how it is to be read, and the numbers of the sources it was taken from."""

    text: str
    tone: Literal["plain", "strong", "muted", "warning"]
    marks: list[int]


class ReportBlock(BaseModel):
    """A heading, a paragraph, a list or a table; `texts` has its rows, or one row with one text."""

    kind: Literal["heading", "paragraph", "items", "table"]
    role: str = Field(description="Of a paragraph: text, lead, quote or note")
    head: list[str] = Field(description="Of a table that has one")
    texts: list[list[list[ReportRun]]]


class ReportSection(BaseModel):
    """A chapter, how many things it tells of, and how many are not there."""

    key: str
    title: str
    count: int
    lacking: int
    blocks: list[ReportBlock]


class ReportSource(BaseModel):
    """Where claims come from."""

    n: int
    title: str
    about: list[str] = Field(description="Kind, place, date, and how it stands, in words")
    quote: str
    url: str
    stale: bool = Field(description="Whether its review date has passed")


class Report(BaseModel):
    """A report before it is written to a file."""

    title: str
    lang: Lang
    cover: ReportBlock
    notes: list[ReportBlock]
    sections: list[ReportSection]
    sources: list[ReportSource]


@routes.get("/spaces/{space}/report", response_class=Response, responses={**FILES, **problems(404)})
def report(
    space: Key,
    visit: Visiting,
    request: Request,
    format: Annotated[Format, Query()] = Format.PDF,
    lang: Lang = "en",
    audience: For = "members",
) -> Response:
    """The client's handover report, made now. Kept nowhere; the audit log says that it was made."""
    made = file(visit, space, Wish(lang, audience == "managers"), format, sheet_of(visit, request))
    named = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(made.name, safe='')}"}
    return Response(made.content, media_type=MEDIA[format], headers=named)


@routes.get("/spaces/{space}/report/preview", response_model=Report, responses=problems(404))
def preview(space: Key, visit: Visiting, request: Request, lang: Lang = "en", audience: For = "members") -> Any:
    """What the report would say."""
    made = document(visit, space, Wish(lang, audience == "managers"), sheet_of(visit, request))
    return _report(made)


def sheet_of(visit: Visiting, request: Request) -> Sheet:
    """A sheet of this moment, for links to the address that people know."""
    address = visit.app.settings.public_url or str(request.base_url)
    return Sheet(dt.datetime.now().astimezone(), address, place)


def _report(made: Document) -> dict[str, Any]:
    return {
        "title": made.title,
        "lang": made.lang,
        "cover": _block(made.cover),
        "notes": [_block(note) for note in made.notes],
        "sections": [
            {
                **{name: getattr(one, name) for name in ("key", "title", "count", "lacking")},
                "blocks": [_block(block) for block in one.blocks],
            }
            for one in made.sections
        ],
        "sources": [
            {
                **{name: getattr(one, name) for name in ("n", "title", "about", "quote", "stale")},
                "url": one.link,
            }
            for one in made.references
        ],
    }


def _block(block: Block) -> dict[str, Any]:
    shape: dict[str, Any] = {"role": "", "head": []}
    match block:
        case Heading(text):
            return {**shape, "kind": "heading", "texts": [[[{"text": text, "tone": "plain", "marks": []}]]]}
        case Paragraph(text, role):
            return {**shape, "kind": "paragraph", "role": role.value, "texts": [[_runs(text)]]}
        case Items(items):
            return {**shape, "kind": "items", "texts": [[_runs(item)] for item in items]}
        case Table(head, rows):
            return {**shape, "kind": "table", "head": head, "texts": [[_runs(cell) for cell in row] for row in rows]}


def _runs(text: Text) -> list[dict[str, Any]]:
    return [{"text": run.text, "tone": run.tone.value, "marks": run.marks} for run in text]
