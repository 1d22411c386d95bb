"""The bell in the page's bar: how many things the caller should know of. The list is static/notices.js's."""

from __future__ import annotations

from markupsafe import Markup

from assistant.desk import Visit
from assistant.handover import noticing
from assistant.handover.records.notices import About, Notice
from assistant.web.text import say

BELL = Markup(
    '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M6 16v-5a6 6 0 0 1 12 0v5l1.5 2.5h-15Z"/>'
    '<path d="M10 21h4"/></svg>'
)


def bell_html(visit: Visit, lang: str) -> Markup:
    """The button, with the number of what is new."""
    count = len(noticing.of(visit, unread=True))
    return Markup(
        '<details class="bell menu"><summary aria-label="{title}" title="{title}">{bell}'
        '<b class="count"{hidden}>{count}</b></summary><div class="items"><header><strong>{title}</strong>'
        '<button type="button" data-act="notices-read">{read}</button></header>'
        '<div class="list" role="list"></div></div></details>'
    ).format(
        title=say("notice.title", lang),
        bell=BELL,
        hidden=Markup("") if count else Markup(" hidden"),
        count=min(count, 99),
        read=say("notice.all_read", lang),
    )


def words(notice: Notice, lang: str) -> str:
    """What is to be known, in one sentence."""
    details = notice.details
    declined = notice.about is About.QUESTION and details.get("declined")
    key = "question_declined" if declined else notice.about.value
    by = str(details.get("by", "")) or say("question.somebody", lang)
    return say(f"notice.{key}", lang, title=noticing.title(notice), by=by)
