"""What happened in a handover last: steps from phase to phase with their reasons, and changes of its items."""

from __future__ import annotations

from datetime import datetime

from markupsafe import Markup

from assistant.desk import Visit
from assistant.handover.phases import Standing
from assistant.handover.records.checklists import Item, ItemChange, Priority, State
from assistant.handover.records.handovers import Step
from assistant.handover.requirements import Code
from assistant.web.handover.names import name_of
from assistant.web.places import day_and_time
from assistant.web.text import say

SHOWN = 12
LOOKED_AT = 200  # changes, of which the last few about the same item are one line
TOLD = ("state", "owner", "due_on", "note", "evidence", "priority", "made")  # other changes follow from these


def events_html(visit: Visit, stands: Standing, lang: str) -> Markup:
    """The last events, newest first. A step's reason stays with it."""
    items = {item.id: item for item in stands.items}
    changes = visit.app.handover.checklists.changes(list(items), LOOKED_AT)
    told = _once([one for one in changes if one.what in TOLD])
    found: list[tuple[datetime, Markup]] = [(step.at, _step(visit, step, lang)) for step in stands.steps]
    found += [(one.at, _change(visit, one, items[one.item], lang)) for one in told]
    rows = [row for _, row in sorted(found, key=lambda pair: pair[0], reverse=True)[:SHOWN]]
    if not rows:
        return Markup("")
    return Markup('<h2>{}</h2><ol class="rows trail">{}</ol>').format(
        say("overview.events", lang), Markup("").join(rows)
    )


def _once(changes: list[ItemChange]) -> list[ItemChange]:
    """The last of each kind that a person changed about an item."""
    seen: dict[tuple[str, str, str], ItemChange] = {}
    for one in changes:
        seen.setdefault((one.item, one.what, one.by), one)
    return list(seen.values())


def _step(visit: Visit, step: Step, lang: str) -> Markup:
    key = "overview.went_back" if step.is_back else "overview.went_on"
    words = say(key, lang, phase=say(f"overview.phase_{step.after.name.lower()}", lang))
    reason = Markup('<p class="reason">{}</p>').format(step.reason) if step.reason else Markup("")
    known = {code.value: code for code in Code}
    left = say("activity.and", lang).join(
        say(f"overview.missing_{known[code].name.lower()}", lang, count=count)
        for code, count in step.open.items()
        if code in known
    )
    still = Markup('<p class="meta">{}</p>').format(say("overview.with_open", lang, what=left)) if left else Markup("")
    return _row(name_of(visit, step.by, lang), words, reason + still, step.at)


def _change(visit: Visit, one: ItemChange, item: Item, lang: str) -> Markup:
    value = {
        "state": lambda: say(f"checklist.state_{State(one.value).name.lower()}", lang),
        "owner": lambda: name_of(visit, one.value, lang),
        "due_on": lambda: one.value,
        "priority": lambda: say(f"checklist.priority_{Priority(one.value).value}", lang) if one.value else "–",
    }.get(one.what, lambda: "")()
    words = say(f"overview.did_{one.what}", lang, title=item.title[lang], value=value)
    return _row(name_of(visit, one.by, lang), words, Markup(""), one.at)


def _row(who: str, words: str, more: Markup, at: datetime) -> Markup:
    return Markup('<li><div class="what"><p><b>{}</b> {}</p>{}<p class="meta">{}</p></div></li>').format(
        who, words, more, day_and_time(at)
    )
