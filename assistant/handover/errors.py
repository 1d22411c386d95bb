"""Why something about a handover could not be done, in words a person may be shown.

HandoverError
└── NoSuchThing      there is no such item, interview, question, decision, …, or not for this person
"""

from __future__ import annotations

from vectorstore.errors import BatonError


class HandoverError(BatonError):
    """Something about a handover that could not be done."""


class NoSuchThing(HandoverError):
    en = "There is no such thing here any more. Load the page again."
    zh = "这一项已不存在，请刷新页面。"
