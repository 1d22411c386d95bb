"""The report's document as a page shows it: the same sections, marks and sources as in the files."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from assistant.handover.report.document import (
    BREAK,
    Block,
    Document,
    Heading,
    Items,
    Paragraph,
    Reference,
    Role,
    Run,
    Section,
    Table,
    Text,
    Tone,
)

CLASSES = {Role.TEXT: "", Role.LEAD: "lead", Role.QUOTE: "quote", Role.NOTE: "remark"}


def document_html(document: Document) -> Markup:
    """The whole of it."""
    return Markup('<article class="report" lang="{}"><p class="kicker">{}</p><h2>{}</h2>{}{}{}{}</article>').format(
        "zh-CN" if document.lang == "zh" else "en",
        document.kicker,
        document.title,
        _block(document.cover),
        _each(_block(note) for note in document.notes),
        _each(_section(section) for section in document.sections),
        _references(document),
    )


def _section(section: Section) -> Markup:
    return Markup('<section><h3 id="report-{}" tabindex="-1">{}</h3>{}</section>').format(
        section.key, section.title, _each(_block(block) for block in section.blocks)
    )


def _block(block: Block) -> Markup:
    match block:
        case Heading(text):
            return Markup("<h4>{}</h4>").format(text)
        case Paragraph(text, role):
            return Markup('<p class="{}">{}</p>').format(CLASSES[role], _runs(text))
        case Items(items):
            return Markup("<ul>{}</ul>").format(_each(Markup("<li>{}</li>").format(_runs(item)) for item in items))
        case Table(head, rows, widths):
            return _table(head, rows, widths)


def _table(head: tuple[str, ...], rows: tuple[tuple[Text, ...], ...], widths: tuple[int, ...]) -> Markup:
    """On a narrow screen each cell stands under its column's word (report.css)."""
    columns = _each(Markup('<col style="width:{}%">').format(round(100 * one / sum(widths))) for one in widths)
    titles = _each(Markup('<th scope="col">{}</th>').format(word) for word in head)
    top = Markup("<thead><tr>{}</tr></thead>").format(titles) if head else Markup("")
    body = _each(
        Markup("<tr>{}</tr>").format(
            _each(
                Markup('<td data-of="{}">{}</td>').format(head[i] if head else "", _runs(cell))
                for i, cell in enumerate(row)
            )
        )
        for row in rows
    )
    kind = "" if head else " class=facts"
    return Markup("<table{}><colgroup>{}</colgroup>{}<tbody>{}</tbody></table>").format(
        Markup(kind), columns, top, body
    )


def _runs(text: Text) -> Markup:
    return _each(map(_run, text))


def _run(run: Run) -> Markup:
    if run is BREAK:
        return Markup("<br>")
    said = run.text if run.tone is Tone.PLAIN else Markup('<span class="{}">{}</span>').format(run.tone.value, run.text)
    marks = _each(Markup(' <a class="mark" href="#report-source-{0}">[{0}]</a>').format(n) for n in run.marks)
    return Markup("{}{}").format(said, marks)


def _references(document: Document) -> Markup:
    if not document.references:
        return Markup("")
    return Markup('<section><h3 id="report-sources" tabindex="-1">{}</h3><ol class="sources">{}</ol></section>').format(
        document.sources_title, _each(map(_reference, document.references))
    )


def _reference(one: Reference) -> Markup:
    quote = Markup("<blockquote>{}</blockquote>").format(one.quote) if one.quote else Markup("")
    return Markup(
        '<li id="report-source-{}" value="{}" tabindex="-1"><a href="{}" target="_blank" rel="noopener">{}</a>'
        '<p class="meta">{}</p>{}</li>'
    ).format(one.n, one.n, one.link, one.title, " · ".join(one.about), quote)


def _each(parts: Iterable[Markup]) -> Markup:
    return Markup("").join(parts)
