"""The Check tab: a client's control questions, and which of them fail today.

Control questions have known answers; asked again after every change, they say whether Baton still
answers them. What fails comes first, with what was expected, what was answered and what was cited.
"""

from __future__ import annotations

from datetime import datetime

from markupsafe import Markup

from assistant.chat.evidence import Citation
from assistant.desk import Visit
from assistant.evaluation.compare import compare
from assistant.evaluation.controls import ControlFile, Round
from assistant.evaluation.report import expected, state
from assistant.evaluation.result import Result, Run
from assistant.evaluation.rounds import Progress
from assistant.people.roles import Act
from assistant.web.answers import citation_row, notice_html, text_html
from assistant.web.places import day_and_time
from assistant.web.text import say
from vectorstore.errors import say_record
from vectorstore.models import Space

SHOWN = 100  # failed questions of a client; a round with more wants another look than this page
EXAMPLE = '{{"question": "{}", "answers": ["{}"], "source": "{}"}}\n{{"question": "{}", "answerable": false}}'


def shell_html(lang: str) -> Markup:
    """The tab before anything is listed. The scripts fill in the clients, which change."""
    example = EXAMPLE.format(*(say(f"controls.example_{part}", lang) for part in ("asked", "answer", "file", "none")))
    return Markup(
        '<div class="controls"><form id="controls-form" class="card" novalidate><h1>{title}</h1>'
        '<p class="hint">{what}</p>'
        '<label>{space}<select name="space"><option value="">{every}</option></select></label>'
        '<label>{paste}<textarea name="text" rows="6" spellcheck="false" placeholder="{example}"></textarea></label>'
        '<input type="file" id="pick-controls" accept=".jsonl,.json,.txt" hidden>'
        '<p id="controls-note" class="note" role="alert"></p><p class="submit">'
        '<button type="button" data-act="choose-controls">{choose}</button>'
        '<button type="submit" class="primary">{keep}</button></p></form>'
        '<section class="list" aria-label="{title}"><div data-live="control_rows">'
        '<p class="nothing" role="status">{loading}</p></div><div data-live="feedback_rows"></div></section></div>'
    ).format(
        title=say("controls.title", lang),
        what=say("controls.what", lang),
        space=say("controls.space", lang),
        every=say("controls.every", lang),
        paste=say("controls.paste", lang),
        example=example,
        choose=say("controls.choose", lang),
        keep=say("controls.keep", lang),
        loading=say("controls.loading", lang),
    )


def rows_html(visit: Visit, space: str, lang: str) -> tuple[Markup, bool]:
    """How the client with this id stands (every client that has control questions when ""), and whether that
    will change by itself."""
    spaces = visit.spaces(Act.CHECK)
    if not spaces:
        return _nothing("controls.no_clients", lang), False
    files = [(one, visit.app.controls.store.file(one.id)) for one in spaces if space in ("", one.id)]
    parts = [_client(visit, one, file, lang) for one, file in files if file is not None]
    if not parts:
        return _nothing("controls.none", lang), False
    busy = any(visit.app.controls.progress(one.id) is not None for one, _ in files)
    return Markup("").join(parts), busy


def _client(visit: Visit, space: Space, file: ControlFile, lang: str) -> Markup:
    """One client: its file, the round under way or how the last one went, and what failed."""
    runs = visit.app.controls.store.runs(space.id, limit=2)
    progress = visit.app.controls.progress(space.id)
    failure = visit.app.controls.failure(space.id)
    return Markup(
        '<section class="control" id="control-{id}"><header><div><h2>{name}</h2><p class="meta">{meta}</p></div>'
        '<p class="acts">{acts}</p></header>{progress}{failure}{outcome}</section>'
    ).format(
        id=space.id,
        name=space.name,
        meta=say("controls.file", lang, name=file.name, count=file.asked, date=day_and_time(file.stored_at)),
        acts=_acts(space, progress is not None, lang),
        progress=_progress(progress, lang) if progress else Markup(""),
        failure=notice_html(say_record(failure, lang)) if failure else Markup(""),
        outcome=_outcome(runs, visit.app.controls.store.rounds(space.id), lang) if runs else _never(progress, lang),
    )


def _acts(space: Space, is_running: bool, lang: str) -> Markup:
    names = ("stop",) if is_running else ("start", "remove")
    return Markup("").join(
        Markup('<button type="button" {}data-act="controls-{}" data-space="{}" data-title="{}">{}</button>').format(
            Markup('class="primary" ') if name == "start" else Markup(""),
            name,
            space.id,
            space.name,
            say(f"controls.{name}", lang),
        )
        for name in names
    )


