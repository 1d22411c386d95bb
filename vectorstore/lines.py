"""Lines of a transcript as people corrected them: what was there, what is there now, who and when.

A block's text and the note of its change are written together. A line is only changed from the text its editor
saw. A new version of a file has lines of its own: what was corrected in an older one stays on record and
changes nothing any more. Who may edit, masking and the indexes are other people's business.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from vectorstore import db
from vectorstore.library_tables import line_edits
from vectorstore.models import Block, Source


@dataclass(frozen=True, slots=True)
class Edit:
    """One change of one line."""

    id: int
    source: str
    version: int
    position: int
    was: str
    now: str
    person: str
    at: datetime
    undone: bool


class Lines:
    """Reads and writes edits, over one engine. Safe to share between threads."""

    def __init__(
        self, engine: sa.Engine, clock: Callable[[], datetime] = lambda: datetime.now(UTC).replace(tzinfo=None)
    ) -> None:
        self._engine = engine
        self._clock = clock

    def edit(self, source: Source, position: int, text: str, person: str, *, was: str) -> Edit | None:
        """Write `text` where `was` stands; None, and nothing written, when it no longer stands there.

        Word times do not fit the new text and go; so do notes of corrections it no longer holds.
        """
        block, here = db.blocks.c, _at(source, position)
        with self._engine.begin() as connection:
            known = connection.execute(
                sa.select(block.words, block.corrections).where(*here, block.text == was)
            ).first()
            if known is None:
                return None
            left = [pair for pair in known.corrections if pair[1] in text]
            values: dict[str, Any] = {"text": text, "words": [], "corrections": left}
            if not connection.execute(db.blocks.update().where(*here, block.text == was).values(values)).rowcount:
                return None
            row = {
                "source": source.id,
                "version": source.version,
                "position": position,
                "was": was,
                "now": text,
                "before": {"words": known.words, "corrections": known.corrections},
                "person": person,
                "at": self._clock(),
                "undone_at": None,
            }
            made = connection.execute(line_edits.insert().values(row).returning(line_edits)).one()
        return _edit(made)

    def undo(self, edit: Edit) -> bool:
        """Put back what stood there before. False when the line reads otherwise by now, or was put back already."""
        table, block = line_edits.c, db.blocks.c
        with self._engine.begin() as connection:
            wanted = sa.select(line_edits).where(table.id == edit.id, table.undone_at.is_(None))
            row = connection.execute(wanted).mappings().first()
            if row is None:
                return False
            here = (block.source == row["source"], block.version == row["version"], block.position == row["position"])
            values = {"text": row["was"], **row["before"]}
            mine = db.blocks.update().where(*here, block.text == row["now"]).values(values)
            if not connection.execute(mine).rowcount:
                return False
            connection.execute(line_edits.update().where(table.id == edit.id).values(undone_at=self._clock()))
        return True

    def one(self, edit_id: int) -> Edit | None:
        """The edit with this id."""
        with self._engine.connect() as connection:
            row = connection.execute(sa.select(line_edits).where(line_edits.c.id == edit_id)).first()
        return _edit(row) if row else None

    def of(self, source_id: str, version: int | None = None, span: tuple[int, int] | None = None) -> list[Edit]:
        """Edits of a source, oldest first: of one version, at the positions of `span`."""
        table = line_edits.c
        wanted = sa.select(line_edits).where(table.source == source_id).order_by(table.id)
        if version is not None:
            wanted = wanted.where(table.version == version)
        if span is not None:
            wanted = wanted.where(table.position.between(*span))
        with self._engine.connect() as connection:
            return [_edit(row) for row in connection.execute(wanted)]

    def kept(
        self, source: Source, offset: int, blocks: Sequence[Block], hidden: Callable[[str], str] = lambda text: text
    ) -> list[Block]:
        """Blocks that were read once more, from position `offset` on, with what people had corrected in them.

        A correction is found again by the text it changed, at its position or the nearest. One whose line was
        recognised otherwise this time stays on record and changes nothing. `hidden` masks a text: what is masked
        by now is masked on record, too.
        """
        made = list(blocks)
        standing: dict[int, list[Edit]] = {}
        for edit in self._hidden(self.of(source.id), hidden):
            here = edit.version == source.version and offset <= edit.position < offset + len(made)
            if here and not edit.undone:
                standing.setdefault(edit.position, []).append(edit)
        if not standing:
            return made
        texts = [hidden(block.text) for block in blocks]
        for position, edits in standing.items():
            alike = [i for i, text in enumerate(texts) if text == edits[0].was]
            if not alike:
                continue
            at = min(alike, key=lambda i: abs(i + offset - position))
            left = tuple(c for c in blocks[at].corrections if c.written in edits[-1].now)
            made[at] = replace(blocks[at], text=edits[-1].now, words=(), corrections=left)
            if at + offset != position:
                self._move(edits, at + offset)
        return made

    def _hidden(self, edits: Sequence[Edit], hidden: Callable[[str], str]) -> list[Edit]:
        """The edits, masked on record where that changes them."""
        masked = [replace(edit, was=hidden(edit.was), now=hidden(edit.now)) for edit in edits]
        changed = [after for before, after in zip(edits, masked, strict=True) if before != after]
        if changed:
            with self._engine.begin() as connection:
                for edit in changed:
                    values = {"was": edit.was, "now": edit.now, "before": {"words": [], "corrections": []}}
                    connection.execute(line_edits.update().where(line_edits.c.id == edit.id).values(values))
        return masked

    def _move(self, edits: Sequence[Edit], position: int) -> None:
        with self._engine.begin() as connection:
            mine = line_edits.update().where(line_edits.c.id.in_([edit.id for edit in edits]))
            connection.execute(mine.values(position=position))


def _at(source: Source, position: int) -> tuple[sa.ColumnElement[bool], ...]:
    block = db.blocks.c
    return block.source == source.id, block.version == source.version, block.position == position


def _edit(row: Any) -> Edit:
    return Edit(
        *(row.id, row.source, row.version, row.position, row.was, row.now, row.person, row.at),
        undone=row.undone_at is not None,
    )
