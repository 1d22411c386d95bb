"""The core calls that every door makes: the page, the API, the CLI and MCP ask, read back and take in here.

Each takes the caller, asks access.py what they may do, and notes in the audit log what was done.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from typing import Any

from assistant.build import App
from assistant.chat.events import Answer, Done, Event
from assistant.chat.history import Conversation, Turn
from assistant.errors import UnknownConversation, UnknownSource
from assistant.people.access import (
    Filters,
    may,
    require_grant,
    scope_for,
    source_of,
    sources_of,
    space_to_fill,
    spaces_of,
)
from assistant.people.audit import Action, Trace
from assistant.people.errors import NotAllowed
from assistant.people.roles import LOCAL, Act, Caller, Grant
from ingest.intake import Submission, Upload
from ingest.removal import Removal
from vectorstore.models import Scope, Source, Space, Status

NOWHERE, EVERYTHING = Trace(), Filters()


@dataclass(frozen=True, slots=True)
class Visit:
    """A caller at a door: whose App it is, who calls, and where from. Made for one request only."""

    app: App
    caller: Caller
    trace: Trace = NOWHERE

    def note(self, action: Action, target: str = "", *, space: str = "", **details: Any) -> None:
        """Add to the audit log that the caller did this."""
        self.app.audit.note(self.caller.id, action, target, space=space, trace=self.trace, **details)

    def spaces(self, act: Act = Act.READ) -> list[Space]:
        """The spaces in which the caller may do this."""
        return spaces_of(self.app.catalog, self.caller, act)

    def sources(self) -> list[Source]:
        """Every source the caller may see, newest first."""
        return sources_of(self.app.catalog, self.caller)

    def source(self, source_id: str, act: Act = Act.READ) -> Source:
        """The source with this id. Raises UnknownSource, NotAllowed."""
        return source_of(self.app.catalog, self.caller, source_id, act)


LATEST = "latest"  # in place of a conversation's id: the caller's last one


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, where to look, and the conversation it follows up on ("latest" for the last one)."""

    question: str
    spaces: tuple[str, ...] = ()  # names or ids; all the caller's when empty
    filters: Filters = EVERYTHING
    conversation: str | None = None
    lang: str | None = None


def ask(visit: Visit, asked: Asked) -> tuple[str, Iterator[Event]]:
    """The conversation's id, and the answer as it is made. Kept and noted once it is done.

    Raises UnknownSpace, UnknownConversation.
    """
    if visit.caller.id != LOCAL.id:
        visit.app.asking.take(visit.caller.id)
    scope = scope_for(visit.app.catalog, visit.caller, asked.spaces, asked.filters)
    conversation = _to_continue(visit, asked)
    before = [turn.answer for turn in turns(visit, conversation) if turn.answer.text]
    events = visit.app.answerer.answer(asked.question, scope, before, asked.lang)
    return conversation.id, _kept(visit, conversation.id, scope, events)


def conversation_of(visit: Visit, conversation_id: str) -> Conversation:
    """The conversation, if it is the caller's or shared in a space of theirs; UnknownConversation otherwise."""
    require_grant(visit.caller, Grant.READ)
    found = visit.app.history.conversation(conversation_id)
    shared = found is not None and found.shared is not None and may(visit.caller, Act.READ, found.shared)
    if found is None or not (found.person == visit.caller.id or shared):
        raise UnknownConversation(conversation=conversation_id)
    return found


def own_conversation(visit: Visit, conversation_id: str) -> Conversation:
    """The conversation, if it is the caller's; UnknownConversation otherwise."""
    found = conversation_of(visit, conversation_id)
    if found.person != visit.caller.id:
        raise UnknownConversation(conversation=conversation_id)
    return found


def turns(visit: Visit, conversation: Conversation) -> list[Turn]:
    """The conversation as the caller may read it today: answers from what they may not see (any more) are
    empty, and so are those that cite what was removed. What its owner went on to ask elsewhere than in the
    space it is shared in is not there at all for anybody else: a question tells of its client, too."""
    found = visit.app.history.turns(conversation.id)
    if conversation.person != visit.caller.id:
        found = [turn for turn in found if turn.spaces == (conversation.shared,)]
    return [turn if readable(visit, turn) else replace(turn, answer=_emptied(turn.answer)) for turn in found]


