"""What answers draw on, passed in by whoever builds them: the search, the catalog, a way to narrow a scope, a clock.

Scopes are narrowed only by the function given here, which lives where access is decided; nothing in this
package makes one or changes one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from assistant.chat.retrieve import Search
from vectorstore.catalog import Catalog
from vectorstore.models import Kind, Scope


class Narrow(Protocol):
    """Further filters on a scope, never a wider one."""

    def __call__(
        self,
        scope: Scope,
        *,
        kinds: Sequence[Kind] = (),
        speakers: Sequence[str] = (),
        sources: Sequence[str] = (),
    ) -> Scope:
        """The narrower scope."""
        ...


@dataclass(frozen=True, slots=True)
class Holdings:
    """Where answers come from."""

    search: Search
    catalog: Catalog
    narrow: Narrow
    today: Callable[[], date] = date.today
