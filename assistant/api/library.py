"""What people make better in the library, over HTTP: lines, speakers' names, glossaries. Under /api/v1."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body, Path, Response
from pydantic import BaseModel, Field

from assistant import wire_models
from assistant.api.errors import problems
from assistant.callers import Visiting
from assistant.library import lines, speakers, suggestions, terms
from assistant.library.lines import shown_names
from assistant.wire import block_json
from assistant.wire_models import LARGEST, TYPED, Id, Moment, Name
from vectorstore.lines import Edit
from vectorstore.models import Term
from vectorstore.names import Naming

routes = APIRouter(prefix="/api/v1", tags=["library"])
Position = Annotated[int, Path(ge=0, le=LARGEST)]
EditId = Annotated[int, Path(ge=1, le=LARGEST)]
Said = Annotated[str, Field(max_length=200_000, pattern=TYPED)]
Word = Annotated[str, Path(min_length=1, max_length=200)]
CSV_BYTES = 1 << 20
CSV: dict[int | str, dict[str, Any]] = {200: {"content": {"text/csv": {}}}}


class LineIn(BaseModel):
    """What the line should say, and what it says as far as the caller knows."""

    text: Said
    was: Said


class EditOut(BaseModel):
    """A correction of one line: who, when, what it said and what it says since."""

    id: int
    version: int
    position: int
    was: str
    now: str
    person: str
    person_shown: str
    at: Moment
    undone: bool


class LineOut(wire_models.Block):
    """The line as it is now; `edit` is the correction that was made, if it changed anything."""

    edit: int | None


class NamingIn(BaseModel):
    """Who is called `from` is called `to`: in this source, or everywhere in its client."""

    from_: Annotated[str, Field(alias="from", min_length=1, max_length=200)]
    to: Name
    everywhere: bool = False


class RenamedOut(BaseModel):
    """What a naming changed. `change` takes it back; it is empty when nothing changed."""

    change: str
    name: str
    sources: int
    lines: int


class NamingOut(BaseModel):
    """That somebody said who a label is. Without a `source` it holds everywhere in the client."""

    change: str
    source: str | None
    label: str
    name: str
    person: str
    at: Moment
    undone: bool


class TermOut(BaseModel):
    """A term as it should be written, its other names, and how it is misheard."""

    term: str
    aliases: list[str]
    misheard: list[str]


class TermIn(BaseModel):
    """What is known of a term. `instead_of`: how it was written so far."""

    aliases: list[Name] = Field([], max_length=100)
    misheard: list[Name] = Field([], max_length=100)
    instead_of: Annotated[str, Field(max_length=200)] = ""


class SuggestionOut(BaseModel):
    """A word that is frequent in the client's sources and not in its glossary."""

    word: str
    count: int = Field(description="How often it stands in the sources")
    example: str


class ImportedOut(BaseModel):
    """What a file brought."""

    added: int
    changed: int


@routes.put("/sources/{source_id}/blocks/{position}", responses=problems(404, 409))
def correct_line(source_id: Id, position: Position, line: LineIn, visit: Visiting) -> LineOut:
    """Correct a line of a recording or transcript. 409 if it does not say `was` any more."""
    block, edit = lines.correct(visit, source_id, position, line.text, line.was)
    return LineOut(**block_json(position, block), edit=edit.id if edit else None)


@routes.get("/sources/{source_id}/edits", responses=problems(404))
def edits(source_id: Id, visit: Visiting) -> list[EditOut]:
    """Every correction of its lines, the latest first; those of older versions change nothing any more."""
    found = lines.edits(visit, source_id)
    shown = shown_names(visit, {edit.person for edit in found})
    return [_edit_out(edit, shown) for edit in found]


@routes.post("/sources/{source_id}/edits/{edit_id}/undo", responses=problems(404, 409))
def undo_edit(source_id: Id, edit_id: EditId, visit: Visiting) -> LineOut:
    """Let the line say what it said before."""
    edit = next((edit for edit in lines.edits(visit, source_id) if edit.id == edit_id), None)
    block = lines.take_back(visit, source_id, edit_id)
    return LineOut(**block_json(edit.position if edit else 0, block), edit=None)


