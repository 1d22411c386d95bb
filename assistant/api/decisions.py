"""The ledger of decisions and crises over HTTP. Under /api/v1."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query, Response
from pydantic import BaseModel, Field

from assistant.api.errors import problems
from assistant.callers import Visiting
from assistant.chat.evidence import Citation as Cited
from assistant.handover import ledger
from assistant.handover.deciding.book import Holds
from assistant.handover.deciding.model import Bond, Entry, Place, Relation, Sort, State, Told
from assistant.handover.deciding.signals import Step
from assistant.handover.ledger import Recorded, Standing, Wanted
from assistant.handover.ledger_files import as_csv, as_markdown
from assistant.handover.teams import shown
from assistant.paging import LISTED, Paged
from assistant.people.access import space_of
from assistant.people.audit import Action
from assistant.wire_models import LARGEST, NAMED, PRINTED, TYPED, Citation, Id, Lang, Moment

FILES: dict[int | str, dict[str, Any]] = {
    200: {"description": "The file", "content": {"text/csv": {}, "text/markdown": {}}}
}
TYPES = {"csv": "text/csv; charset=utf-8", "md": "text/markdown; charset=utf-8"}
MOST_STEPS = 40

routes = APIRouter(prefix="/api/v1", tags=["decisions"])
InSpace = Annotated[str, Path(max_length=200, description="A client's name or id")]
Text = Annotated[str, Field(max_length=2000, pattern=TYPED)]
Short = Annotated[str, Field(max_length=200, pattern=PRINTED)]
What = Annotated[str, Field(min_length=1, max_length=2000, pattern=NAMED)]
Block = Annotated[int, Field(ge=0, le=LARGEST)]


class Where(BaseModel):
    """A place in a source of the same client."""

    source: Id
    block: Block
    last_block: Block | None = None

    def place(self) -> Place:
        """As the ledger has it."""
        return Place(self.source, self.block, self.last_block if self.last_block is not None else self.block)


class StepOut(BaseModel):
    """One step of a crisis."""

    step: Step
    text: str
    at: str = Field(description="When, as it was told")
    moment: Citation | None


class RelationOut(BaseModel):
    """What a later entry does to an earlier one, seen from one of them."""

    entry: str = Field(description="The other entry's id")
    what: str
    decided_on: dt.date | None
    bond: Bond
    state: State = Field(description="found: Baton proposes it; confirmed: it holds")


class EntryOut(BaseModel):
    """A decision or a crisis."""

    id: str
    space: str
    kind: Sort
    against: bool = Field(description="Decided against something")
    state: State
    holds: Holds
    score: float = Field(description="How sure Baton was, 0 to 1")
    what: str
    why: str
    options: list[str] = Field(description="What was on the table and not taken")
    people: list[str]
    topic: str
    decided_on: dt.date | None
    outcome: str
    moment: Citation | None
    source_title: str
    settled_by: str = Field(description="Who confirmed, corrected or dismissed it last")
    settled_at: Moment | None
    later: list[RelationOut]
    earlier: list[RelationOut]
    steps: list[StepOut]
    also: list[Citation] = Field(description="Where else the same is told")


class ChangeOut(BaseModel):
    """What somebody did to an entry, and what it said before."""

    person: str
    at: Moment
    what: str
    before: dict[str, Any]


class WholeEntry(EntryOut):
    """An entry with what was done to it."""

    history: list[ChangeOut]


class Looked(BaseModel):
    """What a look through the sources brought."""

    sources: int
    entries: int = Field(description="How many of them are new")


class NewEntry(BaseModel):
    """An entry that somebody writes themselves."""

    kind: Sort = Sort.DECISION
    what: What
    why: Text = ""
    options: list[Text] = Field([], max_length=10)
    people: list[Short] = Field([], max_length=20)
    topic: Short = ""
    decided_on: dt.date | None = None
    outcome: Text = ""
    moment: Where | None = None


class Correction(BaseModel):
    """What an entry is to say; what is not sent stays."""

    what: What = ""
    why: Text = ""
    options: list[Text] = Field([], max_length=10)
    people: list[Short] = Field([], max_length=20)
    topic: Short = ""
    decided_on: dt.date | None = None
    outcome: Text = ""


class StepIn(BaseModel):
    """One step of a crisis, as somebody tells it."""

    step: Step
    text: What
    at: Annotated[str, Field(max_length=40, pattern=PRINTED)] = ""
    moment: Where | None = None


class Steps(BaseModel):
    """All of a crisis's steps, in their order."""

    steps: list[StepIn] = Field(max_length=MOST_STEPS)


