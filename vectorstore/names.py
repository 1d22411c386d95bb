"""What people call the speakers of sources, and the blocks brought in line with it.

A file or the diariser gives a speaker a label ("Speaker 1", "Mandi"); people say who that is, in one source or
everywhere in its space. A block keeps its label, so that everything said here can be taken back, and names
said later go before names said earlier, those for one source before those for the space. "Speaker 1" of a new
version may be somebody else, so names of such labels end with the version. Who may name whom, and the
indexes, are other people's business.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import uuid4

import sqlalchemy as sa

from vectorstore import db
from vectorstore.library_tables import speaker_names
from vectorstore.models import Block, Source

# What tools call somebody they do not know: another person in every file.
_ANYBODY = re.compile(
    r"(?:(?:unknown |unnamed )?(?:speaker|spk|participant|guest|user|attendee|host|voice|person|caller)|unknown"
    r"|anonymous|(?:未知|匿名|其他|外部)?(?:说话人|说话者|发言人|讲话人|参会人|参会者|与会者|与会人|主持人|用户|嘉宾|成员)|未知|匿名)?"
    r"\s*[-_#:：]?\s*(?:\d{1,4}|[a-z]|[一二三四五六七八九十]{1,3}|[甲乙丙丁])?"
    r"|\[[^\[\]]*(?:已隐藏| hidden)\](?: \d+)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Naming:
    """Somebody said that `label` is `name`: in one source, or in the whole space when `source` is None."""

    change: str  # what was said at once has one change
    source: str | None
    label: str
    name: str
    person: str
    at: datetime
    undone: bool


def is_anybody(label: str) -> bool:
    """Whether a label says nothing of who it is: "Speaker 1", "说话人 2", a masked number."""
    return bool(_ANYBODY.fullmatch(label.strip()))


def named(blocks: Iterable[Block], names: Mapping[str, str]) -> list[Block]:
    """Blocks as they were read, their speakers called by these names (label → name)."""
    return [
        replace(block, speaker=name, label=block.speaker)
        if block.speaker and (name := names.get(block.speaker, block.speaker)) != block.speaker
        else block
        for block in blocks
    ]


def told_apart(read: Sequence[Block], masked: Sequence[Block]) -> list[Block]:
    """The masked blocks, whose speakers are numbered where one mask hides several: two telephones are two people."""
    seen: dict[str, dict[str, int]] = {}
    made = []
    for before, after in zip(read, masked, strict=True):
        if after.speaker and before.speaker and after.speaker != before.speaker:
            numbers = seen.setdefault(after.speaker, {})
            number = numbers.setdefault(before.speaker, len(numbers) + 1)
            after = replace(after, speaker=after.speaker if number == 1 else f"{after.speaker} {number}")
        made.append(after)
    return made


class SpeakerNames:
    """Reads and writes names, over one engine. Safe to share between threads."""

    def __init__(
        self, engine: sa.Engine, clock: Callable[[], datetime] = lambda: datetime.now(UTC).replace(tzinfo=None)
    ) -> None:
        self._engine = engine
        self._clock = clock

    def of(self, source: Source) -> dict[str, str]:
        """Label → name, as it holds for this source."""
        with self._engine.connect() as connection:
            return _names(connection, source)

    def speakers(self, source: Source) -> list[tuple[str, str]]:
        """(label, name shown) of everyone who speaks in the source."""
        with self._engine.connect() as connection:
            return _spoken(connection, source)

    def heard_as(self, source: Source, shown: str) -> list[str]:
        """The labels of those who are shown under this name in the source."""
        return [label for label, name in self.speakers(source) if name == shown]

    def rename(
        self, source: Source, shown: str, name: str, person: str, *, everywhere: Sequence[Source] | None = None
    ) -> str:
        """Whoever is `shown` so in the source is called `name`; the change's id.

        With `everywhere` (the space's other sources), so is whoever is shown so in those, and in what comes later
        under the same label, if the label says who it is.
        """
        change, now = uuid4().hex, self._clock()
        with self._engine.begin() as connection:
            rows: dict[tuple[str | None, str], int | None] = {}
            for each in (source, *(everywhere or ())):
                own = _own(connection, each)
                for label, called in _spoken(connection, each):
                    if called != shown:
                        continue
                    if each.id == source.id or label in own:
                        rows[each.id, label] = each.version
                    if everywhere is not None and not is_anybody(label):
                        rows[None, label] = None
            if everywhere is not None and not is_anybody(shown):
                rows[None, shown] = None
            told = {"change": change, "space": source.space, "name": name, "person": person, "at": now}
            for (where, label), version in rows.items():
                said = {"source": where, "version": version, "label": label, "undone_at": None}
                connection.execute(speaker_names.insert().values(**said, **told))
        return change

    def undo(self, change: str) -> None:
        """Take back what was said at once."""
        with self._engine.begin() as connection:
            mine = speaker_names.update().where(speaker_names.c.change == change)
            connection.execute(mine.values(undone_at=self._clock()))

    def history(self, source: Source) -> list[Naming]:
        """What was said that concerns the labels of this source, the latest first."""
        table = speaker_names.c
        with self._engine.connect() as connection:
            labels = {label for label, _ in _spoken(connection, source)}
            here = sa.or_(table.source == source.id, sa.and_(table.source.is_(None), table.space == source.space))
            wanted = sa.select(speaker_names).where(here).order_by(table.id.desc())
            return [
                Naming(row.change, row.source, row.label, row.name, row.person, row.at, row.undone_at is not None)
                for row in connection.execute(wanted)
                if row.label in labels
            ]

    def said_of(self, source: Source) -> list[int]:
        """The positions of blocks whose speaker something is said of in this source alone."""
        block = db.blocks.c
        label = sa.func.coalesce(block.label, block.speaker)
        with self._engine.connect() as connection:
            wanted = sa.select(block.position).where(
                block.source == source.id,
                block.version == source.version,
                label.in_(sa.select(speaker_names.c.label).where(speaker_names.c.source == source.id)),
            )
            return list(connection.execute(wanted).scalars())

    def concerned(self, change: str) -> tuple[str, set[str | None]]:
        """The space of a change that still holds, and the sources it names (None for all); ("", ∅) if there is none."""
        table = speaker_names.c
        wanted = sa.select(table.space, table.source).where(table.change == change, table.undone_at.is_(None))
        with self._engine.connect() as connection:
            rows = connection.execute(wanted).all()
        return (rows[0].space, {row.source for row in rows}) if rows else ("", set())

    def bring_in_line(self, source: Source) -> list[int]:
        """Call the speakers of the source's blocks as is said today; the positions of blocks that changed."""
        block = db.blocks.c
        label = sa.func.coalesce(block.label, block.speaker)
        here = sa.and_(block.source == source.id, block.version == source.version)
        changed: list[int] = []
        with self._engine.begin() as connection:
            names = _names(connection, source)
            for said, shown in _spoken(connection, source):
                name = names.get(said, said)
                if name == shown:
                    continue
                mine = sa.and_(here, label == said, block.speaker == shown)
                changed += connection.execute(sa.select(block.position).where(mine)).scalars()
                kept = None if name == said else said
                connection.execute(db.blocks.update().where(mine).values(speaker=name, label=kept))
        return sorted(changed)


def _names(connection: sa.Connection, source: Source) -> dict[str, str]:
    """Label → name: the latest that still holds, what was said of this source before what was said of its space."""
    table = speaker_names.c
    general = sa.select(table.label, table.name).where(
        table.space == source.space, table.source.is_(None), table.undone_at.is_(None)
    )
    said = {row.label: row.name for row in connection.execute(general.order_by(table.id))}
    return {**said, **_own(connection, source)}


def _own(connection: sa.Connection, source: Source) -> dict[str, str]:
    """Label → name, as is said of this source alone."""
    table = speaker_names.c
    wanted = sa.select(table.label, table.name, table.version).where(
        table.source == source.id, table.undone_at.is_(None)
    )
    rows = connection.execute(wanted.order_by(table.id)).all()
    return {row.label: row.name for row in rows if row.version == source.version or not is_anybody(row.label)}


def _spoken(connection: sa.Connection, source: Source) -> list[tuple[str, str]]:
    """(label, name shown) of everyone who speaks in the source."""
    block = db.blocks.c
    label = sa.func.coalesce(block.label, block.speaker)
    here = (block.source == source.id, block.version == source.version, block.speaker.is_not(None))
    rows = connection.execute(sa.select(label, block.speaker).where(*here).distinct().order_by(label)).all()
    return [(row[0], row[1]) for row in rows]
