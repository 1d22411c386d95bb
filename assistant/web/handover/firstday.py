"""The part "firstday" of the Handover tab."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from assistant.desk import Visit
from vectorstore.models import Space


def part_html(visit: Visit, space: Space, asked: Mapping[str, object], lang: str) -> Markup:
    """The part."""
    return Markup("")