class Into(BaseModel):
    """The entry that stays."""

    into: Id


class Bonding(BaseModel):
    """What the later entry does to this one; null when it does nothing to it."""

    later: Id
    bond: Bond | None


def _period(since: dt.date | None = None, until: dt.date | None = None) -> tuple[dt.date | None, dt.date | None]:
    return since, until


def _wanted(
    words: Annotated[str, Query(max_length=200, pattern=PRINTED, description="All of them")] = "",
    person: Annotated[str, Query(max_length=200, pattern=PRINTED)] = "",
    topic: Annotated[str, Query(max_length=200, pattern=PRINTED)] = "",
    standing: Standing | None = None,
    kind: Sort | None = None,
    period: tuple[dt.date | None, dt.date | None] = Depends(_period),
) -> Wanted:
    return Wanted(words, person, topic, *period, standing, kind)


Filtered = Annotated[Wanted, Depends(_wanted)]


@routes.get("/spaces/{space}/decisions", response_model=list[EntryOut], responses={**LISTED, **problems(404)})
def decisions(space: InSpace, visit: Visiting, wanted: Filtered, page: Paged) -> Any:
    """The client's decisions and crises, the last decided first."""
    found = ledger.decisions(visit, space, wanted)
    return [_entry(visit, one) for one in page.of(found, _order)]


@routes.get("/spaces/{space}/decisions/file", responses={**FILES, **problems(404)}, response_class=Response)
def decisions_file(
    space: InSpace, visit: Visiting, wanted: Filtered, form: Literal["csv", "md"] = "csv", lang: Lang = "en"
) -> Response:
    """The same as a file."""
    client = space_of(visit.app.catalog, visit.caller, space)
    found = ledger.decisions(visit, space, wanted)
    text = as_csv(found) if form == "csv" else as_markdown(found, client.name, lang)
    visit.note(Action.EXPORTED, space=client.id, what="decisions", entries=len(found))
    named = {"Content-Disposition": f'attachment; filename="decisions.{form}"'}
    return Response(text, media_type=TYPES[form], headers=named)


@routes.post("/spaces/{space}/decisions", response_model=EntryOut, status_code=201, responses=problems(404))
def add_decision(space: InSpace, wanted: NewEntry, visit: Visiting) -> Any:
    """Add an entry by hand."""
    told = Told(
        *(wanted.what, wanted.why, tuple(wanted.options), tuple(wanted.people), wanted.topic),
        decided_on=wanted.decided_on,
        outcome=wanted.outcome,
    )
    key = ledger.add(visit, space, wanted.kind, told, wanted.moment.place() if wanted.moment else None)
    return _entry(visit, ledger.one(visit, key))


@routes.post("/spaces/{space}/decisions/look", response_model=Looked, responses=problems(404))
def look_again(space: InSpace, visit: Visiting) -> Any:
    """Look through all of the client's sources once more. What people settled stays as it is."""
    found = ledger.look_again(visit, space)
    return {"sources": found.sources, "entries": found.entries}


@routes.get("/decisions/{decision_id}", response_model=WholeEntry, responses=problems(404))
def decision(decision_id: Id, visit: Visiting) -> Any:
    """One entry, with what was done to it."""
    found = ledger.one(visit, decision_id)
    done = [
        {"person": shown(visit, change.person), "at": change.at, "what": change.what, "before": change.before}
        for change in ledger.history(visit, decision_id)
    ]
    return {**_entry(visit, found), "history": done}


