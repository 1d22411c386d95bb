"""What is known about a source: where it came from, what was read, dropped and masked, its versions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from markupsafe import Markup

from assistant.desk import Visit
from assistant.masks import masked_count, may_have_original
from assistant.people.access import may
from assistant.people.roles import Act
from assistant.web.handover.freshness import review_html
from assistant.web.masking import masked_html
from assistant.web.places import clock, file_size
from assistant.web.text import say
from vectorstore.models import Source

SMALL_MODELS = ("base", "tiny", "small")  # those whose Mandarin is too poor to quote


def about_html(visit: Visit, source: Source, space_name: str, lang: str) -> Markup:
    """A folded list of facts, the original to download, every version, and what is masked for those who may say."""
    rows = Markup("").join(
        Markup("<dt>{}</dt><dd>{}</dd>").format(say(f"fact.{name}", lang), value)
        for name, value in _facts(source, space_name, lang)
        if value
    )
    return Markup(
        '<details class="about"><summary>{title}</summary><dl>{rows}</dl>{change}{advice}{versions}'
        "{original}{masked}</details>"
    ).format(
        title=say("viewer.about", lang),
        rows=rows,
        change=_change(visit, source, lang),
        review=review_html(visit, source, lang),
        advice=_advice(source, lang),
        versions=_versions(visit.app.catalog.versions(source.id), lang),
        original=_original(visit, source, lang),
        masked=masked_html(visit, source, lang),
    )


def _change(visit: Visit, source: Source, lang: str) -> Markup:
    """A form for what people say about the source, for those who may."""
    if not may(visit.caller, Act.EDIT, source.space, source):
        return Markup("")
    limit = Markup("")
    if may(visit.caller, Act.RESTRICTED, source.space, source):
        limit = Markup('<label class="limit"><input type="checkbox" name="restricted"{}>{}</label>').format(
            Markup(" checked") if source.restricted else "", say("about.restricted", lang)
        )
    return Markup(
        '<form class="change" data-source="{id}" novalidate><label>{title_word}<input name="title" maxlength="200" '
        'required value="{title}"></label><label>{topic_word}<input name="topic" maxlength="200" value="{topic}">'
        '</label><label>{date_word}<input type="date" name="date" value="{date}"></label>{limit}'
        '<button type="submit">{save}</button><p class="note" role="alert"></p></form>'
    ).format(
        id=source.id,
        title_word=say("about.title", lang),
        title=source.title,
        topic_word=say("fact.topic", lang),
        topic=source.topic,
        date_word=say("fact.date", lang),
        date=source.occurred_on or "",
        limit=limit,
        save=say("account.save", lang),
    )


def _original(visit: Visit, source: Source, lang: str) -> Markup:
    """The file to download; why not, where it is gone or shows what is masked."""
    if source.facts.get("original_removed"):
        return Markup('<p class="hint">{}</p>').format(say("trust.original_gone", lang))
    if not may_have_original(visit, source):
        return Markup('<p class="hint">{}</p>').format(say("trust.original_kept", lang))
    link = visit.app.links.query(visit.caller.id, source.id)
    return Markup('<p><a class="original" href="/media/{}?{}&amp;download=1" download>{}</a></p>').format(
        source.id, link, say("viewer.download", lang)
    )


def _facts(source: Source, space_name: str, lang: str) -> Iterator[tuple[str, object]]:
    facts = source.facts
    masked = masked_count(source)
    dropped = sum(float(seconds) for name, seconds in facts.items() if name.startswith("dropped."))
    uncovered = float(facts.get("uncovered_s") or 0)
    corrected = int(facts.get("corrected") or 0)
    yield "client", space_name
    yield "topic", source.topic
    yield "date", source.occurred_on
    yield "verified", " · ".join(filter(None, (facts.get("verified_name"), facts.get("verified_on"))))
    yield "folder", "" if source.kind.is_told else source.context
    yield "size", file_size(source.size)
    yield "duration", clock(facts["duration_s"]) if facts.get("duration_s") else ""
    yield "pages", facts.get("pages")
    yield "rows", facts.get("rows")
    yield "chunks", facts.get("chunks")
    yield "model", facts.get("model") if not facts.get("transcript") else ""
    yield "dropped", say("fact.seconds", lang, seconds=f"{dropped:.1f}") if dropped else ""
    yield "uncovered", say("fact.seconds", lang, seconds=f"{uncovered:.1f}") if uncovered else ""
    yield "missing", say("fact.seconds", lang, seconds=f"{facts['missing_s']:.1f}") if facts.get("missing_s") else ""
    yield "corrected", say("fact.corrected_count", lang, count=corrected) if corrected else ""
    yield "masked", say("fact.masked_count", lang, count=masked) if masked else ""


def _advice(source: Source, lang: str) -> Markup:
    """What to do about a transcript that a small model made."""
    model = str(source.facts.get("model", ""))
    if not source.kind.is_heard or source.facts.get("transcript") or not any(name in model for name in SMALL_MODELS):
        return Markup("")
    return Markup('<p class="advice">{}</p>').format(say("fact.advice", lang))


def _versions(versions: Sequence[dict[str, Any]], lang: str) -> Markup:
    if len(versions) < 2:
        return Markup("")
    rows = (
        Markup("<li>{}</li>").format(
            say(
                "fact.version",
                lang,
                version=version["version"],
                date=f"{version['stored_at']:%Y-%m-%d %H:%M}",
                size=file_size(version["size"]),
            )
        )
        for version in reversed(versions)
    )
    return Markup('<h3>{}</h3><ol class="versions">{}</ol>').format(say("fact.versions", lang), Markup("").join(rows))
