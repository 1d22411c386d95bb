"""Alembic's scripts for the tables of vectorstore/db.py."""