def readable(visit: Visit, turn: Turn) -> bool:
    """Whether the caller may read the turn's answer today: every space it was searched in, every source it shows."""
    if not all(may(visit.caller, Act.READ, space) for space in turn.spaces):
        return False
    instead = [standing.instead for standing in turn.answer.standings]
    shown = (*turn.answer.citations, *filter(None, [turn.answer.nearest, *instead]))
    return all(_is_there(visit, source) for source in {citation.source for citation in shown})


def take_in(visit: Visit, space: str, uploads: Sequence[Upload]) -> list[Submission]:
    """Store files in the caller's name and queue them. Raises UnknownSpace, NotAllowed."""
    filled = space_to_fill(visit.app.catalog, visit.caller, space)
    owned = [_beside_hidden(visit, filled.id, replace(upload, owner=visit.caller.id)) for upload in uploads]
    submissions = visit.app.pipeline.submit(filled.id, owned)
    for submission in submissions:
        visit.note(Action.UPLOADED, submission.source.id, space=filled.id, outcome=submission.outcome)
    return [_as_seen(visit, submission, upload) for submission, upload in zip(submissions, owned, strict=True)]


def require_a_place(visit: Visit) -> None:
    """NotAllowed unless there is a space that the caller may upload to, or they may make one."""
    if not visit.caller.admin and not visit.spaces(Act.UPLOAD):
        raise NotAllowed()


def forget(visit: Visit, source_id: str) -> Removal:
    """Remove a source from everywhere. Raises UnknownSource, NotAllowed."""
    source = visit.source(source_id, Act.DELETE)
    removal = visit.app.pipeline.forget(source_id)
    visit.note(Action.DELETED, source_id, space=source.space, chunks=removal.chunks)
    return removal


def opened(visit: Visit, source_id: str, action: Action) -> Source:
    """A source that the caller looks at; noted. Raises UnknownSource."""
    source = visit.source(source_id)
    visit.note(action, source_id, space=source.space)
    return source


def incoming(visit: Visit) -> Path:
    """Where the caller's uploads wait for their submission: nobody submits another person's."""
    folder = visit.app.settings.folder / "incoming" / visit.caller.id
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _beside_hidden(visit: Visit, space: str, upload: Upload) -> Upload:
    """The upload under a name of its own where a source that the caller may not see has that name already."""
    name, number = PurePath(upload.title), 1
    while (known := visit.app.catalog.source_with_name(space, upload.context, upload.title)) is not None:
        if may(visit.caller, Act.READ, space, known):
            break
        number += 1
        upload = replace(upload, title=f"{name.stem} ({number}){name.suffix}")
    return upload


def _as_seen(visit: Visit, submission: Submission, upload: Upload) -> Submission:
    """A duplicate of something the caller may not see says only that."""
    source = submission.source
    if may(visit.caller, Act.READ, source.space, source):
        return submission
    return replace(submission, source=Source("", source.space, upload.title, source.kind, "", "", 0, Status.DONE))


def _to_continue(visit: Visit, asked: Asked) -> Conversation:
    if asked.conversation == LATEST:
        latest = visit.app.history.conversations(visit.caller.id, limit=1)
        return latest[0] if latest else visit.app.history.create(visit.caller.id, asked.question)
    if asked.conversation:
        return own_conversation(visit, asked.conversation)
    return visit.app.history.create(visit.caller.id, asked.question)


def _kept(visit: Visit, conversation: str, scope: Scope, events: Iterator[Event]) -> Iterator[Event]:
    catalog = visit.app.catalog
    for event in events:
        if isinstance(event, Done):
            _append(visit, conversation, event.answer, scope)
            cited = {c.source: catalog.source(c.source) for c in event.answer.citations if catalog.has(c.source)}
            for space in scope.spaces:
                sources = sorted(source.id for source in cited.values() if source.space == space)
                visit.note(Action.ASKED, conversation, space=space, sources=sources, refused=event.answer.refused)
        yield event


def _append(visit: Visit, conversation: str, answer: Answer, scope: Scope) -> None:
    """Keep the turn; UnknownConversation when its owner deleted the conversation while it was answered."""
    try:
        visit.app.history.append(conversation, answer, scope.spaces)
    except KeyError:
        raise UnknownConversation(conversation=conversation) from None


def _is_there(visit: Visit, source_id: str) -> bool:
    try:
        visit.source(source_id)
    except UnknownSource:
        return False
    return True


def _emptied(answer: Answer) -> Answer:
    return replace(answer, text="", citations=(), nearest=None, notice=None, searched=answer.question, standings=())
