"""What people told Baton, on its way into the library, and speech on its way into text.

The callables are made in build.py over ingest, which nothing here imports.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from vectorstore.models import Kind, Source, Term


@dataclass(frozen=True, slots=True)
class Told:
    """Markdown that somebody stands for. The same title in the same space again is its next version."""

    space: str  # id
    title: str  # without a suffix
    text: str
    kind: Kind  # INTERVIEW or ANSWER
    owner: str  # person id
    topic: str = ""
    occurred_on: date | None = None
    restricted: bool = False  # for the space's managers only
    facts: dict[str, Any] = field(default_factory=dict)  # verified_by (person id), verified_on (ISO date), …


Capture = Callable[[Told], Source]  # takes it in; returns at once, indexing follows
Withdraw = Callable[[str], None]  # removes a source, by id, from everywhere
Hear = Callable[[Path, str, Sequence[Term]], str]  # a short recording, its name in errors, the glossary -> its text
