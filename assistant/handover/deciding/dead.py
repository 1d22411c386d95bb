"""Which of an answer's citations quote a decision that no longer holds, and what holds instead.

A rule that nobody decided on record, in a handbook or a table, has no entry that could be superseded. Of it is said
that another source says otherwise, where a later decision changes something and names the very quantity that is cited:
"four hours, as the handbook has it, is too slow".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from assistant.chat import standing
from assistant.chat.evidence import Citation
from assistant.chat.figures import quantities
from assistant.chat.standing import Standing, Standings
from assistant.handover.deciding.book import Book, Holds, open_book
from assistant.handover.deciding.matching import names_change, subject
from assistant.handover.deciding.model import Bond, Entry, Sort, State
from assistant.handover.records.decisions import Ledger
from vectorstore.catalog import Catalog
from vectorstore.models import Scope

NOTE_CHARS = 300
SHARED = 2  # words that a rule and what is said to change it have in common


def dead_by(catalog: Catalog, ledger: Ledger, catch_up: Callable[[Sequence[str]], None]) -> Standings:
    """The ledger as chat/answer.py asks it. The scope is the asker's, and all that is looked at. `catch_up` reads what
    is new in spaces."""

    def said(citations: Sequence[Citation], scope: Scope) -> list[Standing]:
        catch_up(scope.spaces)
        return standings(open_book(catalog, ledger, scope), citations)

    return said


def standings(book: Book, citations: Sequence[Citation]) -> list[Standing]:
    """What is to be said beside those citations; once for each."""
    return list(filter(None, (_of(book, citation) for citation in citations)))


def _of(book: Book, citation: Citation) -> Standing | None:
    quoted = list(_touched(book, citation))
    if not quoted:
        return _revised(book, citation)
    touched = [entry for entry in quoted if book.holds(entry) is not Holds.IN_FORCE]
    told = next(filter(None, (_told(book, citation.n, entry) for entry in touched)), None)
    # Where the answer's passage is the later decision itself, there is nothing to add.
    if told and told.instead and _overlap(told.instead, citation):
        return None
    return told


def _revised(book: Book, citation: Citation) -> Standing | None:
    """What a later decision says of the quantity that is cited."""
    source, cited = book.sources.get(citation.source), quantities(citation.text)
    if not cited or source is None or source.occurred_on is None:
        return None
    for entry in book.entries:
        told = entry.told
        told_here = entry.space == source.space and entry.kind is Sort.DECISION and entry.is_told
        if not told_here or not names_change(told.what):
            continue
        later = told.decided_on is not None and told.decided_on > source.occurred_on
        was = quantities(told.why) - quantities(told.what)
        if later and cited & was and len(subject(citation.text) & subject(told.what)) >= SHARED:
            return _standing(book, citation.n, standing.State.CONTRADICTED, book.living(entry))
    return None


def _touched(book: Book, citation: Citation) -> Iterator[Entry]:
    for kept in book.entries:
        for entry in book.tellings(kept):
            place = entry.place
            if place and place.source == citation.source and place.first is not None:
                last = place.last if place.last is not None else place.first
                if place.first <= citation.last_block and citation.first_block <= last:
                    yield kept


def _told(book: Book, n: int, entry: Entry) -> Standing | None:
    living = book.living(entry)
    if living.id != entry.id:
        return _standing(book, n, standing.State.SUPERSEDED, living)
    pairs = [*book.after(entry), *book.before(entry)]
    others = [one for relation, one in pairs if relation.bond is Bond.CONTRADICTS and relation.state is State.CONFIRMED]
    return _standing(book, n, standing.State.CONTRADICTED, others[0]) if others else None


def _standing(book: Book, n: int, state: standing.State, other: Entry) -> Standing:
    instead = book.citation(other.place)
    note = other.told.what[:NOTE_CHARS]
    return Standing(n, state, on=other.told.decided_on, note=note, instead=replace(instead, n=0) if instead else None)


def _overlap(one: Citation, other: Citation) -> bool:
    return one.source == other.source and one.first_block <= other.last_block and other.first_block <= one.last_block
