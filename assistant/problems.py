"""Errors as HTTP says them: problem+json (RFC 9457) with the sentence in both languages, and their status."""

from __future__ import annotations

from typing import Any

from starlette.responses import JSONResponse

from assistant.errors import (
    BodyTooLarge,
    Forbidden,
    LinkExpired,
    NoSuchPlace,
    NothingToJudge,
    OriginalGone,
    StillAtWork,
    Unexpected,
    UnknownAddress,
    UnknownConversation,
    UnknownSource,
    UnknownSpace,
    WrongMethod,
)
from assistant.evaluation.errors import AlreadyRunning, TooManyQuestions
from assistant.handover import errors as handover
from assistant.library import errors as library
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
    NothingToJudge: 404,
    NoSuchPlace: 404,
    LinkExpired: 403,
    BodyTooLarge: 413,
    OriginalGone: 410,
    StillAtWork: 409,
    UnknownAddress: 404,
    WrongMethod: 405,
    Unexpected: 500,
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
    people.ClientNameTaken: 409,
    people.TitleTaken: 409,
    library.UnknownLine: 404,
    library.UnknownEdit: 404,
    library.UnknownSpeaker: 404,
    library.UnknownNaming: 404,
    library.UnknownTerm: 404,
    library.LineChanged: 409,
    library.EditOvertaken: 409,
    library.TermTaken: 409,
    handover.NoSuchThing: 404,
    handover.NoHandover: 404,
    handover.NoSuchSection: 404,
    handover.HandoverExists: 409,
    handover.StillOpen: 409,
    handover.PhaseMoved: 409,
    handover.SignedOff: 409,
    handover.NotTheReceiver: 403,
    handover.AlreadyAnswered: 409,
    AlreadyRunning: 409,
    TooLarge: 413,
    TooManyQuestions: 413,
}


def problem(error: BatonError, trace: Trace, *, status: int = 0, **members: Any) -> JSONResponse:
    """The error as a response. `code` is stable, `detail` is for people, `error` has it in both languages.

    `status` is the error's own when 0. `members` are added to the body.
    """
    own = 503 if error.retryable else next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 422)
    code = type(error).__name__
    words = error_json(error)
    body: dict[str, Any] = {
        "type": f"urn:baton:{code}",
        "title": code,
        "status": status or own,
        "detail": words["en"],
        "code": code,
        "error": words,
        "request": trace.request,
        **members,
    }
    return JSONResponse(body, status or own, _when_to_come_back(error, own), MEDIA_TYPE)


def _when_to_come_back(error: BatonError, status: int) -> dict[str, str]:
    """The headers that clients act on: which credentials are wanted, and how long to wait."""
    if status == 401:
        return {"WWW-Authenticate": "Bearer"}
    if status == 429 or error.retryable:
        minutes = float(error.details.get("minutes", 0))
        return {"Retry-After": str(int(error.details.get("seconds", minutes * 60)) or 1)}
    return {}