@routes.put("/sources/{source_id}/speakers", responses=problems(404))
def name_speaker(source_id: Id, naming: NamingIn, visit: Visiting) -> RenamedOut:
    """Say who a speaker is. Everywhere is for the client's managers, and for names that say who it is."""
    return _renamed_out(speakers.rename(visit, source_id, naming.from_, naming.to, everywhere=naming.everywhere))


@routes.get("/sources/{source_id}/speakers", responses=problems(404))
def namings(source_id: Id, visit: Visiting) -> list[NamingOut]:
    """What was said of who speaks in it, the latest first."""
    return [_naming_out(naming) for naming in speakers.history(visit, source_id)]


@routes.post("/sources/{source_id}/speakers/{change}/undo", responses=problems(404))
def undo_naming(source_id: Id, change: Id, visit: Visiting) -> RenamedOut:
    """Take back a naming, wherever it reached."""
    return _renamed_out(speakers.take_back(visit, source_id, change))


@routes.get("/spaces/{space}/glossary", responses=problems(404))
def glossary(space: Word, visit: Visiting) -> list[TermOut]:
    """The client's glossary, in the order in which it grew."""
    return [_term_out(term) for term in terms.glossary(visit, space).terms]


@routes.get("/spaces/{space}/glossary.csv", responses={**CSV, **problems(404)}, response_class=Response)
def glossary_csv(space: Word, visit: Visiting) -> Response:
    """The client's glossary as CSV: term, aliases, misheard."""
    found = terms.glossary(visit, space)
    return Response(
        terms.csv_of(found),
        media_type="text/csv",
        headers={"Content-Disposition": 'attachment; filename="glossary.csv"', "Cache-Control": "no-store"},
    )


@routes.put("/spaces/{space}/glossary.csv", responses=problems(404, 409))
def import_glossary(
    space: Word, data: Annotated[bytes, Body(media_type="text/csv", max_length=CSV_BYTES)], visit: Visiting
) -> ImportedOut:
    """Add and change what a CSV file says; terms it does not name stay. All of it or nothing."""
    imported = terms.import_csv(visit, space, data)
    return ImportedOut(added=imported.added, changed=imported.changed)


@routes.get("/spaces/{space}/glossary/suggestions", responses=problems(404))
def suggested(space: Word, visit: Visiting) -> list[SuggestionOut]:
    """Frequent words of the client's sources that its glossary does not know, the most telling first."""
    return [
        SuggestionOut(word=found.word, count=found.count, example=found.example)
        for found in suggestions.suggested(visit, space)
    ]


@routes.delete("/spaces/{space}/glossary/suggestions/{word:path}", status_code=204, responses=problems(404))
def dismiss(space: Word, word: Word, visit: Visiting) -> None:
    """Do not suggest this word again."""
    terms.dismiss(visit, space, word)


@routes.put("/spaces/{space}/glossary/{term:path}", responses=problems(404, 409))
def put_term(space: Word, term: Word, known: TermIn, visit: Visiting) -> TermOut:
    """Add a term, or change what is known of it."""
    wanted = Term(term, tuple(known.aliases), tuple(known.misheard))
    return _term_out(terms.put(visit, space, wanted, instead_of=known.instead_of))


@routes.delete("/spaces/{space}/glossary/{term:path}", status_code=204, responses=problems(404))
def remove_term(space: Word, term: Word, visit: Visiting) -> None:
    """Take a term out of the glossary."""
    terms.remove(visit, space, term)


def _edit_out(edit: Edit, shown: dict[str, str]) -> EditOut:
    return EditOut(
        id=edit.id,
        version=edit.version,
        position=edit.position,
        was=edit.was,
        now=edit.now,
        person=edit.person,
        person_shown=shown.get(edit.person, ""),
        at=edit.at,
        undone=edit.undone,
    )


def _naming_out(naming: Naming) -> NamingOut:
    return NamingOut(**{name: getattr(naming, name) for name in NamingOut.model_fields})


def _renamed_out(renamed: speakers.Renamed) -> RenamedOut:
    return RenamedOut(change=renamed.change, name=renamed.name, sources=renamed.sources, lines=renamed.lines)


def _term_out(term: Term) -> TermOut:
    return TermOut(term=term.term, aliases=list(term.aliases), misheard=list(term.misheard))
