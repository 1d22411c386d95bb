"""From a question of the interview to an answer that cites it and says who verified it; and out of everywhere again."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from assistant import desk
from assistant.chat.events import Answer, Done
from assistant.chat.standing import State
from assistant.desk import Asked, Visit
from assistant.handover import consent, interviews
from assistant.handover.consent import Change
from assistant.handover.grounds import Wish
from assistant.handover.interviews import Said
from assistant.people.roles import EVERYTHING, Caller, Role
from assistant.people.users import Account
from vectorstore.models import Kind

if TYPE_CHECKING:
    from assistant.build import App

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("interview_walk")]
TOLD = {
    "account-owners": "天猫旗舰店登记在客户自己的公司名下，管理员是客户的电商经理周敏，因为换代运营时吃过亏。"
    "比如 2025 年 3 月靠这条两天就拿回了权限。除非客户书面同意，否则不用我们的主体。",
    "account-roles": "子账号只给投放组三个人，改预算要两个人复核 withheldword，因为出过一次误操作。"
    "比如去年双十一多花了四万。",
}
READ_S = 120


def asked(visit: Visit, question: str) -> Answer:
    _, events = desk.ask(visit, Asked(question, lang="zh"))
    return next(event.answer for event in events if isinstance(event, Done))


def test_what_is_told_is_found_cited_and_verified_until_it_is_withdrawn(emptied_app: App) -> None:
    app = emptied_app
    lin, wu = (
        app.identity.users.add(Account(name, shown=shown)).id for name, shown in (("lin", "林小满"), ("wu", "吴"))
    )
    space = app.catalog.space_named("穗岚坊")
    app.identity.members.put(space.id, lin, Role.CONTRIBUTOR)
    app.identity.members.put(space.id, wu, Role.NEWCOMER)
    visit, reader = (Visit(app, caller_of(app, person)) for person in (lin, wu))

    found = interviews.begin(visit, space.id, Wish(items=tuple(TOLD))).interview
    left = dict(TOLD)
    while left:
        assert found.pending is not None
        said = Said(found.pending.key, left.pop(found.pending.subject, ""), 30.0)
        found = interviews.answer(visit, found.id, said).interview
    drafts = interviews.finish(visit, found.id)
    (withheld,) = (draft for draft in drafts if "withheldword" in str(draft.card))
    consent.change(visit, found.id, withheld.position, Change(withheld=True))
    source = consent.consent(visit, found.id).source
    assert source is not None
    wait_for(app, source)

    headings = {block.headings for block in app.catalog.blocks(source, 1)}
    assert any(len(path) == 2 for path in headings)  # each card is a section of its own
    answer = asked(reader, "天猫旗舰店登记在谁的名下？管理员是谁？")
    assert not answer.refused
    assert {citation.source for citation in answer.citations} == {source}
    assert {citation.kind for citation in answer.citations} == {Kind.INTERVIEW}
    assert {(one.state, one.by) for one in answer.standings} == {(State.VERIFIED, "林小满")}
    data = b"".join(path.read_bytes() for path in app.settings.folder.rglob("*") if path.is_file())
    assert b"withheldword" not in data

    consent.withdraw(visit, found.id)
    assert not app.catalog.has(source)
    assert asked(reader, "天猫旗舰店登记在谁的名下？管理员是谁？").refused


def caller_of(app: App, person: str) -> Caller:
    caller = app.identity.as_caller(person, EVERYTHING)
    assert caller is not None
    return caller


def wait_for(app: App, source: str) -> None:
    end = time.monotonic() + READ_S
    while not app.catalog.source(source).status.ended:
        assert time.monotonic() < end
        time.sleep(0.2)
