"""Interviewing without a page: what is asked next, what an answer lacks, and the cards that come of it.

Plain values in and out: no database, no search, no clock. sessions and consent are interviews.py's, one room up.
"""
