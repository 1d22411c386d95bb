"""Errors as HTTP says them: problem+json (RFC 9457) with the sentence in both languages, and their status."""

from __future__ import annotations

from typing import Any

from starlette.responses import JSONResponse

from assistant.errors import Forbidden, UnknownConversation, UnknownSource, UnknownSpace
from assistant.evaluation.errors import AlreadyRunning, TooManyQuestions
from assistant.people import errors as people
from assistant.people.audit import Trace
from assistant.wire import error_json
from ingest.errors import TooLarge
from vectorstore.errors import BatonError

MEDIA_TYPE = "application/problem+json"
# By class or parent class. Any other: 422, or 503 if it may pass.
STATUS: dict[type[BatonError], int] = {
    UnknownSource: 404,
    UnknownSpace: 404,
    UnknownConversation: 404,
    people.UnknownPerson: 404,
    people.UnknownToken: 404,
    people.SignInNeeded: 401,
    people.SignInRefused: 401,
    people.SignInLocked: 429,
    people.TooManyRequests: 429,
    people.NotAllowed: 403,
    people.PasswordMustChange: 403,
    Forbidden: 403,
    people.NameTaken: 409,
    AlreadyRunning: 409,
    TooLarge: 413,
    TooManyQuestions: 413,
}


def problem(error: BatonError, trace: Trace) -> JSONResponse:
    """The error as a response. `code` is stable, `detail` is for people, `error` has it in both languages."""
    status = 503 if error.retryable else next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 422)
    code = type(error).__name__
    words = error_json(error)
    body: dict[str, Any] = {
        "type": f"urn:baton:{code}",
        "title": code,
        "status": status,
        "detail": words["en"],
        "code": code,
        "error": words,
        "request": trace.request,
    }
    return JSONResponse(body, status, media_type=MEDIA_TYPE)
