"""The part "selfcheck": the banner, the form with its draft, history, and what managers set."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from assistant.handover import selfcheck
from assistant.handover.checking import Answer, Choice, Form, Question, Rhythm, Section
from assistant.web.handover.selfcheck import part_html
from assistant.web.handover.selfcheck_past import line, said

if TYPE_CHECKING:
    from shelves import Team

DAY = timedelta(days=1)


def drawn(team: Team, name: str, lang: str = "zh") -> str:
    visit = team.visit(name)
    return str(part_html(visit, visit.spaces()[0], {}, lang))


@pytest.mark.parametrize(
    ("days", "words"), [(3, "还有 3 天"), (0, "今天该自检了"), (-2, "已逾期：应于 {day} 完成，已过 2 天")]
)
def test_the_banner_says_when(team: Team, days: int, words: str) -> None:
    assert "还没有设定自检周期" in drawn(team, "mandy")
    day = date.today() + days * DAY
    selfcheck.set_plan(team.visit("mandy"), "穗岚坊", Rhythm.WEEKLY, day, team.ids["lin"])
    html = drawn(team, "lin")
    assert words.format(day=day) in html
    assert "由 lin 填写" in html


def test_a_draft_stands_in_the_form_of_its_writer_only(team: Team) -> None:
    draft = {
        "goals-known": Answer(Choice.BAD, words='<b>"没写"'),
        "metrics-roi": Answer(number=0.5),
        "problems-worst": Answer(words="</textarea><script>"),
    }
    selfcheck.save_draft(team.visit("lin"), "穗岚坊", draft)
    html = drawn(team, "lin")
    assert 'value="bad" checked' in html
    assert "&lt;b&gt;&#34;没写&#34;" in html
    assert 'name="n-metrics-roi" value="0.5"' in html
    assert "&lt;/textarea&gt;&lt;script&gt;" in html
    assert "没写" not in drawn(team, "mandy")


def test_history_shows_what_changed_worst_first(team: Team) -> None:
    lin = team.visit("lin")
    own = Question("", Section.FLOW, Form.TEXT, "直播复盘了吗？", "直播复盘了吗？")
    made = selfcheck.add_question(team.visit("mandy"), "穗岚坊", own)
    first = {"metrics-roi": Answer(number=1.8), "flow-late": Answer(number=4), "goals-known": Answer(Choice.GOOD)}
    first[made.key] = Answer(words="没有")
    second = {"metrics-roi": Answer(number=1.5), "flow-late": Answer(number=1), "goals-known": Answer(Choice.GOOD)}
    for answers in (first, second):
        selfcheck.hand_in(lin, "穗岚坊", answers, date.today())
    selfcheck.remove_question(team.visit("mandy"), "穗岚坊", made.key)
    html = drawn(team, "lin")
    assert html.index("变差 -0.3") < html.index("变好 -3") < html.index("直播复盘了吗？")
    assert "<del>没有</del> → —" in html
    assert "1 项无变化" in html
    assert "上次：1.5 ROI" in html
    assert "<polyline" in html
    assert html.count('<i data-choice="good"></i>') == 2


def test_only_managers_are_offered_to_set_it_up(team: Team) -> None:
    assert 'data-form="selfcheck-plan"' in drawn(team, "mandy")
    assert 'data-form="selfcheck-plan"' not in drawn(team, "lin")
    assert team.ids["wu"] not in drawn(team, "mandy")  # a newcomer cannot answer


def test_a_line_of_numbers_stays_in_its_picture() -> None:
    assert line([1, 3, 2]) == "2.0,16.0 36.0,2.0 70.0,9.0"
    assert line([5, 5]) == "2.0,9.0 70.0,9.0"
    assert line([7]) == "2.0,9.0"
    assert line([]) == ""


def test_answers_read_as_people_write_them() -> None:
    percent = Question("k", Section.METRICS, Form.NUMBER, "?", "?", "%")
    assert said(percent, Answer(number=80.0), "zh") == "80%"
    assert said(None, Answer(number=1234567.5, words="x"), "en") == "1234567.5 · x"
    assert said(None, Answer(), "en") == "—"
