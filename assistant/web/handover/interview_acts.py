"""What can be done with one's interview, as buttons: in the list of them and beside one that is over."""

from __future__ import annotations

from markupsafe import Markup

from assistant.desk import Visit
from assistant.handover import interviews
from assistant.handover.records.interviews import Interview, Progress
from assistant.web.text import say


def acts_html(visit: Visit, one: Interview, lang: str) -> Markup:
    """What can be done with one's interview."""
    if one.is_draft:
        resume = "interview.resume" if one.state is Progress.OPEN else "interview.to_cards"
        return _button("interview-open", say(resume, lang), one.id, "primary") + _button(
            "interview-discard", say("interview.discard", lang), one.id
        )
    if one.state is Progress.WITHDRAWN:
        return Markup("")
    keys = ((one.source, "interview.open_source"), (one.restricted_source, "interview.open_restricted"))
    seen = interviews.readable(visit, one)
    opened = Markup("").join(
        Markup('<button type="button" data-open="{}">{}</button>').format(source, say(key, lang))
        for source, key in keys
        if source in seen
    )
    if not one.sources:
        return opened
    return opened + _button("interview-withdraw", say("interview.withdraw", lang), one.id)


def _button(act: str, words: str, interview: str, name: str = "") -> Markup:
    return Markup('<button type="button" class="{}" data-act="{}" data-interview="{}">{}</button>').format(
        name, act, interview, words
    )
