"""Interviewing without a page: what is asked next, what an answer lacks, and the cards that come of it.

Plain values in and out: no database, no search, no clock. sessions and consent are interviews.py's, one room up.

    interviewer.next_prompt(ground, exchanges)        what is asked now; None when it is enough
    adaptive.next_prompt(ground, exchanges, chat)     the same with a model, which may ask it better
    cards.cards(ground, exchanges)                    what was told, by subject
    adaptive.cards(ground, exchanges, chat)           the same, sorted by a model
    referrals.referrals(exchanges)                    who else knows
"""
