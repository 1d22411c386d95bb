"""Lists in pages: `limit` and an opaque `cursor`; the next page's address is in the Link header.

A page begins after the last item of the one before, wherever that would stand now, so that what is
added or removed in between neither repeats an item nor skips one.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar
from urllib.parse import quote

from fastapi import Depends, Query, Request, Response

from assistant.errors import InvalidRequest
from assistant.wire_models import LARGEST

T = TypeVar("T")
Key = list[str | int | float]
MOST, USUAL = 500, 200
LINK = {"Link": {"description": '`<…>; rel="next"`, while there is more', "schema": {"type": "string"}}}
LISTED: dict[int | str, dict[str, Any]] = {200: {"headers": LINK}}  # for the `responses` of an endpoint


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a list a request wants, and the response that says where the next part is."""

    request: Request
    response: Response
    limit: int
    after: Key | None

    def of(self, items: Iterable[T], order: Callable[[T], Key]) -> list[T]:
        """The items of this page, in the order of their keys, which differ from each other."""
        ordered = sorted(items, key=order)
        if self.after is not None:
            try:
                ordered = [item for item in ordered if order(item) > self.after]
            except TypeError:  # the cursor of another list
                raise InvalidRequest(what="query.cursor") from None
        shown = ordered[: self.limit]
        if len(ordered) > len(shown):
            following = self.request.url.include_query_params(cursor=_written(order(shown[-1])))
            self.response.headers["Link"] = f'<{quote(following.path, safe="/%")}?{following.query}>; rel="next"'
        return shown

    def position(self, first: int) -> int:
        """For a list whose keys are positions: where this page starts, if the list starts at `first`."""
        match self.after:
            case None:
                return first
            case [int(last)] if 0 <= last < LARGEST:
                return max(first, last + 1)
        raise InvalidRequest(what="query.cursor")


def page_of(
    request: Request,
    response: Response,
    limit: Annotated[int, Query(ge=1, le=MOST, description="Items at most")] = USUAL,
    cursor: Annotated[
        str, Query(max_length=2000, pattern=r"^[A-Za-z0-9_-]*$", description="From the page before; opaque")
    ] = "",
) -> Page:
    """The page that a request asks for. InvalidRequest for a cursor that no page gave out."""
    return Page(request, response, limit, _read(cursor) if cursor else None)


Paged = Annotated[Page, Depends(page_of)]


def _written(key: Key) -> str:
    return base64.urlsafe_b64encode(json.dumps(key).encode()).decode().rstrip("=")


def _read(cursor: str) -> Key:
    try:
        key = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, RecursionError):
        key = None
    if not isinstance(key, list):
        raise InvalidRequest(what="query.cursor")
    return key
