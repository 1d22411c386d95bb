"""What goes wrong at the API, always as problem+json: our errors, FastAPI's own, unknown addresses, and bugs.

A bug is a 500 that says nothing but the request's id; the log has the rest under that id.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Match

from assistant.errors import InvalidRequest, Unexpected, UnknownAddress, WrongMethod
from assistant.guard import SAFE
from assistant.people.audit import Trace
from assistant.problems import MEDIA_TYPE, problem
from vectorstore.errors import BatonError

ROOT = "/api/"
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"]
WHY = {
    400: "The request cannot be read.",
    401: "The token or session is missing, wrong, expired or revoked.",
    403: "The caller may not do this.",
    404: "There is no such thing, or it is not for the caller.",
    409: "It clashes with what is there.",
    413: "The body is too large.",
    422: "The request is not as described here, or cannot be carried out; `errors` or `detail` says why.",
    429: "Too often; Retry-After says in how many seconds to come back.",
    500: "A mistake of ours. `request` finds it in the server's log.",
    503: "It may work later.",
}
ANYWHERE = (400, 401, 403, 422, 429, 500, 503)
PROBLEM = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
BYTES = {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}
RAW = {"requestBody": {"required": True, **BYTES}}  # for the `openapi_extra` of an endpoint that reads its body itself

log = logging.getLogger(__name__)


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The errors with these statuses, for the `responses` of an endpoint or router."""
    return {status: {"description": WHY[status], "content": PROBLEM} for status in statuses}


def answer_in_problems(api: FastAPI, routers: Sequence[APIRouter]) -> None:
    """Turn whatever goes wrong into a problem. To be called when all of the API's routers are included."""
    api.add_exception_handler(BatonError, _in_words)
    api.add_exception_handler(RequestValidationError, _invalid)
    api.add_exception_handler(HTTPException, _http)
    api.add_exception_handler(Exception, _unexpected)

    @api.api_route(f"{ROOT}{{rest:path}}", methods=METHODS, include_in_schema=False)
    def nowhere(request: Request) -> Response:
        """What is not there, or not with this method. Without it the page, which is mounted at /, would answer."""
        routes = [*api.routes, *(route for router in routers for route in router.routes)]
        matching = [route for route in routes if route.matches(request.scope)[0] is Match.PARTIAL]
        allowed = ", ".join(sorted({method for route in matching for method in getattr(route, "methods", ())}))
        if not allowed:
            return problem(UnknownAddress(path=request.url.path), request.state.trace)
        answer = problem(WrongMethod(method=request.method, allowed=allowed), request.state.trace)
        answer.headers["Allow"] = allowed
        return answer


async def _in_words(request: Request, error: Exception) -> Response:
    assert isinstance(error, BatonError)
    return problem(error, _trace(request))


async def _invalid(request: Request, error: Exception) -> Response:
    """What FastAPI found wrong. What was sent is not repeated: it may be a secret, or nothing that can be written."""
    assert isinstance(error, RequestValidationError)
    wrong = [{"where": ".".join(map(str, found["loc"])), "what": str(found["msg"])} for found in error.errors()]
    where = ", ".join(dict.fromkeys(found["where"] for found in wrong))
    return problem(InvalidRequest(what=where), _trace(request), errors=wrong)


async def _http(request: Request, error: Exception) -> Response:
    """What Starlette says by a status alone."""
    assert isinstance(error, HTTPException)
    if error.status_code == 404:
        return problem(UnknownAddress(path=request.url.path), _trace(request))
    answer = problem(InvalidRequest(what=str(error.detail)), _trace(request), status=error.status_code)
    answer.headers.update(error.headers or {})
    return answer


async def _unexpected(request: Request, error: Exception) -> Response:
    """A bug. Starlette sends this from outside the gate, so what the gate adds to answers is added here."""
    trace = _trace(request)
    log.error("request %s: %s %s failed", trace.request, request.method, request.url.path, exc_info=error)
    answer = problem(Unexpected(request=trace.request), trace)
    answer.headers.update({"X-Request-Id": trace.request, **SAFE})
    return answer


def _trace(request: Request) -> Trace:
    return getattr(request.state, "trace", Trace())
