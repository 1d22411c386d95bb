"""Tables of what people say about the library: names of speakers, corrected lines, the glossary.

Same database and same metadata as db.py's. What was heard and what a file said stay beside what people
made of it, so that everything here can be taken back.
"""

from __future__ import annotations

import sqlalchemy as sa

from vectorstore.db import metadata

speaker_names = sa.Table(
    "speaker_names",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),  # a later one goes before an earlier one
    sa.Column("change", sa.String(32), nullable=False),  # what was said at once is taken back at once
    sa.Column("space", sa.ForeignKey("spaces.id", ondelete="CASCADE"), nullable=False),
    sa.Column("source", sa.ForeignKey("sources.id", ondelete="CASCADE")),  # NULL: everywhere in the space
    sa.Column("version", sa.Integer),  # of the source, when it was said
    sa.Column("label", sa.String(200), nullable=False),  # as the file or the diariser has it
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("person", sa.String(32), nullable=False),
    sa.Column("at", sa.DateTime, nullable=False),
    sa.Column("undone_at", sa.DateTime),
    sa.Index("speaker_names_of_space", "space", "label"),
    sa.Index("speaker_names_of_source", "source"),
)

line_edits = sa.Table(
    "line_edits",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("source", sa.ForeignKey("sources.id", ondelete="CASCADE"), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("was", sa.Text, nullable=False),
    sa.Column("now", sa.Text, nullable=False),
    sa.Column("before", sa.JSON, nullable=False),  # the block's words and corrections, for taking it back
    sa.Column("person", sa.String(32), nullable=False),
    sa.Column("at", sa.DateTime, nullable=False),
    sa.Column("undone_at", sa.DateTime),
    sa.Index("line_edits_of_source", "source", "version", "position"),
)

glossary_terms = sa.Table(
    "glossary_terms",
    metadata,
    sa.Column("space", sa.ForeignKey("spaces.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("term", sa.String(200), primary_key=True),
    sa.Column("place", sa.Integer, nullable=False),  # the order in which they were added
    sa.Column("aliases", sa.JSON, nullable=False),
    sa.Column("misheard", sa.JSON, nullable=False),
)

glossary_dismissed = sa.Table(
    "glossary_dismissed",
    metadata,
    sa.Column("space", sa.ForeignKey("spaces.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("term", sa.String(200), primary_key=True),  # a suggestion that nobody wants, folded
)
