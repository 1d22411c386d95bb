"""What reading a file gives: its blocks in reading order, and facts about the whole."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from vectorstore.models import Block


@dataclass(frozen=True, slots=True)
class Extraction:
    """Blocks in reading order. `facts` are plain JSON values shown with the source."""

    blocks: list[Block]
    facts: dict[str, Any] = field(default_factory=dict)
