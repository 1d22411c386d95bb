"""The nouns as the API's JSON."""

from __future__ import annotations

import json
from typing import Any

from assistant.chat.events import Answer, Delta, Done, Event, Found, Notice, Searching
from ingest.intake import Submission
from vectorstore.catalog import Catalog
from vectorstore.errors import BatonError, say_record
from vectorstore.models import Block, Source

LANGS = ("en", "zh")


def submission_json(catalog: Catalog, submission: Submission) -> dict[str, Any]:
    """What became of an upload."""
    source = catalog.source(submission.source.id)
    return {"outcome": submission.outcome, "source": source_json(catalog, source), "error": _stored_error(source)}


def source_json(catalog: Catalog, source: Source) -> dict[str, Any]:
    """A source as it is now."""
    return {
        "id": source.id,
        "space": source.space,
        "space_name": catalog.space(source.space).name,
        "title": source.title,
        "kind": source.kind,
        "status": source.status,
        "progress": source.progress,
        "topic": source.topic,
        "date": source.occurred_on,
        "context": source.context,
        "parent": source.parent,
        "size": source.size,
        "version": source.version,
        "facts": source.facts,
        "error": _stored_error(source),
    }


def _stored_error(source: Source) -> dict[str, str] | None:
    return {lang: say_record(source.error, lang) for lang in LANGS} if source.error else None


def error_json(error: BatonError) -> dict[str, str]:
    """The error's sentence in both languages."""
    return {lang: error.say(lang) for lang in LANGS}


def block_json(position: int, block: Block) -> dict[str, Any]:
    """A block and where it stands in its source."""
    return {
        "position": position,
        "text": block.text,
        "kind": block.kind,
        "speaker": block.speaker,
        "headings": list(block.headings),
        **block.locator.to_json(),
    }


def answer_json(answer: Answer, conversation: str) -> dict[str, Any]:
    """The finished answer and the conversation it belongs to."""
    notice = {lang: say_record(answer.notice, lang) for lang in LANGS} if answer.notice else None
    return {**answer.to_json(), "notice": notice, "conversation": conversation}


def server_sent(conversation: str, event: Event) -> str:
    """One event of an answer in the making, as a server-sent event."""
    name: str
    data: dict[str, Any]
    match event:
        case Searching(standalone):
            name, data = "searching", {"standalone": standalone}
        case Found(evidence):
            name, data = "found", {"sources": [item.title for item in evidence]}
        case Delta(text):
            name, data = "delta", {"text": text}
        case Notice(error):
            name, data = "notice", {"error": error_json(error)}
        case Done(Answer() as answer):
            name, data = "done", answer_json(answer, conversation)
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
