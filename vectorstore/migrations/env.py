"""Run by Alembic with the engine that db.migrate hands over; there is no alembic.ini."""

from alembic import context

from vectorstore.db import metadata

with context.config.attributes["engine"].begin() as connection:
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
    context.run_migrations()
