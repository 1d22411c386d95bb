"""Decisions and crises found by how people speak of them, in Chinese and English. Plain values, no database."""
