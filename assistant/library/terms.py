"""A client's glossary: what is in it, changed one term at a time or as a CSV file.

Whoever may see the client may read it. Terms, aliases and mishearings are short words, not sentences.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from assistant.desk import Visit
from assistant.library.errors import BadGlossaryFile, NotATerm, TermTaken, TooManyTerms, UnknownTerm
from assistant.people.access import space_of
from assistant.people.audit import Action
from assistant.people.roles import Act
from ingest.redact import mask
from ingest.textfiles import decode
from vectorstore.models import Space, Term
from vectorstore.terms import fold

MOST_CHARS, MOST_TERMS, MOST_WORDS = 60, 2000, 20
HEADS = ("term", "aliases", "misheard")
_BETWEEN = str.maketrans("；|\n", ";;;")
_FORMULA = ("=", "+", "-", "@")


@dataclass(frozen=True, slots=True)
class Imported:
    """What a file brought."""

    added: int
    changed: int


def glossary(visit: Visit, key: str) -> Space:
    """The client (name or id) with its terms. Raises UnknownSpace."""
    return space_of(visit.app.catalog, visit.caller, key)


def put(visit: Visit, key: str, term: Term, *, instead_of: str = "") -> Term:
    """Add a term, or change what is known of it; `instead_of` is how it was written before. The term as it is kept.

    Raises UnknownSpace, NotAllowed, UnknownTerm (instead_of), NotATerm, TermTaken, TooManyTerms.
    """
    space = _to_change(visit, key)
    term = _kept(space, term, instead_of)
    if instead_of and instead_of != term.term:
        if not visit.app.glossary.rename(space.id, instead_of, term):
            raise UnknownTerm(term=instead_of)
    else:
        if term.term not in space.glossary and len(space.terms) >= MOST_TERMS:
            raise TooManyTerms(most=MOST_TERMS, words=MOST_WORDS)
        visit.app.glossary.put(space.id, [term])
    _note(visit, space, "put")
    return term


def remove(visit: Visit, key: str, term: str) -> None:
    """Take a term out. Raises UnknownSpace, NotAllowed, UnknownTerm."""
    space = _to_change(visit, key)
    if not visit.app.glossary.remove(space.id, term):
        raise UnknownTerm(term=term)
    _note(visit, space, "removed")


def dismiss(visit: Visit, key: str, word: str) -> None:
    """Do not suggest this word again. Raises UnknownSpace, NotAllowed."""
    space = _to_change(visit, key)
    visit.app.glossary.dismiss(space.id, word)
    _note(visit, space, "dismissed")


def csv_of(space: Space) -> str:
    """The glossary as CSV. Begins with a byte order mark, which Excel wants for Chinese."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(HEADS)
    writer.writerows(
        [_cell(term.term), _cell(";".join(term.aliases)), _cell(";".join(term.misheard))] for term in space.terms
    )
    return "\ufeff" + buffer.getvalue()


def import_csv(visit: Visit, key: str, data: bytes) -> Imported:
    """Add and change what a CSV file says; terms it does not name stay. All of it or nothing.

    Raises UnknownSpace, NotAllowed, BadGlossaryFile, NotATerm, TermTaken, TooManyTerms, UnreadableText.
    """
    space = _to_change(visit, key)
    known = {term.term: term for term in space.terms}
    read: dict[str, Term] = {}
    for term in _rows(decode(data, "CSV")):
        read[term.term] = term
    grown = replace(space, terms=tuple({**known, **read}.values()))
    kept = [_kept(grown, term) for term in read.values()]
    if len(grown.terms) > MOST_TERMS:
        raise TooManyTerms(most=MOST_TERMS, words=MOST_WORDS)
    changed = [term for term in kept if known.get(term.term) != term]
    visit.app.glossary.put(space.id, changed)
    _note(visit, space, "imported", terms=len(changed))
    added = sum(term.term not in known for term in changed)
    return Imported(added, len(changed) - added)


def words_of(cell: str) -> tuple[str, ...]:
    """Words that stand in one field with ; between them."""
    return tuple(word for part in cell.translate(_BETWEEN).split(";") if (word := _clean(part)))


def _rows(text: str) -> Iterable[Term]:
    text = text.removeprefix("\ufeff")
    dialect = "excel-tab" if "\t" in text.partition("\n")[0] else "excel"
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text), dialect), start=1):
            cells = [
                cell.removeprefix("'") if cell.startswith(tuple(f"'{sign}" for sign in _FORMULA)) else cell
                for cell in row
            ]
            if not any(cell.strip() for cell in cells) or (number == 1 and _is_head(cells)):
                continue
            if (len(cells) > len(HEADS) and any(cell.strip() for cell in cells[len(HEADS) :])) or not _clean(cells[0]):
                raise BadGlossaryFile(line=number)
            aliases, misheard = (*map(words_of, cells[1:3]), (), ())[:2]
            yield Term(_clean(cells[0]), aliases, misheard)
    except csv.Error:
        raise BadGlossaryFile(line="?") from None


def _is_head(cells: Sequence[str]) -> bool:
    return _clean(cells[0]).casefold() in ("term", "terms", "术语", "词条", "词语")


def _to_change(visit: Visit, key: str) -> Space:
    return space_of(visit.app.catalog, visit.caller, key, Act.GLOSSARY)


def _kept(space: Space, term: Term, instead_of: str = "") -> Term:
    """The term as it may be kept: trimmed, nothing twice, no secret, no mishearing that is a word of the glossary."""
    name = _word(term.term, 1)
    aliases = [word for word in _unique(term.aliases) if fold(word) != fold(name)]
    misheard = [word for word in _unique(term.misheard) if word != name]
    if len(aliases) > MOST_WORDS or len(misheard) > MOST_WORDS:
        raise TooManyTerms(most=MOST_TERMS, words=MOST_WORDS)
    own = (name, instead_of)
    taken = {fold(word) for other in space.terms if other.term not in own for word in other.names}
    for word in misheard:
        _word(word, 2)
        if fold(word) in taken | {fold(alias) for alias in aliases}:
            raise TermTaken(term=word, of=name)
    return Term(name, tuple(_word(word, 1) for word in aliases), tuple(misheard))


def _unique(words: Iterable[str]) -> list[str]:
    return list({fold(word): word for part in words if (word := _clean(part))}.values())


def _word(text: str, least: int) -> str:
    word = _clean(text)
    if not least <= len(word) <= MOST_CHARS or any(sign in word for sign in ";；|") or mask(word).found:
        raise NotATerm(term=word[:MOST_CHARS], most=MOST_CHARS)
    return word


def _clean(text: str) -> str:
    """On one line, without what cannot be seen."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _cell(text: str) -> str:
    """As text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _note(visit: Visit, space: Space, done: str, **details: int) -> None:
    visit.note(Action.EDITED, space.id, space=space.id, what="glossary", done=done, **details)
