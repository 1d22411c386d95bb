"""What the MCP tools give that the API gives in several answers: a page of a list, a source with its text."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import BaseModel, Field

from assistant.wire_models import Block, Source, SourceWithVersions


class Sources(BaseModel):
    """Sources, newest first."""

    sources: list[Source]
    next: str | None = Field(description="Send it as `cursor` for the next page; null on the last one")


class SourceText(BaseModel):
    """A source and part of its text."""

    source: SourceWithVersions
    blocks: list[Block]
    next: int | None = Field(description="Send it as `first` for what follows; null at the end")


class Step(BaseModel):
    """One step of a crisis."""

    step: str = Field(description="signal, action, result or lesson")
    at: str = Field(description="When, as it was told")
    text: str


class Decision(BaseModel):
    """A decision, or a crisis with its steps, as the ledger has it."""

    id: str
    kind: Literal["decision", "crisis"]
    what: str
    why: str
    options: list[str] = Field(description="What was on the table and not taken")
    people: list[str] = Field(description="Who decided")
    topic: str
    decided_on: dt.date | None
    outcome: str = Field(description="What came of it")
    state: Literal["in force", "superseded", "contradicted"] | None = Field(description="Of a decision only")
    later: list[str] = Field(description="What superseded or contradicts it")
    confirmed: bool = Field(description="By a person; else Baton found it by its words")
    steps: list[Step] = Field(description="Of a crisis only")
    source_title: str
    url: str | None = Field(description="Opens the moment at which it was said; null when somebody wrote it down later")


class Decisions(BaseModel):
    """Decisions and crises, the last decided first."""

    decisions: list[Decision]
    next: str | None = Field(description="Send it as `cursor` for the next page; null on the last one")
