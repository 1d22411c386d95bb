"""The part "quiz" of the Handover tab: a situation and a field to answer in, then the answer beside what was done.

static/quiz.js sends the answer and asks for its outcome. What was done is never in the page before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from assistant.desk import Visit
from assistant.handover import quiz
from assistant.handover.deciding.model import Sort
from assistant.handover.quiz import Course, Outcome
from assistant.handover.sections import title_of
from assistant.handover.situations import Point, Situation
from assistant.people.access import may
from assistant.people.roles import Act
from assistant.web.answers import citation_row
from assistant.web.handover.firstday import readiness_html
from assistant.web.places import day_and_time
from assistant.web.text import say
from vectorstore.models import Space


def part_html(visit: Visit, space: Space, asked: Mapping[str, object], lang: str) -> Markup:
    """The part: the outcome that was asked for, or else the next situation."""
    mine = quiz.own(visit, space.id)
    shown = next((one for one in mine if one.practised.id == asked.get("outcome")), None)
    head = Markup('<h1>{}</h1><p class="hint">{}</p>').format(say("quiz.title", lang), say("quiz.what", lang))
    if shown:
        body = _outcome(shown, visit.app.chat is None, lang)
    else:
        may_answer = may(visit.caller, Act.WONDER, space.id)
        body = _course(quiz.course(visit, space.id, str(asked.get("after", ""))), may_answer, lang)
    ready = readiness_html(visit, space, lang) if may(visit.caller, Act.PLAN, space.id) else Markup("")
    return head + body + _own([one for one in mine if one is not shown], lang) + ready


def _course(course: Course, may_answer: bool, lang: str) -> Markup:
    if course.situation is None:
        return Markup('<p class="nothing">{}</p>').format(say("quiz.none", lang))
    done = Markup('<p class="meta">{}</p>').format(say("quiz.progress", lang, count=course.practised, of=course.of))
    form = Markup("")
    if may_answer:
        skip = Markup('<button type="button" data-act="quiz-skip" data-id="{}">{}</button>').format(
            course.situation.id, say("quiz.skip", lang)
        )
        form = Markup(
            '<form data-form="quiz" data-id="{}" novalidate><label>{}<textarea name="answer" rows="5" maxlength="4000" '
            'required></textarea></label><p class="note" role="alert"></p><p class="submit">{}<button type="submit" '
            'class="primary">{}</button></p></form>'
        ).format(
            course.situation.id,
            say("quiz.ask", lang),
            skip if course.of > 1 else "",
            say("quiz.compare", lang),
        )
    return Markup('{}<article class="situation">{}{}</article>').format(done, _situation(course.situation, lang), form)


def _situation(one: Situation, lang: str) -> Markup:
    kind = say("quiz.crisis" if one.kind is Sort.CRISIS else "quiz.decision", lang)
    known = " · ".join(filter(None, (kind, title_of(one.section, lang), one.on.isoformat() if one.on else "")))
    lines = Markup("").join(Markup("<p>{}</p>").format(line) for line in one.text.splitlines())
    return Markup('<p class="label">{}</p><blockquote>{}</blockquote>').format(known, lines)


def _outcome(one: Outcome, by_words: bool, lang: str) -> Markup:
    situation, kept = one.situation, one.practised
    facts = (
        ("quiz.done", situation.what),
        ("quiz.why", situation.why),
        ("quiz.outcome", situation.outcome),
        ("quiz.people", " · ".join(situation.people)),
    )
    rows = Markup("").join(
        Markup("<dt>{}</dt><dd>{}</dd>").format(say(key, lang), _lines(text)) for key, text in facts if text
    )
    moment = Markup("")
    if situation.moment:
        moment = Markup('<p class="label">{}</p>{}').format(
            say("quiz.moment", lang), citation_row(situation.moment, lang)
        )
    return Markup(
        '<article class="situation outcome">{situation}<p class="label">{yours}</p><div class="yours">{answer}</div>'
        '{named}{missed}{words}<dl>{rows}</dl>{moment}<p class="submit">{remove}{ask}{on}</p></article>'
    ).format(
        situation=_situation(situation, lang),
        yours=say("quiz.yours", lang),
        answer=_lines(kept.answer),
        named=_points("quiz.named", [point for point, named in one.points if named], lang),
        missed=_points("quiz.missed", [point for point, named in one.points if not named], lang),
        words=Markup('<p class="meta">{}</p>').format(say("quiz.by_words", lang)) if by_words else "",
        rows=rows,
        moment=moment,
        remove=_button("quiz-remove", kept.id, "quiz.remove", lang),
        ask=_button("quiz-ask", kept.id, "quiz.ask_decider", lang),
        on=Markup('<button type="button" class="primary" data-act="quiz-skip" data-id="{}">{}</button>').format(
            situation.id, say("quiz.next", lang)
        ),
    )


def _points(key: str, points: Sequence[Point], lang: str) -> Markup:
    if not points:
        return Markup("")
    rows = Markup("").join(
        Markup('<li><span class="asks">{}</span><span>{}</span></li>').format(
            say(f"quiz.asks_{point.asks.value}", lang), point.text
        )
        for point in points
    )
    return Markup('<p class="label">{}</p><ul class="points" data-points="{}">{}</ul>').format(
        say(key, lang), key.removeprefix("quiz."), rows
    )


def _own(mine: Sequence[Outcome], lang: str) -> Markup:
    if not mine:
        return Markup("")
    rows = Markup("").join(_answered(one, lang) for one in mine)
    return Markup(
        '<details class="again"><summary>{}</summary><ul class="rows">{}</ul><p class="links"><button type="button" '
        'data-act="quiz-remove-all">{}</button></p></details>'
    ).format(say("quiz.own", lang), rows, say("quiz.remove_all", lang))


def _answered(one: Outcome, lang: str) -> Markup:
    kept = one.practised
    return Markup(
        '<li id="practice-{id}"><div class="what"><button type="button" class="title" data-act="quiz-open" '
        'data-id="{id}">{text}</button><p class="meta">{meta}</p></div><div class="acts">{remove}</div></li>'
    ).format(
        id=kept.id,
        text=one.situation.text.splitlines()[0],
        meta=" · ".join((title_of(kept.section, lang), day_and_time(kept.made_at))),
        remove=_button("quiz-remove", kept.id, "quiz.remove", lang),
    )


def _button(act: str, key: str, words: str, lang: str) -> Markup:
    return Markup('<button type="button" data-act="{}" data-id="{}">{}</button>').format(act, key, say(words, lang))


def _lines(text: str) -> Markup:
    return Markup("<br>").join(text.splitlines())
