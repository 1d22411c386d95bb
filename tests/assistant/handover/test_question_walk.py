"""From a refusal to a verified answer on a real App: refused, sent on, answered, and given to whoever asks the same."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from assistant.build import App
from assistant.chat.events import Answer, Done
from assistant.chat.standing import VERIFIED_ANSWER, State
from assistant.desk import Asked, Visit, ask
from assistant.handover import answering, questions
from assistant.handover.answering import Answering
from assistant.handover.records.questions import Asking, Why
from assistant.people.roles import EVERYTHING, Role
from assistant.people.users import Account
from ingest.intake import Upload

pytestmark = pytest.mark.slow
REBATE = "达人投放的返点比例是多少？"
SAME = ("找达人投放，机构返多少点？", "达人投放的返点比例是多少", "What rebate do we get on influencer placements?")


def asked(visit: Visit, question: str) -> Answer:
    _, events = ask(visit, Asked(question))
    return next(event.answer for event in events if isinstance(event, Done))


def indexed(app: App) -> None:
    end = time.monotonic() + 120
    while not all(source.status.ended for source in app.catalog.sources()):
        assert time.monotonic() < end
        time.sleep(0.1)


def test_a_question_nobody_could_answer(app: App, text_file: Callable[[str, str], Upload]) -> None:
    own, foreign = (app.catalog.space_named(name).id for name in ("穗岚坊", "漪珀"))
    visits = {}
    for name, space, role in (
        ("chen", own, Role.MANAGER),
        ("lin", own, Role.CONTRIBUTOR),
        ("wu", own, Role.NEWCOMER),
        ("zhao", foreign, Role.MANAGER),
    ):
        person = app.identity.users.add(Account(name, admin=name == "chen")).id
        app.identity.members.put(space, person, role)
        caller = app.identity.as_caller(person, EVERYTHING)
        assert caller is not None
        visits[name] = Visit(app, caller)
    app.pipeline.submit(own, [text_file("手册.md", "# 投放\n\n周报每周五发给客户。\n")])
    app.pipeline.submit(foreign, [text_file("手册二.md", "# 投放\n\n周报每周一发给客户。\n")])
    indexed(app)

    refused = asked(visits["wu"], REBATE)
    assert refused.refused
    made = questions.send_on(visits["wu"], own, Asking(REBATE, "zh", Why.UNANSWERABLE), visits["lin"].caller.id)
    given = Answering("机构返 15%，头部达人单谈。\n后台密码：Abc12345!")
    done = answering.answer(visits["lin"], made.id, given)
    assert done.given is not None
    indexed(app)

    for question in SAME:
        answer = asked(visits["wu"], question)
        assert answer.mode == VERIFIED_ANSWER, question
        assert "机构返 15%" in answer.text
        assert "Abc12345" not in answer.text  # masked as in any source
        assert [citation.source for citation in answer.citations] == [done.given.source]
        assert [(one.state, one.by) for one in answer.standings] == [(State.VERIFIED, "lin")]
    for other in ("信息流投放的返点比例是多少？", "达人投放的返点什么时候结算？"):
        assert asked(visits["wu"], other).mode != VERIFIED_ANSWER, other
    for question in (REBATE, *SAME):
        answer = asked(visits["zhao"], question)
        assert "15%" not in answer.text
        assert answer.mode != VERIFIED_ANSWER

    answering.answer(visits["lin"], made.id, Answering("机构返 12%。"))
    indexed(app)
    assert asked(visits["wu"], REBATE).text == "机构返 12%。 [1]"
    assert app.catalog.source(done.given.source).version == 2
    app.withdraw(done.given.source)
    assert asked(visits["wu"], REBATE).mode != VERIFIED_ANSWER