def _progress(progress: Progress, lang: str) -> Markup:
    words = say("controls.running", lang, done=progress.done, total=progress.total)
    percent = round(100 * progress.done / progress.total)
    return Markup(
        '<p class="hint" role="status">{0}</p><div class="bar" role="progressbar" aria-valuemin="0" '
        'aria-valuemax="100" aria-valuenow="{1}" aria-label="{0}"><i style="width:{1}%"></i></div>'
    ).format(words, percent)


def _outcome(runs: list[Run], rounds: list[Round], lang: str) -> Markup:
    """The last round's score, its trend, and its questions, failed ones first."""
    results = runs[0].results
    failed = [result for result in results if not result.passed]
    fallen = _fallen(runs)
    more = len(failed) - SHOWN
    return Markup(
        '<p class="score" data-state="{state}"><b>{passed}</b> {of} <span class="meta">{when}</span></p>'
        "{trend}{rounds}{failed}{more}{passed_list}"
    ).format(
        state="failed" if failed else "passed",
        passed=len(results) - len(failed),
        of=say("controls.of", lang, count=len(results)),
        when=say("controls.asked_at", lang, time=day_and_time(datetime.fromisoformat(runs[0].started_at))),
        trend=_trend(runs, lang),
        rounds=_rounds(rounds, lang),
        failed=Markup("").join(_card(result, lang, is_new=result.id in fallen) for result in failed[:SHOWN]),
        more=Markup('<p class="hint">{}</p>').format(say("controls.more", lang, count=more))
        if more > 0
        else Markup(""),
        passed_list=_passed([result for result in results if result.passed], lang),
    )


def _never(progress: Progress | None, lang: str) -> Markup:
    return Markup("") if progress else _nothing("controls.never", lang)


def _fallen(runs: list[Run]) -> set[str]:
    """Ids of questions that passed the time before and fail now."""
    if len(runs) < 2:
        return set()
    return {pair.now.id for pair in compare(runs[1], runs[0]).worse}


def _trend(runs: list[Run], lang: str) -> Markup:
    if len(runs) < 2:
        return Markup("")
    changes = compare(runs[1], runs[0])
    better, worse = len(changes.better), len(changes.worse)
    words = say("controls.trend", lang, better=better, worse=worse) if better or worse else say("controls.level", lang)
    return Markup('<p class="trend" data-state="{}">{}</p>').format("worse" if worse else "fine", words)


def _rounds(rounds: list[Round], lang: str) -> Markup:
    """The last rounds as small columns, the oldest first."""
    if len(rounds) < 2:
        return Markup("")
    columns = (
        Markup('<li title="{0}" aria-label="{0}"><i style="height:{1}%"></i></li>').format(
            say("controls.round", lang, passed=one.passed, count=one.asked, time=day_and_time(one.started_at)),
            round(100 * one.passed / max(1, one.asked)),
        )
        for one in reversed(rounds)
    )
    return Markup('<ol class="rounds" aria-label="{}">{}</ol>').format(
        say("controls.rounds", lang), Markup("").join(columns)
    )


def _card(result: Result, lang: str, *, is_new: bool) -> Markup:
    """A question that failed, with what was expected and what came instead."""
    citations = tuple(Citation.from_json(record) for record in result.citations)
    answers, where = expected(result, lang)
    badge = Markup('<span class="badge">{}</span>').format(say("controls.fallen", lang)) if is_new else Markup("")
    cited = Markup("").join(Markup("<li>{}</li>").format(citation_row(citation, lang)) for citation in citations)
    return Markup(
        '<article class="failed"><h3>{question} {badge}</h3><p class="state">{state}</p><dl><dt>{expected}</dt>'
        '<dd>{answers}{where}</dd><dt>{answered}</dt><dd class="text">{answer}</dd></dl>{cited}</article>'
    ).format(
        question=result.question,
        badge=badge,
        state=state(result, lang),
        expected=say("controls.expected", lang),
        answers=answers,
        where=Markup('<span class="meta">{}</span>').format(where) if where else Markup(""),
        answered=say("controls.answered", lang),
        answer=text_html(result.answer, citations, lang),
        cited=Markup('<ol class="citations">{}</ol>').format(cited) if cited else Markup(""),
    )


def _passed(results: list[Result], lang: str) -> Markup:
    rows = Markup("").join(Markup("<li>{}</li>").format(result.question) for result in results)
    if not results:
        return Markup("")
    return Markup('<details class="passed"><summary>{}</summary><ul>{}</ul></details>').format(
        say("controls.passed", lang, count=len(results)), rows
    )


def _nothing(key: str, lang: str) -> Markup:
    return Markup('<p class="nothing">{}</p>').format(say(key, lang))