@routes.patch("/decisions/{decision_id}", response_model=EntryOut, responses=problems(404))
def correct(decision_id: Id, wanted: Correction, visit: Visiting) -> Any:
    """Correct what an entry says; that confirms it."""
    sent = {name: getattr(wanted, name) for name in wanted.model_fields_set}
    for name in ("options", "people"):
        if name in sent:
            sent[name] = tuple(text for one in sent[name] if (text := one.strip()))
    if not sent.get("what", "-"):
        del sent["what"]
    ledger.correct(visit, decision_id, sent)
    return _entry(visit, ledger.one(visit, decision_id))


@routes.post("/decisions/{decision_id}/confirm", response_model=EntryOut, responses=problems(404))
def confirm(decision_id: Id, visit: Visiting) -> Any:
    """It is one."""
    ledger.confirm(visit, decision_id)
    return _entry(visit, ledger.one(visit, decision_id))


@routes.post("/decisions/{decision_id}/dismiss", response_model=EntryOut, responses=problems(404))
def dismiss(decision_id: Id, visit: Visiting) -> Any:
    """It is none, and is not to be found again. Confirming takes that back."""
    ledger.dismiss(visit, decision_id)
    return _entry(visit, ledger.one(visit, decision_id))


@routes.post("/decisions/{decision_id}/merge", response_model=EntryOut, responses=problems(404))
def merge(decision_id: Id, wanted: Into, visit: Visiting) -> Any:
    """Both tell of the same. The reply is the entry that stays."""
    ledger.merge(visit, decision_id, wanted.into)
    return _entry(visit, ledger.one(visit, wanted.into))


@routes.post("/decisions/{decision_id}/relation", response_model=EntryOut, responses=problems(404))
def relate(decision_id: Id, wanted: Bonding, visit: Visiting) -> Any:
    """Say what a later entry does to this one."""
    ledger.relate(visit, decision_id, wanted.later, wanted.bond)
    return _entry(visit, ledger.one(visit, decision_id))


@routes.put("/decisions/{decision_id}/steps", response_model=EntryOut, responses=problems(404))
def retell(decision_id: Id, wanted: Steps, visit: Visiting) -> Any:
    """Tell a crisis's steps anew."""
    steps = [(one.step, one.text, one.at, one.moment.place() if one.moment else None) for one in wanted.steps]
    ledger.retell(visit, decision_id, steps)
    return _entry(visit, ledger.one(visit, decision_id))


def _order(one: Recorded) -> list[str | int | float]:
    """The last decided first, those without a day at the end."""
    day = one.entry.told.decided_on
    return [-day.toordinal() if day else 0, one.source_title, one.moment.first_block if one.moment else 0, one.entry.id]


def _entry(visit: Visiting, one: Recorded) -> dict[str, Any]:
    entry, names = one.entry, {}
    names["settled_by"] = shown(visit, entry.settled_by) if entry.settled_by else ""
    told = {name: getattr(entry.told, name) for name in Told.__slots__}
    kept = {name: getattr(entry, name) for name in ("id", "space", "kind", "against", "state", "score", "settled_at")}
    return {
        **told,
        **kept,
        **names,
        "holds": one.holds,
        "moment": _cited(visit, entry.space, one.moment),
        "source_title": one.source_title,
        "later": [_relation(*pair) for pair in one.later],
        "earlier": [_relation(*pair) for pair in one.earlier],
        "steps": [
            {"step": event.step, "text": event.text, "at": event.at, "moment": _cited(visit, entry.space, cited)}
            for event, cited in one.events
        ],
        "also": [_cited(visit, entry.space, cited) for cited in one.also],
    }


def _relation(relation: Relation, other: Entry) -> dict[str, Any]:
    told = {"entry": other.id, "what": other.told.what, "decided_on": other.told.decided_on}
    return {**told, "bond": relation.bond, "state": relation.state}


def _cited(visit: Visiting, space: str, cited: Cited | None) -> dict[str, Any] | None:
    if cited is None:
        return None
    return {**cited.to_json(), "space": space, "space_name": visit.app.catalog.space(space).name}
