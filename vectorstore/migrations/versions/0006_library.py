"""Names of speakers, corrected lines, and a glossary whose terms have aliases and ways they are misheard."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("blocks", sa.Column("label", sa.String(length=200), nullable=True))
    op.create_table(
        "speaker_names",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("change", sa.String(length=32), nullable=False),
        sa.Column("space", sa.String(length=32), nullable=False),
        sa.Column("source", sa.String(length=32), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["space"], ["spaces.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["source"], ["sources.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("speaker_names_of_space", "speaker_names", ["space", "label"], unique=False)
    op.create_index("speaker_names_of_source", "speaker_names", ["source"], unique=False)
    op.create_table(
        "line_edits",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("was", sa.Text(), nullable=False),
        sa.Column("now", sa.Text(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["source"], ["sources.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("line_edits_of_source", "line_edits", ["source", "version", "position"], unique=False)
    terms = op.create_table(
        "glossary_terms",
        sa.Column("space", sa.String(length=32), nullable=False),
        sa.Column("term", sa.String(length=200), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("aliases", sa.JSON(), nullable=False),
        sa.Column("misheard", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["space"], ["spaces.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("space", "term"),
    )
    op.create_table(
        "glossary_dismissed",
        sa.Column("space", sa.String(length=32), nullable=False),
        sa.Column("term", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["space"], ["spaces.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("space", "term"),
    )
    spaces = sa.table("spaces", sa.column("id", sa.String), sa.column("glossary", sa.JSON))
    for space, glossary in op.get_bind().execute(sa.select(spaces.c.id, spaces.c.glossary)).all():
        kept: dict[str, list[str]] = {}
        for entry in glossary:  # "投产比 = ROI" was how a term was given other names
            term, *aliases = [word for part in entry.split("=") if (word := " ".join(part.split())[:200])] or [""]
            if term:
                kept.setdefault(term, []).extend(aliases)
        rows = [
            {"space": space, "term": term, "place": place, "aliases": aliases, "misheard": []}
            for place, (term, aliases) in enumerate(kept.items())
        ]
        if rows:
            op.bulk_insert(terms, rows)
    op.drop_column("spaces", "glossary")
