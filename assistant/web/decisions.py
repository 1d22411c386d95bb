"""The Decisions tab: the ledger of decisions and crises."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from assistant.desk import Visit
from assistant.web.text import say


def shell_html(lang: str) -> Markup:
    """The tab before it is shown; the scripts fill it in."""
    loading = Markup('<p class="nothing" role="status">{}</p>').format(say("decisions.loading", lang))
    return Markup('<div class="ledger" id="decisions-part">{}</div>').format(loading)


def part_html(visit: Visit, asked: Mapping[str, object], lang: str) -> Markup:
    """The list, filtered, or one entry."""
    return Markup("")
