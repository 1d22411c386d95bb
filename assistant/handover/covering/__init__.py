"""Judging what a library covers, without a page and without a database: what is sought, what is found, what it lacks.

The answerer's own search and reading are used (assistant/chat); nothing is retrieved in a second way.
"""
