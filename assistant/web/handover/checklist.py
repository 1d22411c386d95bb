"""The part "checklist" of the Handover tab: its items by section, filtered, each with what somebody may do about it.

static/checklist.js changes it through the API. One item at a time has its form open (`asked["item"]`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from assistant.desk import Visit
from assistant.handover import coverage, handovers, phases
from assistant.handover.checklist import Item
from assistant.handover.phases import Standing
from assistant.handover.records.handovers import Phase, Verdict
from assistant.people.access import may
from assistant.people.roles import LOCAL, Act
from assistant.web.handover import item as row
from assistant.web.handover.names import known_html, name_of
from assistant.web.text import say
from vectorstore.models import Space

NOBODY = "-"  # in place of an owner: items that nobody has
PEOPLE = "checklist-people"  # the names that a field for people offers
CONFIRMING = (Phase.OVERLAP, Phase.REVIEW)  # when the receiver can know
SHOW = ("", "mine", "open", "late", "done")


@dataclass(frozen=True, slots=True)
class Filter:
    """Which items are wanted; empty ones filter nothing."""

    words: str = ""
    show: str = ""
    section: str = ""
    owner: str = ""
    item: str = ""  # whose form is open

    @classmethod
    def asked(cls, asked: Mapping[str, object]) -> Filter:
        """What a script asked for."""
        return cls(**{name: str(asked.get(name, ""))[:200] for name in cls.__slots__})

    @property
    def is_active(self) -> bool:
        """Whether anything is left out."""
        return any((self.words, self.show, self.section, self.owner))

    def passes(self, item: Item, person: str, today: date) -> bool:
        """Whether the item is wanted by this person today."""
        shown = {
            "mine": item.owner == person,
            "open": not item.state.is_settled,
            "late": item.is_late(today),
            "done": item.state.is_settled,
        }.get(self.show, True)
        owner = "" if self.owner == NOBODY else self.owner
        text = " ".join((*item.title.values(), *item.evidence.values(), item.note)).casefold()
        return (
            shown
            and (not self.section or item.section == self.section)
            and (not self.owner or item.owner == owner)
            and all(word in text for word in self.words.casefold().split())
        )


def part_html(visit: Visit, space: Space, asked: Mapping[str, object], lang: str) -> Markup:
    """The part."""
    if handovers.of(visit, space.id) is None:
        return Markup('<h1>{}</h1><p class="nothing">{}</p>').format(
            say("checklist.title", lang), say("checklist.none_yet", lang)
        )
    stands, wanted = phases.standing(visit, space.id), Filter.asked(asked)
    board = row.Board(visit, stands, coverage.verdicts(visit, space.id), wanted.item, lang)
    shown = [item for item in stands.items if wanted.passes(item, visit.caller.id, stands.today)]
    sections = Markup("").join(
        _section(board, key, [item for item in shown if item.section == key], is_open=wanted.is_active)
        for key in dict.fromkeys(item.section for item in shown)
    )
    return Markup("{}{}{}{}{}").format(
        _head(stands, lang),
        _filter(visit, stands, wanted, lang),
        known_html(visit, space.id, PEOPLE),
        sections,
        "" if shown else Markup('<p class="nothing">{}</p>').format(say("checklist.nothing", lang)),
    )


def _head(stands: Standing, lang: str) -> Markup:
    words = say("checklist.what", lang, done=stands.settled, all=len(stands.items), percent=stands.percent)
    return Markup('<h1>{}</h1><p class="hint">{}</p>').format(say("checklist.title", lang), words)


def _filter(visit: Visit, stands: Standing, wanted: Filter, lang: str) -> Markup:
    sections = {item.section: item.section_title[lang] for item in stands.items}
    owners = {one.person or NOBODY: name_of(visit, one.person, lang) for one in stands.held()}
    shown = (show for show in SHOW if show != "mine" or visit.caller.id != LOCAL.id)
    shows = {show: say(f"checklist.show_{show or 'all'}", lang) for show in shown}
    return Markup(
        '<form class="filters" id="checklist-filter"><input type="search" name="words" value="{}" placeholder="{}" '
        'aria-label="{}" maxlength="200">{}{}{}</form>'
    ).format(
        wanted.words,
        say("checklist.words", lang),
        say("checklist.words", lang),
        row.select("show", say("checklist.show", lang), shows, wanted.show),
        row.select(
            "section",
            say("checklist.section", lang),
            {"": say("checklist.all_sections", lang), **sections},
            wanted.section,
        ),
        row.select(
            "owner", say("checklist.owner", lang), {"": say("checklist.all_owners", lang), **owners}, wanted.owner
        ),
    )


def _section(board: row.Board, key: str, items: Sequence[Item], *, is_open: bool) -> Markup:
    """A section: closed it tells how far it is, open it has its items."""
    visit, stands, lang = board.visit, board.stands, board.lang
    every = [item for item in stands.items if item.section == key]
    done = sum(item.state.is_settled for item in every)
    late = sum(item.is_late(stands.today) for item in every)
    is_open = is_open or any(item.id == board.edited for item in items)
    head = Markup('<summary><span class="name">{}</span><span class="tally">{}{}{}</span></summary>').format(
        every[0].section_title[lang],
        Markup('<i class="badge warn">{}</i>').format(say("checklist.late_count", lang, count=late)) if late else "",
        _verdict_badge(stands, key, lang),
        Markup("<i>{}/{}</i>").format(done, len(every)),
    )
    rows = Markup("").join(row.item_html(board, one) for one in items)
    return Markup('<details class="items" id="section-{}"{}>{}{}<ul class="rows">{}</ul>{}</details>').format(
        key,
        Markup(" open") if is_open else "",
        head,
        _review(visit, stands, key, lang),
        rows,
        _planning(visit, stands, key, lang),
    )


def _verdict_badge(stands: Standing, section: str, lang: str) -> Markup:
    said = stands.reviews.get(section)
    if said is None:
        return Markup("")
    tone = "warn" if said.verdict is Verdict.SENT_BACK else "good"
    return Markup('<i class="badge {}">{}</i>').format(tone, say(f"checklist.{said.verdict.name.lower()}", lang))


def _review(visit: Visit, stands: Standing, section: str, lang: str) -> Markup:
    """What the receiver said, and for one of them the buttons to say it."""
    said, told = stands.reviews.get(section), Markup("")
    if said is not None:
        words = say(f"checklist.{said.verdict.name.lower()}_by", lang, name=name_of(visit, said.by, lang))
        told = Markup('<p class="said">{}{}</p>').format(
            words, Markup("<q>{}</q>").format(said.word) if said.word else ""
        )
    buttons = Markup("")
    if handovers.receives(visit, stands.handover) and stands.handover.phase in CONFIRMING:
        ways = ["take_back"] if said else []
        ways += [
            way
            for way, verdict in (("send_back", Verdict.SENT_BACK), ("confirm", Verdict.CONFIRMED))
            if said is None or said.verdict is not verdict
        ]
        buttons = Markup("").join(
            Markup('<button type="button" data-act="{}-section" data-section="{}">{}</button>').format(
                way.replace("_", "-"), section, say(f"checklist.{way}", lang)
            )
            for way in ways
        )
    return (
        Markup('<div class="review">{}<p class="acts">{}</p></div>').format(told, buttons) if told or buttons else told
    )


def _planning(visit: Visit, stands: Standing, section: str, lang: str) -> Markup:
    """For managers: who has the section, and another item for it."""
    if stands.handover.is_signed_off or not may(visit.caller, Act.PLAN, stands.handover.space):
        return Markup("")
    return Markup(
        '<div class="plan"><form data-form="assign" data-section="{section}" novalidate><label>{whose}'
        '<input name="owner" list="{people}" maxlength="200" autocomplete="off" required></label>'
        '<button type="submit">{assign}</button><p class="note" role="alert"></p></form>'
        '<form data-form="add-item" data-section="{section}" novalidate><label>{another}<input name="title" '
        'maxlength="200" autocomplete="off" required></label><label>{due}<input type="date" name="due_on" '
        'value="{ends_on}" required></label><button type="submit">{add}</button>'
        '<p class="note" role="alert"></p></form></div>'
    ).format(
        section=section,
        people=PEOPLE,
        whose=say("checklist.whose", lang),
        assign=say("checklist.assign", lang),
        another=say("checklist.another", lang),
        due=say("checklist.due", lang),
        ends_on=stands.handover.ends_on,
        add=say("checklist.add", lang),
    )
