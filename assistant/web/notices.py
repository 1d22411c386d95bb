"""The bell in the page's bar: how many things the caller should know of. The list is static/notices.js's."""

from __future__ import annotations

from markupsafe import Markup

from assistant.desk import Visit
from assistant.handover import noticing
from assistant.handover.records.handovers import Phase
from assistant.handover.records.notices import About, Notice
from assistant.web.handover.overview import phase_key
from assistant.web.text import say

# By what a notice about a checklist item says of it (assistant/handover/checklist.py:tell).
ITEM_KEYS = {"section": "item_section", "late": "item_late", "sent back": "item_sent_back"}
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
    key = notice.about.value
    if notice.about is About.QUESTION and details.get("declined"):
        key = "question_declined"
    if notice.about is About.ITEM:
        key = ITEM_KEYS.get(str(details.get("what", "")), key)
    by = str(details.get("by", "")) or say("question.somebody", lang)
    return say(f"notice.{key}", lang, title=_title(notice, key, lang), by=by)


def _title(notice: Notice, key: str, lang: str) -> str:
    """What the thing is called, in the reader's language where it was told in both."""
    details = notice.details
    if notice.about is About.PHASE and details.get("after") in set(Phase):
        return say(phase_key(Phase(details["after"])), lang)
    named = f"section_{lang}" if key == "item_section" else f"title_{lang}"
    return str(details.get(named, "")) or noticing.title(notice)
