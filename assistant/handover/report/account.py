"""What the material says: of the client, the ads, the calendar, crises, decisions, risks, and what it leaves open."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.handover.report.citing import Citing, shortened
from assistant.handover.report.document import (
    Block,
    Heading,
    Items,
    Paragraph,
    Role,
    Run,
    Section,
    Table,
    Text,
    Tone,
    plain,
)
from assistant.handover.report.facts import Crisis, Entry, Settled
from assistant.handover.report.state import may_know

TOLD_BY = {  # the template's sections that each chapter of the report draws on
    "profile": ("communication", "strategy", "audience"),
    "ads": ("ads", "data"),
    "calendar": ("calendar", "suppliers", "contract"),
}
MOST_PASSAGES = {"enough": 3}  # of an item; two where they do not suffice
TITLE_CHARS = 40  # of a crisis


def told(citing: Citing, key: str) -> Section:
    """A chapter made of the best passages to the items of its sections; what there is nothing of is named, too."""
    chapters = [chapter for name in TOLD_BY[key] if (chapter := citing.facts.chapter(name))]
    blocks: list[Block] = []
    bare: list[Entry] = []
    count = 0
    for chapter in chapters:
        entries = [entry for entry in chapter.entries if entry.state != "not needed"]
        carried = [entry for entry in entries if any(map(citing.is_held, entry.passages))]
        bare += [entry for entry in entries if entry not in carried]
        count += len(carried)
        if carried:
            blocks += [Heading(chapter.title), *quoted(citing, carried)]
    blocks += _missing(citing, bare)
    return Section(key, citing.say(key), tuple(blocks) or (_nothing(citing),), count, len(bare))


def quoted(citing: Citing, entries: Iterable[Entry]) -> list[Block]:
    """Each item with the passages that carry it, in their own words."""
    blocks: list[Block] = []
    for entry in entries:
        if held := [one for one in entry.passages if citing.is_held(one)][: MOST_PASSAGES.get(entry.verdict, 2)]:
            thin = (Run(f" {citing.say('verdict.thin')}", Tone.WARNING),) if entry.verdict == "thin" else ()
            blocks.append(Paragraph((Run(entry.title), *thin), Role.LEAD))
            blocks += [Paragraph(citing.passage(one), Role.QUOTE) for one in held]
    return blocks


def crises(citing: Citing) -> Section:
    """The crises as they went, then what is written about them elsewhere."""
    facts = citing.facts
    blocks: list[Block] = []
    for crisis in facts.crises:
        blocks += _went(citing, crisis)
    chapter = facts.chapter("crises")
    entries = chapter.entries if chapter else ()
    if written := quoted(citing, entries):
        blocks += [Heading(citing.say("crises.written")), *written]
    bare = [one for one in entries if one.state != "not needed" and not any(map(citing.is_held, one.passages))]
    blocks += _missing(citing, bare)
    return Section("crises", citing.say("crises"), tuple(blocks) or (_nothing(citing),), len(facts.crises), len(bare))


def decisions(citing: Citing) -> Section:
    """What was decided and still holds."""
    found = citing.facts.decisions
    if not found:
        return Section("decisions", citing.say("decisions"), (_nothing(citing),))
    head = tuple(citing.say(f"head.{word}") for word in ("on", "decision", "why", "by"))
    rows = tuple(
        (
            plain(one.on.isoformat() if one.on else "", Tone.MUTED),
            _decided(citing, one),
            citing.claim(one.why, one.proof)[:1] if one.why else (),
            plain(citing.joined(one.by)),
        )
        for one in found
    )
    blocks = (Paragraph(plain(citing.say("decisions.intro"), Tone.MUTED)), Table(head, rows, (4, 12, 7, 5)))
    return Section("decisions", citing.say("decisions"), blocks, len(found), sum(not one.confirmed for one in found))


def risks(citing: Citing) -> Section:
    """What may go wrong: what the material names, and what the state of the handover itself makes a risk."""
    facts, say = citing.facts, citing.say
    entries = [entry for entry in facts.entries if entry.state != "not needed"]
    chapter = facts.chapter("risks")
    named = [entry for entry in chapter.entries if entry.state != "not needed"] if chapter else []
    written = quoted(citing, named) or _missing(citing, named) or [_nothing(citing)]
    blocks: list[Block] = [Heading(say("risks.written")), *written]
    bare = [entry for entry in entries if entry.must and entry.verdict in ("none", "thin")]
    back = [chapter for chapter in facts.chapters if chapter.received == "sent back"]
    lists: tuple[tuple[str, list[Text]], ...] = (
        ("bare", [_named(citing, entry) for entry in bare]),
        ("back", [plain(citing.say("colon").join(filter(None, (one.title, one.word)))) for one in back]),
        ("late", [_named(citing, entry, str(entry.due_on)) for entry in entries if entry.late]),
        ("contradicted", [citing.claim(one.text, one.proof) for one in facts.decisions if one.contradicted]),
        ("stale", [_stale(citing, one.title, one.review_by) for one in facts.held.values() if one.review_by]),
    )
    for key, items in lists:
        if items:
            blocks += [Heading(say(f"risks.{key}")), Items(tuple(items))]
    return Section("risks", say("risks"), tuple(blocks), sum(len(items) for _, items in lists))


def questions(citing: Citing) -> Section:
    """What nobody has answered, and what somebody did."""
    facts, say = citing.facts, citing.say
    blocks: list[Block] = []
    if facts.unanswered:
        head = tuple(say(f"head.{word}") for word in ("question", "with", "since"))
        rows = tuple(
            (
                plain(one.text)
                + (plain(f" {say('questions.times', times=one.times)}", Tone.MUTED) if one.times > 1 else ()),
                plain(one.holder or say("nobody")),
                plain(one.asked_on.isoformat(), Tone.MUTED),
            )
            for one in facts.unanswered
        )
        blocks += [Heading(say("questions.waiting")), Table(head, rows, (12, 4, 4))]
    else:
        blocks.append(Paragraph(plain(say("questions.none"))))
    if facts.verified:
        answers = tuple((plain(one.text), citing.claim(one.answer, one.proof)) for one in facts.verified)
        answered = Table((say("head.question"), say("head.answer")), answers, (8, 12))
        blocks += [Heading(say("questions.answered")), answered]
    return Section("questions", say("questions"), tuple(blocks), len(facts.verified), len(facts.unanswered))


def _went(citing: Citing, crisis: Crisis) -> list[Block]:
    """How a crisis went. Its own words are its title, cut short; whole where they are longer."""
    on = crisis.on.isoformat() if crisis.on else citing.say("crises.undated")
    said = citing.claim(crisis.title, crisis.proof)
    if not crisis.confirmed:
        said = (*said, Run(f" {citing.say('decision.unconfirmed')}", Tone.MUTED))
    before = ("", *(step.part for step in crisis.steps))
    rows = tuple(
        (
            plain("" if step.part == last else citing.say(f"part.{step.part}"), Tone.STRONG),
            citing.claim(step.text, step.proof),
        )
        for last, step in zip(before, crisis.steps, strict=False)
    )
    heading = Heading(f"{on} · {shortened(crisis.title, TITLE_CHARS)}")
    return [heading, Paragraph(said), *([Table((), rows, (2, 12))] if rows else [])]


def _decided(citing: Citing, one: Settled) -> Text:
    more = []
    for key, said in (("refused", citing.joined(one.refused)), ("outcome", one.outcome)):
        if said:
            more.append(Run(f" {citing.say(f'decision.{key}', what=said)}", Tone.MUTED))
    if one.contradicted:
        more.append(Run(f" {citing.say('decision.contradicted')}", Tone.WARNING))
    if not one.confirmed:
        more.append(Run(f" {citing.say('decision.unconfirmed')}", Tone.MUTED))
    return (*citing.claim(one.text, one.proof), *more)


def _missing(citing: Citing, bare: list[Entry]) -> list[Block]:
    """What there is nothing of and who might know, and what nobody has judged: that is not the same."""
    unjudged = [entry for entry in bare if entry.judged is None]
    lacking = [entry for entry in bare if entry.judged]
    blocks: list[Block] = []
    if lacking:
        said = citing.say("nothing_of", what=citing.joined(entry.title for entry in lacking))
        asked = list(dict.fromkeys(filter(None, (may_know(citing, entry) for entry in lacking))))
        more = (Run(f" {asked[0]}"),) if len(asked) == 1 else ()
        blocks.append(Paragraph((Run(said, Tone.WARNING), *more), Role.NOTE))
    if unjudged:
        said = citing.say("unjudged_of", what=citing.joined(entry.title for entry in unjudged))
        blocks.append(Paragraph(plain(said, Tone.MUTED), Role.NOTE))
    return blocks


def _nothing(citing: Citing) -> Paragraph:
    return Paragraph(plain(citing.say("nothing"), Tone.WARNING), Role.NOTE)


def _named(citing: Citing, entry: Entry, *more: str) -> Text:
    verdict = [citing.say(f"verdict.{entry.verdict}")] if entry.verdict in ("none", "thin") else []
    about = " · ".join(filter(None, (*verdict, *more, may_know(citing, entry))))
    return (Run(entry.title, Tone.STRONG), Run(f"{citing.say('colon')}{about}" if about else ""))


def _stale(citing: Citing, title: str, on: object) -> Text:
    return (Run(title), Run(f" {citing.say('stale', on=on)}", Tone.WARNING))
