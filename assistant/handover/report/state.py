"""Where the handover stands: the first page, the page to read first, and the checklist with what carries each item."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from assistant.handover.report.citing import Citing
from assistant.handover.report.document import (
    BREAK,
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
from assistant.handover.report.facts import Chapter, Entry

FIRST = 8  # things that the summary names
SHOWN = {"enough": 2}  # passages beside an item of the checklist; one where they do not suffice
EXCERPT = 110
TONES = {"enough": Tone.STRONG, "thin": Tone.WARNING, "none": Tone.WARNING, "": Tone.MUTED}


def cover(citing: Citing) -> Table:
    """What the first page says under the title."""
    facts, say, course = citing.facts, citing.say, citing.facts.course
    rows = [("client", plain(facts.client))]
    if course:
        dates = f"{course.starts_on.isoformat()} – {course.ends_on.isoformat()}"
        signed = course.signed_off
        rows += [
            ("outgoing", plain(citing.joined(course.outgoing) or say("nobody"))),
            ("incoming", plain(citing.joined(course.incoming) or say("nobody"))),
            ("dates", plain(dates)),
            ("phase", plain(say(f"phase.{course.phase}"))),
            ("progress", plain(_progress(citing))),
            ("signed", plain(_on_by(citing, signed.by, signed.at) if signed else say("cover.not_signed"))),
        ]
        rows += [("reasons" if i == 0 else "", text) for i, text in enumerate(_reasons(citing))]
    else:
        rows.append(("phase", plain(say("cover.no_handover"), Tone.WARNING)))
    on = facts.made_on.isoformat()
    rows.append(("made", plain(say("on_by", by=facts.made_by, on=on) if facts.made_by else on)))
    return Table((), tuple((plain(say(f"cover.{key}") if key else ""), text) for key, text in rows), (2, 8))


def notes(citing: Citing) -> tuple[Paragraph, ...]:
    """Whom it is for, what was left out, and what the numbers mean."""
    facts = citing.facts
    audience = "managers" if facts.for_managers else "members"
    count = sum(one.restricted for one in facts.held.values()) if facts.for_managers else facts.left_out
    kind = {0: "_none", 1: "_one"}.get(count, "")
    said = citing.say(f"note.{audience}{kind}", count=count)
    return (Paragraph(plain(said), Role.NOTE), Paragraph(plain(citing.say("note.marks"), Tone.MUTED)))


def summary(citing: Citing) -> Section:
    """One page to read first."""
    facts, say = citing.facts, citing.say
    blocks: list[Block] = []
    if facts.course:
        blocks.append(Paragraph(plain(_stands(citing))))
    else:
        blocks.append(Paragraph(plain(say("summary.no_handover"), Tone.WARNING), Role.NOTE))
    counted = say(
        "summary.also",
        decisions=len(facts.decisions),
        crises=len(facts.crises),
        answers=len(facts.verified),
        questions=len(facts.unanswered),
        terms=len(facts.terms),
        sources=len(facts.held),
    )
    blocks.append(Paragraph(plain(counted)))
    if first := tuple(_first(citing)):
        blocks += [Heading(say("summary.first")), Items(first[:FIRST])]
    if facts.chapters:
        blocks += [Heading(say("summary.by_section")), _by_section(citing)]
    return Section("summary", say("summary"), tuple(blocks), lacking=len(first))


def checklist(citing: Citing) -> Section:
    """Every item with who has it, how far it is, and what carries it."""
    blocks: list[Block] = []
    if not citing.facts.course:
        blocks.append(Paragraph(plain(citing.say("checklist.usual"), Tone.WARNING), Role.NOTE))
    for chapter in citing.facts.chapters:
        blocks += [Heading(chapter.title), *_received(citing, chapter), _items(citing, chapter)]
    entries = citing.facts.entries
    lacking = sum(entry.verdict in ("none", "thin") for entry in entries)
    return Section("checklist", citing.say("checklist"), tuple(blocks), len(entries), lacking)


def may_know(citing: Citing, entry: Entry) -> str:
    """Who might know what the library does not: whoever has the item, else the team that leaves."""
    course = citing.facts.course
    who = [entry.owner] if entry.owner else list(course.outgoing if course else ())
    return citing.say("may_know", who=citing.joined(who)) if who else ""


def _progress(citing: Citing) -> str:
    entries = citing.facts.entries
    settled = sum(entry.settled for entry in entries)
    percent = 100 * settled // len(entries) if entries else 0  # rounded down: 100 means all of it
    return citing.say("cover.progress_said", settled=settled, all=len(entries), percent=percent)


def _reasons(citing: Citing) -> Iterator[Text]:
    course = citing.facts.course
    for step in course.steps if course else ():
        if step.reason:
            phase = citing.say(f"phase.{step.after}")
            on = step.at.date().isoformat()
            yield plain(citing.say("cover.reason", phase=phase, reason=step.reason, by=step.by, on=on))


def _on_by(citing: Citing, by: str, at: object) -> str:
    return citing.say("on_by", by=by, on=str(at)[:10])


def _stands(citing: Citing) -> str:
    entries = citing.facts.entries
    verdicts = Counter(entry.verdict for entry in entries)
    settled, late = sum(entry.settled for entry in entries), sum(entry.late for entry in entries)
    said = [citing.say("summary.stands", all=len(entries), settled=settled, late=late)]
    if len(entries) > verdicts[""]:
        said.append(citing.say("summary.judged", **{one: verdicts[one] for one in ("enough", "thin", "none")}))
    if verdicts[""]:
        said.append(citing.say("summary.unjudged", count=verdicts[""]))
    return ("" if citing.lang == "zh" else " ").join(said)


def _first(citing: Citing) -> Iterator[Text]:
    """What to look at: what the receiver wants above all and is bare, then what is late, then what nobody has."""
    entries = [entry for entry in citing.facts.entries if entry.state != "not needed"]
    bare = [entry for entry in entries if entry.must and entry.verdict in ("none", "thin")]
    late = [entry for entry in entries if entry.late]
    none = [entry for entry in entries if entry.verdict == "none"]
    for entry in dict.fromkeys((*bare, *late, *none)):
        why = [citing.say(f"verdict.{entry.verdict}")] if entry.verdict in ("none", "thin") else []
        if entry.late:
            why.append(citing.say("state.late"))
        about = " · ".join(filter(None, (*why, may_know(citing, entry))))
        yield (Run(entry.title, Tone.STRONG), Run(f"{citing.say('colon')}{about}"))


def _by_section(citing: Citing) -> Table:
    words = ("section", "items", "settled", "enough", "thin", "none", "received")
    rows = []
    for chapter in citing.facts.chapters:
        verdicts = Counter(entry.verdict for entry in chapter.entries)
        settled = sum(entry.settled for entry in chapter.entries)
        counts = (len(chapter.entries), settled, verdicts["enough"], verdicts["thin"], verdicts["none"])
        received = citing.say(f"received.{chapter.received}", by=chapter.received_by) if chapter.received else ""
        rows.append((plain(chapter.title), *(plain(str(count)) for count in counts), plain(received)))
    return Table(tuple(citing.say(f"head.{word}") for word in words), tuple(rows), (6, 3, 3, 3, 3, 3, 5))


def _received(citing: Citing, chapter: Chapter) -> list[Block]:
    if not chapter.received:
        return []
    said = citing.say(f"received.{chapter.received}", by=chapter.received_by)
    tone = Tone.MUTED if chapter.received == "confirmed" else Tone.WARNING
    word = citing.say("colon") + chapter.word if chapter.word else ""
    return [Paragraph(plain(said + word, tone))]


def _items(citing: Citing, chapter: Chapter) -> Table:
    head = tuple(citing.say(f"head.{word}") for word in ("item", "who", "state", "evidence"))
    rows = tuple(
        (_titled(entry), _held_by(citing, entry), _state(citing, entry), _evidence(citing, entry))
        for entry in chapter.entries
    )
    return Table(head, rows, (6, 4, 3, 10))


def _titled(entry: Entry) -> Text:
    note = (BREAK, Run(entry.note, Tone.MUTED)) if entry.note else ()
    return (Run(entry.title), *note)


def _held_by(citing: Citing, entry: Entry) -> Text:
    due = (BREAK, Run(entry.due_on.isoformat(), Tone.MUTED)) if entry.due_on else ()
    return (Run(entry.owner or citing.say("nobody")), *due)


def _state(citing: Citing, entry: Entry) -> Text:
    late = (BREAK, Run(citing.say("state.late"), Tone.WARNING)) if entry.late else ()
    reason = (Run(f"{citing.say('colon')}{entry.reason}", Tone.MUTED),) if entry.reason else ()
    return (Run(citing.say(f"state.{entry.state}")), *reason, *late)


def _evidence(citing: Citing, entry: Entry) -> Text:
    """The judgement, then the best passages in their own words; or who might know."""
    if entry.state == "not needed":
        return ()
    said = [Run(citing.say(f"verdict.{entry.verdict}"), TONES[entry.verdict])]
    judged = entry.judged
    if judged and judged.overruled_by:
        verdict = citing.say(f"verdict.{judged.verdict}")
        by, reason = judged.overruled_by, judged.reason
        said = [Run(citing.say("overruled", verdict=verdict, by=by, reason=reason), Tone.STRONG)]
    if judged and judged.lacking and judged.verdict == "thin":
        what = citing.joined(citing.say(f"lacking.{aspect}") for aspect in judged.lacking)
        said.append(Run(citing.say("colon") + citing.say("lacks", what=what), Tone.WARNING))
    passages = [one for one in entry.passages if citing.is_held(one)][: SHOWN.get(entry.verdict, 1)]
    for passage in passages:
        said += [BREAK, *citing.passage(passage, EXCERPT)]
    if not passages and (asked := may_know(citing, entry)):
        said += [BREAK, Run(asked)]
    return tuple(said)
