"""A run, and its comparison with another, as one HTML file that needs nothing else: no script, no
font, no address outside. Everything from questions, answers and sources is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from markupsafe import Markup

from assistant.evaluation.compare import Comparison, Pair
from assistant.evaluation.measure import Summary, grouped, summary
from assistant.evaluation.report import GROUP_METRICS, GROUPS, expected, facts, signed, state, warnings
from assistant.evaluation.result import Result, Run
from assistant.evaluation.words import figure, place_words, say, verdict_words

HEADLINES = ("passed", "recall@5", "contains", "citation_precision", "refusal_f1")
STYLE = Path(__file__).with_name("report.css")


def html_report(run: Run, lang: str, comparison: Comparison | None = None, before: Run | None = None) -> str:
    """The whole page, in `lang`: headline figures, what changed, failed questions first, then every figure."""
    measured = summary(run.results)
    failed = [result for result in run.results if not result.passed]
    passed = [result for result in run.results if result.passed]
    title = say("title", lang, file=run.file)
    heading = say("failed", lang, count=len(failed), all=len(run.results))
    sections = [
        _headlines(measured, lang),
        Markup("").join(Markup('<p class="warning">{}</p>').format(words) for words in warnings(run, lang)),
        _compared(comparison, before, lang) if comparison and before else Markup(""),
        Markup("<h2>{}</h2>").format(heading if failed else say("all_passed", lang, all=len(run.results))),
        _cards(failed, lang),
        _figures(measured, lang, comparison),
        *(_groups(say(name, lang), grouped(run.results, by), lang) for name, by in GROUPS.items()),
        Markup("<details><summary>{}</summary>{}</details>").format(
            say("passed_list", lang, count=len(passed)), _cards(passed, lang)
        ),
    ]
    page = Markup(
        '<!doctype html>\n<html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        '<style>{style}</style></head><body><main><h1>{title}</h1><p class="hint">{facts}</p>'
        "{body}</main></body></html>\n"
    ).format(
        lang="zh-CN" if lang == "zh" else "en",
        title=title,
        style=Markup(STYLE.read_text(encoding="utf-8")),
        facts=facts(run, lang),
        body=Markup("\n").join(sections),
    )
    return str(page)


def _headlines(measured: Summary, lang: str) -> Markup:
    cells = (
        Markup("<li><b>{}</b><span>{}</span><small>{}–{}, n={}</small></li>").format(
            figure(name, measured[name].value),
            say(f"m.{name}", lang),
            figure(name, measured[name].low),
            figure(name, measured[name].high),
            measured[name].n,
        )
        for name in HEADLINES
        if name in measured
    )
    return Markup('<ul class="headlines">{}</ul>').format(Markup("").join(cells))


def _figures(measured: Summary, lang: str, comparison: Comparison | None) -> Markup:
    changes = comparison.differences if comparison else {}
    head = ["metric", "value", "interval", "n", *(["difference"] if comparison else [])]
    rows = []
    for name, value in measured.items():
        cells = [figure(name, value.value), f"{figure(name, value.low)}–{figure(name, value.high)}", str(value.n)]
        if comparison:
            cells.append(signed(name, changes[name]) if name in changes else "")
        label = Markup("{} <code>{}</code>").format(say(f"m.{name}", lang), name)
        rows.append(_row(label, cells))
    return _table([say(key, lang) for key in head], rows)


def _groups(title: str, groups: Mapping[str, Summary], lang: str) -> Markup:
    if not groups:
        return Markup("")
    shown = [name for name in GROUP_METRICS if any(name in of_group for of_group in groups.values())]
    rows = [
        _row(
            Markup("{}").format(label or "–"),
            [str(of_group["passed"].n), *(figure(n, of_group[n].value) if n in of_group else "–" for n in shown)],
        )
        for label, of_group in groups.items()
    ]
    head = ["", say("n", lang), *(say(f"m.{name}", lang) for name in shown)]
    return Markup("<h2>{}</h2>{}").format(title, _table(head, rows))


def _table(head: Sequence[str], rows: Iterable[Markup]) -> Markup:
    cells = Markup("").join(Markup('<th scope="col">{}</th>').format(words) for words in head)
    return Markup('<div class="wide"><table><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>').format(
        cells, Markup("").join(rows)
    )


def _row(label: Markup, cells: Iterable[str]) -> Markup:
    inside = Markup("").join(Markup("<td>{}</td>").format(cell) for cell in cells)
    return Markup('<tr><th scope="row">{}</th>{}</tr>').format(label, inside)


def _cards(results: Iterable[Result], lang: str) -> Markup:
    return Markup("\n").join(_card(result, lang) for result in results)


def _card(result: Result, lang: str) -> Markup:
    answers, where = expected(result, lang)
    lines = [
        ("expected", answers),
        ("at", where),
        ("answered", result.answer),
        ("understood", result.searched if result.searched != result.question else ""),
    ]
    labels = " · ".join(filter(None, (result.id, result.space, result.kind)))
    return Markup(
        '<article class="{verdict}"><h3>{question}</h3><p class="state">{state}</p><p class="hint">{labels}</p>'
        "<dl>{lines}</dl>{cited}</article>"
    ).format(
        verdict="passed" if result.passed else "failed",
        question=result.question,
        state=state(result, lang),
        labels=labels,
        lines=Markup("").join(
            Markup("<dt>{}</dt><dd>{}</dd>").format(say(key, lang), words) for key, words in lines if words
        ),
        cited=_cited(result, lang),
    )


def _cited(result: Result, lang: str) -> Markup:
    rows = (
        Markup('<li class="{}"><b>[{}]</b> {} <i>{}</i><q>{}</q></li>').format(
            "carries" if citation["carries"] else "carries-not",
            citation["n"],
            citation["title"],
            place_words(citation, lang),
            citation["text"],
        )
        for citation in result.citations
    )
    inside = Markup("").join(rows)
    return Markup("<ol>{}</ol>").format(inside) if inside else Markup("")


def _compared(comparison: Comparison, before: Run, lang: str) -> Markup:
    started = before.started_at[:16].replace("T", " ")
    parts = [Markup("<h2>{}</h2>").format(say("compared", lang, file=before.file, started=started))]
    for key, pairs in (("worse", comparison.worse), ("better", comparison.better), ("changed", comparison.changed)):
        parts.append(
            Markup('<details class="{}"{}><summary>{}</summary>{}</details>').format(
                key,
                Markup(" open") if key == "worse" and pairs else "",
                say(key, lang, count=len(pairs)),
                Markup("").join(_pair(pair, lang) for pair in pairs),
            )
        )
    alone = len(comparison.gone) + len(comparison.new)
    said = [say("same", lang, count=comparison.same), *([say("only", lang, count=alone)] if alone else [])]
    return Markup("").join([*parts, Markup('<p class="hint">{}</p>').format(" · ".join(said))])


def _pair(pair: Pair, lang: str) -> Markup:
    sides = (("before", pair.before), ("now", pair.now))
    lines = (
        Markup("<dt>{}</dt><dd><em>{}</em> {}</dd>").format(
            say(key, lang), verdict_words(result.verdict, lang), result.answer
        )
        for key, result in sides
    )
    return Markup('<article><h3>{}</h3><p class="hint">{}</p><dl>{}</dl></article>').format(
        pair.now.question, pair.now.id, Markup("").join(lines)
    )
