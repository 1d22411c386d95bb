"""The records' database: tables, engine, and the migration to today's schema.

SQLite by default (WAL, foreign keys on), PostgreSQL by URL. Knows columns, not meanings;
catalog.py turns rows into the nouns of models.py. Keyword indexes make their own tables
(lexical.py), since they differ per database.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

metadata = sa.MetaData()

spaces = sa.Table(
    "spaces",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("name", sa.String(200), nullable=False, unique=True),
    sa.Column("created_at", sa.DateTime, nullable=False),
    sa.Column("signed_off_at", sa.DateTime),  # when the handover was; nothing is deleted by age before
    sa.Column("keep_originals_days", sa.Integer),  # after that; None for ever
    sa.Column("keep_chats_days", sa.Integer),  # after the last turn; None for ever
)

sources = sa.Table(
    "sources",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("space", sa.ForeignKey("spaces.id", ondelete="CASCADE"), nullable=False),
    sa.Column("title", sa.String(500), nullable=False),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("suffix", sa.String(20), nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("status", sa.String(20), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("topic", sa.String(200), nullable=False),
    sa.Column("occurred_on", sa.Date),
    sa.Column("context", sa.String(1000), nullable=False),
    sa.Column("parent", sa.ForeignKey("sources.id", ondelete="CASCADE")),
    sa.Column("companion", sa.ForeignKey("sources.id", ondelete="SET NULL")),
    sa.Column("progress", sa.Float, nullable=False),
    sa.Column("error", sa.JSON),
    sa.Column("facts", sa.JSON, nullable=False),
    sa.Column("owner", sa.String(32), nullable=False, server_default="local"),
    sa.Column("restricted", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("created_at", sa.DateTime, nullable=False),
    sa.Column("updated_at", sa.DateTime, nullable=False),
    sa.Index("sources_of_space", "space", "created_at"),
    sa.UniqueConstraint("space", "context", "title", name="one_source_per_name"),
)

versions = sa.Table(
    "source_versions",
    metadata,
    sa.Column("source", sa.ForeignKey("sources.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("stored_at", sa.DateTime, nullable=False),
    sa.Index("versions_by_content", "sha256"),
)

blocks = sa.Table(
    "blocks",
    metadata,
    sa.Column("source", sa.ForeignKey("sources.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("locator", sa.JSON, nullable=False),
    sa.Column("headings", sa.JSON, nullable=False),
    sa.Column("speaker", sa.String(200)),
    sa.Column("lang", sa.String(10)),
    sa.Column("words", sa.JSON, nullable=False),
    sa.Column("corrections", sa.JSON, nullable=False, server_default="[]"),
    sa.Column("label", sa.String(200)),
)

chunks = sa.Table(
    "chunks",
    metadata,
    sa.Column("id", sa.String(80), primary_key=True),
    sa.Column("source", sa.ForeignKey("sources.id", ondelete="CASCADE"), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("space", sa.String(32), nullable=False),
    sa.Column("first_block", sa.Integer, nullable=False),
    sa.Column("last_block", sa.Integer, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("locator", sa.JSON, nullable=False),
    sa.Column("headings", sa.JSON, nullable=False),
    sa.Column("speakers", sa.JSON, nullable=False),
    sa.Column("lang", sa.String(10), nullable=False),
    sa.Index("chunks_of_source", "source", "first_block"),
)

conversations = sa.Table(
    "conversations",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("title", sa.String(500), nullable=False),
    sa.Column("person", sa.String(32), nullable=False, server_default="local"),
    sa.Column("shared", sa.String(32)),  # the space whose members may read it too
    sa.Column("created_at", sa.DateTime, nullable=False),
    sa.Column("updated_at", sa.DateTime, nullable=False),
    sa.Index("conversations_of_person", "person", "updated_at"),
)

turns = sa.Table(
    "turns",
    metadata,
    sa.Column("conversation", sa.ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("answer", sa.JSON, nullable=False),
    sa.Column("spaces", sa.JSON, nullable=False, server_default="[]"),  # that were searched for it
    sa.Column("created_at", sa.DateTime, nullable=False),
)

control_files = sa.Table(
    "control_files",
    metadata,
    sa.Column("space", sa.ForeignKey("spaces.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("name", sa.String(400), nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("asked", sa.Integer, nullable=False),
    sa.Column("stored_at", sa.DateTime, nullable=False),
)

control_rounds = sa.Table(
    "control_rounds",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("space", sa.ForeignKey("spaces.id", ondelete="CASCADE"), nullable=False),
    sa.Column("started_at", sa.DateTime, nullable=False),
    sa.Column("asked", sa.Integer, nullable=False),
    sa.Column("passed", sa.Integer, nullable=False),
    sa.Column("run", sa.JSON, nullable=False),
    sa.Index("rounds_of_space", "space", "started_at"),
)

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=NORMAL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=30000",
    "PRAGMA secure_delete=ON",  # what is forgotten does not stay readable in free pages
)


def connect(url: str) -> sa.Engine:
    """An engine for `url`, its schema brought up to date. A SQLite file is made when absent."""
    # An error tells its statement, never its values: those are clients' texts, and errors are logged.
    engine = sa.create_engine(url, pool_pre_ping=not url.startswith("sqlite"), hide_parameters=True)
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _set_sqlite_pragmas)
    migrate(engine)
    return engine


def migrate(engine: sa.Engine) -> None:
    """Apply the migrations that this database has not seen yet."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["engine"] = engine
    command.upgrade(config, "head")


def _set_sqlite_pragmas(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    for pragma in SQLITE_PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def cut_log(engine: sa.Engine) -> None:
    """Bring SQLite's write-ahead log into the database and empty it: what was deleted still stands in it.

    Does nothing where somebody is just reading; the next time does it.
    """
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
