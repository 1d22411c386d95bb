"""The nouns as the API's JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from assistant.chat.events import Answer, Delta, Done, Event, Found, Notice, Searching
from ingest.intake import Submission
from vectorstore.catalog import Catalog
from vectorstore.errors import BatonError, say_record
from vectorstore.models import Block, Chunk, Source

LANGS = ("en", "zh")


def submission_json(catalog: Catalog, submission: Submission) -> dict[str, Any]:
    """What became of an upload."""
    source = catalog.source(submission.source.id) if submission.source.id else submission.source
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
        "restricted": source.restricted,
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


def answer_json(catalog: Catalog, answer: Answer, conversation: str) -> dict[str, Any]:
    """The finished answer and the conversation it belongs to; its citations say which client they came from."""
    notice = {lang: say_record(answer.notice, lang) for lang in LANGS} if answer.notice else None
    said = answer.to_json()
    for cited in cited_in(said):
        cited |= _client_of(catalog, cited["source"])
    return {**said, "notice": notice, "conversation": conversation}


def cited_in(answer: dict[str, Any]) -> list[dict[str, Any]]:
    """Every citation in an answer's JSON: what it rests on, the nearest thing, and what holds instead."""
    instead = (standing["instead"] for standing in answer["standings"])
    return [*answer["citations"], *filter(None, (answer["nearest"], *instead))]


def _client_of(catalog: Catalog, source_id: str) -> dict[str, str]:
    """The client that a source belongs to; empty when it is gone."""
    if not catalog.has(source_id):
        return {"space": "", "space_name": ""}
    space = catalog.space(catalog.source(source_id).space)
    return {"space": space.id, "space_name": space.name}


def passages_json(catalog: Catalog, chunks: Sequence[Chunk]) -> list[dict[str, Any]]:
    """Passages that a search found, without scores: those compare nothing beyond their own search."""
    names = {space.id: space.name for space in catalog.spaces()}
    return [
        {
            "text": chunk.text,
            "source": chunk.source,
            "title": chunk.title,
            "space": chunk.space,
            "space_name": names.get(chunk.space, ""),
            "kind": chunk.kind,
            "speakers": list(chunk.speakers),
            "headings": list(chunk.headings),
            "date": chunk.occurred_on,
            "url": f"/?source={chunk.source}&block={chunk.first_block}",
            "first_block": chunk.first_block,
            "last_block": chunk.last_block,
            **chunk.locator.to_json(),
        }
        for chunk in chunks
    ]


def server_sent(catalog: Catalog, conversation: str, event: Event) -> str:
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
            name, data = "done", answer_json(catalog, answer, conversation)
    return _sent(name, data)


def failed_event(error: BatonError) -> str:
    """That the answer broke off, as a server-sent event."""
    return _sent("failed", {"error": error_json(error)})


def _sent(name: str, data: dict[str, Any]) -> str:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
