"""What people do with their conversations: find them again, rename, delete, share, copy and judge them.

Beside desk.py, whose rule of who reads which turn holds here too: nobody finds, copies or sees judged what
they may not read. Votes never reach what searches or answers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from assistant import desk
from assistant.chat.asking import Aim, understand
from assistant.chat.history import Conversation, Turn
from assistant.chat.verdicts import Judgement, Verdict
from assistant.desk import Visit
from assistant.errors import (
    NothingShared,
    NothingToJudge,
    SharedAcrossClients,
    SharesRestricted,
)
from assistant.evaluation.controls import ControlFile
from assistant.people.access import require, require_grant, space_of
from assistant.people.audit import Action
from assistant.people.roles import Act, Grant
from vectorstore.models import Space

BATCH = 100  # rows of one read, of which those that the caller may not read are left out


def listed(visit: Visit, words: str = "", after: str = "", limit: int = 50) -> list[Conversation]:
    """The caller's own that have turns, the last used first, from the one after the conversation with id `after`.

    With `words`: those that hold every one of them in the title, a question, or an answer the caller may read.
    """
    require_grant(visit.caller, Grant.READ)
    last = desk.own_conversation(visit, after) if after else None
    return list(islice(_found(visit, words.split(), last), limit))


def rename(visit: Visit, conversation_id: str, title: str) -> Conversation:
    """Call one's own something else; after its first question again when `title` is blank."""
    conversation = _own(visit, conversation_id)
    turns = visit.app.history.turns(conversation.id)
    visit.app.history.rename(conversation.id, title if title.strip() else turns[0].answer.question if turns else "")
    return desk.own_conversation(visit, conversation_id)


def delete(visit: Visit, conversation_id: str) -> None:
    """Remove one's own with its answers and what people thought of them."""
    conversation = _own(visit, conversation_id)
    spaces = spaces_of(visit.app.history.turns(conversation.id))
    visit.app.history.delete(conversation.id)
    for space in spaces or ("",):
        visit.note(Action.DELETED, conversation.id, space=space, kind="conversation")


def share(visit: Visit, conversation_id: str) -> Space:
    """Let the members of the space that all of it was asked in read it. Raises an error that says why not."""
    conversation = _own(visit, conversation_id)
    turns = visit.app.history.turns(conversation.id)
    if not turns:
        raise NothingShared()
    searched = spaces_of(turns)
    if len(searched) != 1 or any(len(turn.spaces) != 1 for turn in turns):
        raise SharedAcrossClients(count=len(searched))
    space = space_of(visit.app.catalog, visit.caller, searched[0])
    restricted = {source.id for source in visit.app.catalog.restricted([space.id])}
    if any(_rests_on(turn, restricted) for turn in turns):
        raise SharesRestricted(space=space.name)
    visit.app.history.share(conversation.id, space.id)
    visit.note(Action.SHARED, conversation.id, space=space.id, shared=True)
    return space


def unshare(visit: Visit, conversation_id: str) -> None:
    """End that, as its owner or as a manager of the space."""
    require_grant(visit.caller, Grant.WRITE)
    conversation = desk.conversation_of(visit, conversation_id)
    if conversation.shared is None:
        return
    if conversation.person != visit.caller.id:
        require(visit.caller, Act.DELETE, conversation.shared)
    visit.app.history.share(conversation.id, None)
    visit.note(Action.SHARED, conversation.id, space=conversation.shared, shared=False)


def copy(visit: Visit, conversation_id: str) -> Conversation:
    """A conversation of the caller's own to ask on in, with every turn of this one that they may read."""
    require_grant(visit.caller, Grant.WRITE)
    conversation = desk.conversation_of(visit, conversation_id)
    made = visit.app.history.create(visit.caller.id, conversation.title)
    for turn in desk.turns(visit, conversation):
        if turn.answer.text:
            visit.app.history.append(made.id, turn.answer, turn.spaces)
    return desk.own_conversation(visit, made.id)


def opened(visit: Visit, conversation_id: str) -> tuple[Conversation, list[Turn]]:
    """A conversation and what the caller may read of it; noted when it is somebody else's."""
    conversation = desk.conversation_of(visit, conversation_id)
    if conversation.person != visit.caller.id:
        visit.note(Action.VIEWED, conversation.id, space=conversation.shared or "", kind="conversation")
    return conversation, desk.turns(visit, conversation)


def exported(visit: Visit, conversation_id: str) -> tuple[Conversation, list[Turn]]:
    """A conversation that leaves Baton as a file; noted in every space that it was asked in."""
    conversation = desk.conversation_of(visit, conversation_id)
    turns = desk.turns(visit, conversation)
    for space in spaces_of(turns) or ("",):
        visit.note(Action.EXPORTED, conversation.id, space=space, kind="conversation")
    return conversation, turns


def judge(visit: Visit, turn: tuple[str, int], verdict: Verdict, why: str = "") -> None:
    """What the caller thinks of the answer at (conversation, position), in place of what they thought before.

    Raises UnknownConversation, NothingToJudge.
    """
    judged = _readable_turn(visit, turn)
    visit.app.verdicts.put(turn, visit.caller.id, verdict, why)
    for space in judged.spaces:
        visit.note(Action.JUDGED, turn[0], space=space, position=turn[1], verdict=verdict.value)


