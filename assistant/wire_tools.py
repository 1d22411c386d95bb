"""What the MCP tools give that the API gives in several answers: a page of a list, a source with its text."""

from __future__ import annotations

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
