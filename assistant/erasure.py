"""Removing what belongs to a person, for good: their account and what they did, and on request the sources they own.

Only an administrator may. The audit log keeps bare ids, which no longer lead to anybody. What other people
said, and what a client's files say of the person, is the client's and stays.
"""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from assistant import accounts, desk
from assistant.desk import Visit
from assistant.people.access import require_admin
from assistant.people.audit import Action
from ingest.removal import Removal
from vectorstore import db
from vectorstore.firstday_tables import first_days, practice, selfcheck_drafts
from vectorstore.handover_tables import notices
from vectorstore.interview_tables import interviews, requests
from vectorstore.people_tables import members, sessions, tokens
from vectorstore.question_tables import questions
from vectorstore.verdict_tables import verdicts

DOINGS = {
    "verdicts": verdicts,
    "conversations": db.conversations,
    "sessions": sessions,
    "tokens": tokens,
    "memberships": members,
    "interviews": interviews,
    "interview_requests": requests,
    "selfcheck_drafts": selfcheck_drafts,
    "first_days": first_days,
    "practice": practice,
    "notices": notices,
}


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to become of the sources that the person owns: removed, or a successor's."""

    sources_too: bool = False
    successor: str = ""  # a name or id


def erase_person(visit: Visit, key: str, wish: Wish) -> Removal:
    """Remove the person with this id or name. Returns what was removed, by where it was.

    Raises NotAllowed, UnknownPerson, LastAdministrator, NoSuccessor.
    """
    require_admin(visit.caller)
    users = visit.app.identity.users
    person = accounts.found(users, key)
    users.require_another_administrator(person)
    removal = Removal()
    if wish.sources_too:
        for source in visit.app.catalog.sources():
            if source.owner == person.id and visit.app.catalog.has(source.id):  # an archive took its members along
                removal += desk.forget(visit, source.id)
    successor = accounts.found(users, wish.successor).id if wish.successor else None
    places = _counted(visit, person.id)
    users.deactivate(person.id, successor)
    _forget_doings(visit, person.id)
    users.erase(person.id)
    db.cut_log(visit.app.catalog.engine)
    removal += Removal(places=+places)
    visit.note(Action.PERSON_CHANGED, person.id, what="erased", removed=dict(removal.places))
    return removal


def _counted(visit: Visit, person: str) -> Counter[str]:
    """What there is of theirs. Questions that went to people lose their name and stay."""
    places = Counter({"accounts": 1, "uploads": sum(path.is_file() for path in _waiting(visit, person).rglob("*"))})
    asked = sa.select(db.conversations.c.id).where(db.conversations.c.person == person)
    wanted = {name: (table, table.c.person == person) for name, table in {**DOINGS, "questions": questions}.items()}
    wanted["turns"] = (db.turns, db.turns.c.conversation.in_(asked))
    with visit.app.catalog.engine.connect() as connection:
        for name, (table, theirs) in wanted.items():
            places[name] = connection.execute(sa.select(sa.func.count()).select_from(table).where(theirs)).scalar_one()
    return places


def _forget_doings(visit: Visit, person: str) -> None:
    """What they asked, judged and left waiting; sessions, tokens and memberships too."""
    with visit.app.catalog.engine.begin() as connection:
        for table in DOINGS.values():
            connection.execute(table.delete().where(table.c.person == person))
    visit.app.handover.questions.forget_person(person)  # what was asked is the client's; who asked it is nobody's
    shutil.rmtree(_waiting(visit, person), ignore_errors=True)


def _waiting(visit: Visit, person: str) -> Path:
    return visit.app.settings.folder / "incoming" / person