def withdraw(visit: Visit, turn: tuple[str, int]) -> None:
    """Take back what the caller thought of it."""
    judged = _readable_turn(visit, turn)
    visit.app.verdicts.remove(turn, visit.caller.id)
    for space in judged.spaces:
        visit.note(Action.JUDGED, turn[0], space=space, position=turn[1], verdict="")


def own_verdicts(visit: Visit, conversation_id: str) -> dict[int, Judgement]:
    """What the caller thinks of a conversation's answers, by position."""
    return visit.app.verdicts.of(conversation_id, visit.caller.id)


@dataclass(frozen=True, slots=True)
class Judged:
    """An answer beside what somebody thinks of it."""

    judgement: Judgement
    turn: Turn
    spaces: tuple[str, ...]  # that it says something about: those of what it cites, all searched if it cites nothing


def judged(visit: Visit, space: str = "", verdicts: Sequence[Verdict] = (), limit: int = 50) -> list[Judged]:
    """Judgements of answers about the spaces that the caller manages, or about this one (an id); the last given first.

    Somebody who manages only some of the spaces that an answer is about, or may not read all that were
    searched for it, does not see it: the question alone would tell them of the others.
    """
    return list(islice(_judged(visit, space, verdicts), limit))


def judged_turn(visit: Visit, turn: tuple[str, int], person: str) -> Judged:
    """One of those, by whose judgement it is. NothingToJudge if there is none that the caller may see."""
    for item in _judged(visit, "", ()):
        found = item.judgement
        if (found.conversation, found.position, found.person) == (*turn, person):
            return item
    raise NothingToJudge()


def to_control(visit: Visit, turn: tuple[str, int], person: str, answer: str) -> ControlFile:
    """Add the question of a judged answer to its client's control questions: with the right answer, or as one that
    the sources do not hold when that is blank. NothingToJudge when it is about several clients."""
    item = judged_turn(visit, turn, person)
    if len(item.spaces) != 1:
        raise NothingToJudge()
    space = space_of(visit.app.catalog, visit.caller, item.spaces[0], Act.CHECK)
    file = visit.app.controls.store.add(space, item.turn.answer.searched, answer, visit.spaces())
    visit.note(Action.EDITED, space.id, space=space.id, kind="control questions")
    return file


def spaces_of(turns: Sequence[Turn]) -> tuple[str, ...]:
    """Every space that was searched for these turns, once each, in order of first use."""
    return tuple(dict.fromkeys(space for turn in turns for space in turn.spaces))


def client_names(visit: Visit, turn: Turn) -> dict[str, str]:
    """The client of each source that the turn cites, by source id, where more than one client was asked."""
    if len(turn.spaces) < 2:
        return {}
    names = {space.id: space.name for space in visit.spaces()}
    cited = (*turn.answer.citations, *filter(None, [turn.answer.nearest]))
    there = {citation.source for citation in cited if visit.app.catalog.has(citation.source)}
    return {source: names.get(visit.app.catalog.source(source).space, "") for source in there}


def _own(visit: Visit, conversation_id: str) -> Conversation:
    require_grant(visit.caller, Grant.WRITE)
    return desk.own_conversation(visit, conversation_id)


def _found(visit: Visit, words: Sequence[str], last: Conversation | None) -> Iterator[Conversation]:
    while batch := visit.app.history.conversations(visit.caller.id, BATCH, words, last):
        yield from (one for one in batch if one.title and _holds(visit, one, words))
        last = batch[-1]


def _holds(visit: Visit, conversation: Conversation, words: Sequence[str]) -> bool:
    """Whether what the caller may read of it holds the words. The database has looked at everything it keeps."""
    wanted, title = [word.casefold() for word in words], conversation.title.casefold()
    if all(word in title for word in wanted):
        return True
    turns = desk.turns(visit, conversation)
    said = "\n".join([title, *(f"{turn.answer.question}\n{turn.answer.text}".casefold() for turn in turns)])
    return all(word in said for word in wanted)


def _rests_on(turn: Turn, restricted: set[str]) -> bool:
    """Whether the turn shows any of these sources, or counts them: an answer about the library counts what it found."""
    answer = turn.answer
    shown = {citation.source for citation in (*answer.citations, *filter(None, [answer.nearest]))}
    return bool(shown & restricted) or (bool(restricted) and understand(answer.searched).aim is Aim.LIBRARY)


def _readable_turn(visit: Visit, turn: tuple[str, int]) -> Turn:
    require_grant(visit.caller, Grant.WRITE)
    conversation = desk.conversation_of(visit, turn[0])
    for found in desk.turns(visit, conversation):
        if found.position == turn[1] and found.answer.text:
            return found
    raise NothingToJudge()


def _judged(visit: Visit, space: str, verdicts: Sequence[Verdict]) -> Iterator[Judged]:
    managed = {one.id for one in visit.spaces(Act.CHECK)}
    offset = 0
    while managed and (batch := visit.app.verdicts.newest(verdicts, offset, BATCH)):
        offset += len(batch)
        for judgement in batch:
            turn = visit.app.history.turn(judgement.conversation, judgement.position)
            about = _about(visit, turn) if turn else ()
            if turn and set(about) <= managed and space in ("", *about) and desk.readable(visit, turn):
                yield Judged(judgement, turn, about)


def _about(visit: Visit, turn: Turn) -> tuple[str, ...]:
    catalog = visit.app.catalog
    cited = [citation.source for citation in turn.answer.citations]
    about = tuple(dict.fromkeys(catalog.source(source).space for source in cited if catalog.has(source)))
    return about or turn.spaces
