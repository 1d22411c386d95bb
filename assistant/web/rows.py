"""A source as a row of a list: what it is, how far it has come, and what can be done about it."""

from __future__ import annotations

from markupsafe import Markup

from assistant.people.access import may
from assistant.people.roles import Act, Caller
from assistant.web.places import clock, file_size
from assistant.web.text import say
from vectorstore.errors import say_record
from vectorstore.models import Kind, Source, Status

STAGES = (
    Status.STORED,
    Status.RECOGNISED,
    Status.EXTRACTED,
    Status.MASKED,
    Status.CHUNKED,
    Status.INDEXED,
    Status.DONE,
)


def tile(source: Source) -> Markup:
    """The small square that says what kind of file it is, by its ending; a tick where somebody stands for it."""
    name = "✓" if source.kind.is_told else source.suffix.lstrip(".").upper()[:4] or "—"
    return Markup('<span class="tile" data-kind="{}" aria-hidden="true">{}</span>').format(source.kind.value, name)


def meta(source: Source, space_name: str, lang: str) -> str:
    """Client, topic, date and length or size, in one line."""
    duration = source.facts.get("duration_s")
    known = (
        space_name,
        source.topic,
        source.occurred_on.isoformat() if source.occurred_on else "",
        clock(duration) if duration else file_size(source.size),
        say("row.of_version", lang, version=source.version) if source.version > 1 else "",
    )
    return " · ".join(filter(None, known))


def live_row(source: Source, space_name: str, caller: Caller, lang: str) -> Markup:
    """A row with its stages, its progress and the buttons that the caller may press; scripts know it by its id."""
    return Markup(
        '<li class="source" id="source-{id}" data-status="{status}">{tile}<div class="what">'
        '<button type="button" class="title" data-open="{id}" data-where="library">{context}{title}</button>'
        '<p class="meta">{meta}</p>{state}</div><div class="acts">{acts}</div></li>'
    ).format(
        id=source.id,
        status=source.status.value,
        tile=tile(source),
        context=_context(source),
        title=source.title,
        meta=meta(source, space_name, lang),
        state=_state(source, lang),
        acts=_acts(source, caller, lang),
    )


def list_row(source: Source, space_name: str, lang: str) -> Markup:
    """A row of the library: a button that opens the source, with its status while that matters."""
    state = Markup("")
    if source.status is not Status.DONE:
        state = Markup('<span class="badge" data-status="{}">{}</span>').format(
            source.status.value, _status_words(source, lang)
        )
    return Markup(
        '<li><button type="button" class="pick" id="pick-{id}" data-open="{id}" data-where="library">{tile}'
        '<span class="what"><span class="title">{context}{title}</span><span class="meta">{meta}</span>{state}</span>'
        "</button></li>"
    ).format(
        id=source.id,
        tile=tile(source),
        context=_context(source),
        title=source.title,
        meta=meta(source, space_name, lang),
        state=state,
    )


def _context(source: Source) -> Markup:
    """The folders it came in; what was told came in none, and what stands there only keeps its name its own."""
    shown = "" if source.kind.is_told else source.context
    return Markup('<span class="context">{}</span>').format(shown) if shown else Markup("")


def _state(source: Source, lang: str) -> Markup:
    if source.status is Status.FAILED:
        words = say_record(source.error, lang) if source.error else say("stage.failed", lang)
        return Markup('<p class="failure" role="alert">{}</p>').format(words)
    if source.status is Status.CANCELLED:
        return Markup('<p class="hint">{}</p>').format(say("stage.cancelled", lang))
    if source.status is Status.DONE:
        return Markup('<p class="hint done">{}</p>').format(_done_words(source, lang))
    return Markup("{}{}{}").format(_stages(source, lang), _bar(source, lang), _searchable(source, lang))


def _done_words(source: Source, lang: str) -> str:
    if source.kind is Kind.ARCHIVE:
        return say("row.members", lang, count=source.facts.get("members", 0))
    if source.facts.get("transcript"):
        return say("row.transcript", lang)
    return say("row.done", lang, count=source.facts.get("chunks", 0))


def _stages(source: Source, lang: str) -> Markup:
    """The stages in order, those passed and the one it is in marked. A source read in parts goes round."""
    at = STAGES.index(source.status)
    steps = (
        Markup('<li data-at="{}">{}</li>').format(
            "passed" if i < at else "now" if i == at else "ahead", say(f"stage.{stage.value}", lang)
        )
        for i, stage in enumerate(STAGES)
    )
    return Markup('<ol class="stages">{}</ol>').format(Markup("").join(steps))


def _bar(source: Source, lang: str) -> Markup:
    percent = round(source.progress * 100)
    label = say("row.progress", lang, percent=percent)
    return Markup(
        '<div class="bar" role="progressbar" aria-valuemin="0" aria-valuemax="100" aria-valuenow="{0}" '
        'aria-label="{1}"><i style="width:{0}%"></i></div>'
    ).format(percent, label)


def _searchable(source: Source, lang: str) -> Markup:
    """For a recording that is being heard: how much of it can be asked about already."""
    duration = source.facts.get("duration_s")
    if not source.kind.is_heard or not duration or not 0.05 < source.progress < 1:
        return Markup("")
    words = say("row.searchable", lang, time=clock(duration * source.progress), total=clock(duration))
    return Markup('<p class="hint">{}</p>').format(words)


def _status_words(source: Source, lang: str) -> str:
    if source.status.ended:
        return say(f"stage.{source.status.value}", lang)
    return say("row.progress", lang, percent=round(source.progress * 100))


def _acts(source: Source, caller: Caller, lang: str) -> Markup:
    """What can be done about it and the caller may do; the API asks access.py again."""
    edits, removes = (may(caller, act, source.space, source) for act in (Act.EDIT, Act.DELETE))
    stopped = source.status in (Status.FAILED, Status.CANCELLED)
    possible = {
        "cancel": edits and not source.status.ended,
        "retry": edits and stopped and bool(source.sha256),
        "remove": removes,
    }
    return Markup("").join(
        Markup('<button type="button" class="act" data-act="{}" data-source="{}" data-title="{}">{}</button>').format(
            name, source.id, source.title, say(f"row.{name}", lang)
        )
        for name, shown in possible.items()
        if shown
    )
