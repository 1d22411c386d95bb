"""The first day brief as Markdown, to print: what to see with links and times, people, words, open questions."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.handover.firstday import Brief, Known, Shown
from assistant.handover.sections import item_title, title_of
from assistant.web.places import place
from assistant.web.text import say

EXCERPT = 200  # characters of a moment


def as_markdown(brief: Brief | None, client: str, address: str, lang: str) -> str:
    """The brief; its title alone before a role was chosen."""
    lines = [f"# {plain(say('firstday.title', lang, client=client))}", ""]
    if brief is None:
        return "\n".join([*lines, say("firstday.choose", lang), ""])
    lines += [f"**{brief.part.name(lang)}**", "", f"## {say('firstday.moments', lang)}", ""]
    lines += [line for n, one in enumerate(brief.moments, 1) for line in _moment(n, one, address, lang)]
    if not brief.moments:
        lines += [say("firstday.none", lang), ""]
    lines += _list("firstday.people", (person_line(one, lang) for one in brief.people), lang)
    lines += _list("firstday.terms", (" / ".join(term.names) for term in brief.terms), lang)
    lines += _list(
        "firstday.items", (item.title.get(lang) or next(iter(item.title.values())) for item in brief.items), lang
    )
    lines += _list("firstday.questions", (question.text for question in brief.questions), lang)
    return "\n".join(lines)


def why(one: Shown, lang: str) -> str:
    """In one line, why this moment."""
    reason = one.moment.reason.value
    if reason == "item":
        item = item_title(one.moment.item, lang) or title_of(one.moment.section, lang)
        return say("firstday.why_item", lang, item=item)
    return say(f"firstday.why_{reason}", lang)


def person_line(one: Known, lang: str) -> str:
    """Who somebody is, on one line."""
    said = say("firstday.in_sources", lang, count=one.sources) if one.sources else ""
    return " · ".join(filter(None, (one.name, say(f"firstday.part_{one.part}", lang), said)))


def plain(text: str) -> str:
    """One line that Markdown takes as it stands."""
    line = " ".join(text.split())
    return "".join(f"\\{char}" if char in r"\`*_[]<>#|" else char for char in line)


def _moment(n: int, one: Shown, address: str, lang: str) -> list[str]:
    where = place(one.citation.locator, lang)
    minutes = say("firstday.minutes", lang, minutes=one.moment.minutes)
    text = " ".join(one.citation.text.split())
    excerpt = text if len(text) <= EXCERPT else text[: EXCERPT - 1] + "…"
    box = "x" if one.seen else " "
    known = " · ".join(filter(None, (title_of(one.moment.section, lang), where, minutes)))
    return [
        f"{n}. [{box}] **{plain(one.source.title)}** ({plain(known)})",
        f"   {plain(why(one, lang))}",
        f"   > {plain(excerpt)}",
        f"   <{address.rstrip('/')}{one.citation.url}>",
        "",
    ]


def _list(key: str, lines: Iterable[str], lang: str) -> list[str]:
    items = [f"- {plain(line)}" for line in lines]
    return [f"## {say(key, lang)}", "", *items, ""] if items else []
