"""Conversations of several people over two clients: who finds, reads, shares, copies and judges what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from assistant import desk, talks
from assistant.chat.events import Answer, Done, Event
from assistant.chat.evidence import Citation
from assistant.chat.history import Conversation
from assistant.chat.verdicts import Verdict
from assistant.desk import Visit
from assistant.errors import (
    NothingShared,
    NothingToJudge,
    SharedAcrossClients,
    SharesRestricted,
    UnknownConversation,
    UnknownSpace,
)
from assistant.people.audit import Wanted
from assistant.people.errors import NotAllowed
from assistant.people.roles import Caller, Grant, Role
from vectorstore.models import Kind, Locator, Scope, Source, Space

if TYPE_CHECKING:
    from shelves import Shelf


@dataclass(frozen=True, slots=True)
class Office:
    """Two clients with a source each, and the people around them."""

    shelf: Shelf
    suilan: Space
    yipo: Space
    handbook: Source  # of suilan
    contract: Source  # of yipo

    def visit(self, name: str, grants: frozenset[Grant] = frozenset(Grant), **roles: Role) -> Visit:
        """`name` with a role in "suilan" and in "yipo"."""
        held = {getattr(self, key).id: role for key, role in roles.items()}
        visit: Visit = self.shelf.visit_by(Caller(name, name, roles=held, grants=grants))
        return visit

    def asked(self, visit: Visit, question: str, *cited: Source, text: str = "先停投放 [1]。") -> Conversation:
        """A conversation of one turn."""
        conversation = self.shelf.history.create(visit.caller.id, question)
        self.goes_on(conversation, question, *cited, text=text)
        return desk.own_conversation(visit, conversation.id)

    def goes_on(
        self, conversation: Conversation, question: str, *cited: Source, text: str = "先停投放 [1]。", **fields: str
    ) -> None:
        """One more turn, searched where what it cites is."""
        citations = tuple(
            Citation(n, source.id, source.title, Kind.DOCUMENT, "先停掉全部投放。", Locator(paragraph=2), 1, 1)
            for n, source in enumerate(cited, start=1)
        )
        answer = Answer(question, fields.get("searched", question), text, "zh", citations=citations)
        self.shelf.history.append(conversation.id, answer, sorted({source.space for source in cited}))


@pytest.fixture
def office(shelf: Shelf) -> Office:
    handbook, contract = shelf.add("危机手册.md", b"a"), shelf.add("合同.pdf", b"b", space="漪珀")
    spaces = {space.name: space for space in shelf.catalog.spaces()}
    return Office(shelf, spaces["穗岚坊"], spaces["漪珀"], handbook, contract)


@pytest.fixture
def ann(office: Office) -> Visit:
    return office.visit("ann", suilan=Role.NEWCOMER, yipo=Role.NEWCOMER)


def titles(conversations: list[Conversation]) -> list[str]:
    return [conversation.title for conversation in conversations]


def actions(visit: Visit) -> list[tuple[str, str]]:
    return [(entry.action, entry.space) for entry in reversed(visit.app.audit.entries(Wanted()))]


def test_one_finds_one_s_own_by_title_question_and_answer(office: Office, ann: Visit) -> None:
    first = office.asked(ann, "出事先做什么？", office.handbook)
    office.goes_on(first, "Who calls Mr. Chen?", office.handbook, text="林晓曼来打 [1]。")
    office.asked(ann, "合同多久到期？", office.contract, text="提前 60% 的时间 [1]。")
    office.asked(office.visit("bob", suilan=Role.MANAGER), "出事先做什么？", office.handbook)
    assert titles(talks.listed(ann)) == ["合同多久到期？", "出事先做什么？"]
    for words in ("出事", "who calls", "CHEN", "林晓曼", "投放 林晓曼"):
        assert titles(talks.listed(ann, words)) == ["出事先做什么？"], words
    assert titles(talks.listed(ann, "60%")) == ["合同多久到期？"]
    for words in ("%", "_", "林晓曼 合同"):
        assert titles(talks.listed(ann, words)) == (["合同多久到期？"] if words == "%" else []), words


def test_what_one_lost_is_not_found_by_its_words(office: Office, ann: Visit) -> None:
    office.asked(ann, "合同？", office.contract, text="违约金是三倍 [1]。")
    assert titles(talks.listed(ann, "三倍")) == ["合同？"]
    later = office.visit("ann", suilan=Role.NEWCOMER)
    assert talks.listed(later, "三倍") == []
    assert titles(talks.listed(later, "合同")) == ["合同？"]


def test_pages_follow_each_other_without_a_gap(office: Office, ann: Visit) -> None:
    for i in range(7):
        office.asked(ann, f"问题 {i}", office.handbook)
    pages, after = [], ""
    while page := talks.listed(ann, "问题", after, limit=3):
        pages.append(titles(page))
        after = page[-1].id
    assert pages == [["问题 6", "问题 5", "问题 4"], ["问题 3", "问题 2", "问题 1"], ["问题 0"]]
    with pytest.raises(UnknownConversation):
        talks.listed(office.visit("bob"), after=after)


def test_what_a_page_leaves_out_does_not_end_the_list(office: Office, ann: Visit) -> None:
    office.asked(ann, "最早的", office.handbook, text="三倍 [1]")
    for i in range(talks.BATCH + 1):
        office.asked(ann, f"合同 {i}", office.contract, text="三倍 [1]")
    later = office.visit("ann", suilan=Role.NEWCOMER)
    assert titles(talks.listed(later, "三倍")) == ["最早的"]


def test_renaming_and_taking_the_name_back(office: Office, ann: Visit) -> None:
    made = office.asked(ann, "出事先做什么？", office.handbook)
    assert talks.rename(ann, made.id, "  危机\n第一小时 ").title == "危机 第一小时"
    assert talks.rename(ann, made.id, " \t").title == "出事先做什么？"


def test_deleting_takes_answers_and_judgements_along(office: Office, ann: Visit) -> None:
    made = office.asked(ann, "出事先做什么？", office.handbook)
    talks.judge(ann, (made.id, 0), Verdict.WRONG, "不对")
    talks.delete(ann, made.id)
    assert talks.listed(ann) == []
    assert office.shelf.verdicts.newest((), 0, 10) == []
    assert actions(ann)[-1] == ("deleted", office.suilan.id)


def test_somebody_else_s_does_not_exist(office: Office, ann: Visit) -> None:
    made = office.asked(ann, "出事先做什么？", office.handbook)
    boss = office.visit("boss", suilan=Role.MANAGER, yipo=Role.MANAGER)
    for act in (talks.delete, talks.share, talks.unshare, talks.copy, talks.opened, talks.exported):
        with pytest.raises(UnknownConversation):
            act(boss, made.id)
    for act in (lambda: talks.rename(boss, made.id, "x"), lambda: talks.judge(boss, (made.id, 0), Verdict.RIGHT)):
        with pytest.raises(UnknownConversation):
            act()
    assert titles(talks.listed(ann)) == ["出事先做什么？"]


def test_a_token_that_reads_changes_nothing(office: Office, ann: Visit) -> None:
    made = office.asked(ann, "出事先做什么？", office.handbook)
    reading = office.visit("ann", frozenset({Grant.READ}), suilan=Role.NEWCOMER)
    assert titles(talks.listed(reading)) == ["出事先做什么？"]
    for act in (talks.delete, talks.share, talks.unshare, talks.copy):
        with pytest.raises(NotAllowed):
            act(reading, made.id)
    with pytest.raises(NotAllowed):
        talks.judge(reading, (made.id, 0), Verdict.RIGHT)
    with pytest.raises(NotAllowed):
        talks.listed(replace(ann, caller=replace(ann.caller, must_change=True)))


def test_shared_in_a_space_its_members_read_it_and_nobody_else(office: Office, ann: Visit) -> None:
    made = office.asked(ann, "出事先做什么？", office.handbook)
    assert talks.share(ann, made.id) == office.suilan
    member, stranger = office.visit("bob", suilan=Role.NEWCOMER), office.visit("eve", yipo=Role.MANAGER)
    conversation, (turn,) = talks.opened(member, made.id)
    assert (conversation.title, turn.answer.text) == ("出事先做什么？", "先停投放 [1]。")
    assert actions(member)[-2:] == [("shared", office.suilan.id), ("viewed", office.suilan.id)]
    with pytest.raises(UnknownConversation):
        talks.opened(stranger, made.id)
    for act in (talks.delete, talks.share):
        with pytest.raises(UnknownConversation):
            act(member, made.id)
    assert talks.listed(member) == []
    talks.unshare(ann, made.id)
    with pytest.raises(UnknownConversation):
        talks.opened(member, made.id)


def test_what_is_asked_elsewhere_later_is_not_there_for_readers(office: Office, ann: Visit) -> None:
    made = office.asked(ann, "出事先做什么？", office.handbook)
    talks.share(ann, made.id)
    office.goes_on(made, "漪珀的合同呢？", office.contract)
    office.goes_on(made, "两家比一比", office.handbook, office.contract)
    office.goes_on(made, "那退款呢？", office.handbook)
    _, turns = talks.opened(office.visit("bob", suilan=Role.NEWCOMER, yipo=Role.NEWCOMER), made.id)
    assert [turn.answer.question for turn in turns] == ["出事先做什么？", "那退款呢？"]
    assert len(talks.opened(ann, made.id)[1]) == 4


def test_sharing_says_why_not(office: Office, ann: Visit) -> None:
    empty = office.shelf.history.create("ann", "空")
    across = office.asked(ann, "两家比一比", office.handbook, office.contract)
    one_each = office.asked(ann, "甲", office.handbook)
    office.goes_on(one_each, "乙", office.contract)
    with pytest.raises(NothingShared):
        talks.share(ann, empty.id)
    for conversation in (across, one_each):
        with pytest.raises(SharedAcrossClients, match="2"):
            talks.share(ann, conversation.id)
    lost = office.asked(ann, "合同？", office.contract)
    with pytest.raises(UnknownSpace):
        talks.share(office.visit("ann", suilan=Role.NEWCOMER), lost.id)


def test_what_rests_on_restricted_sources_is_not_shared(office: Office) -> None:
    boss = office.visit("boss", suilan=Role.MANAGER)
    secret = office.shelf.add("薪酬.xlsx", b"c", restricted=True)
    cites = office.asked(boss, "薪酬多少？", secret)
    counts = office.asked(boss, "我们有多少份文件？", office.handbook)
    plain = office.asked(boss, "出事先做什么？", office.handbook)
    for conversation in (cites, counts):
        with pytest.raises(SharesRestricted, match="穗岚坊"):
            talks.share(boss, conversation.id)
    assert talks.share(boss, plain.id) == office.suilan


def test_restricted_or_removed_after_sharing_an_answer_is_empty(office: Office, ann: Visit) -> None:
    made = office.asked(ann, "出事先做什么？", office.handbook)
    talks.share(ann, made.id)
    office.shelf.catalog.update(office.handbook.id, restricted=True)
    member = office.visit("bob", suilan=Role.CONTRIBUTOR)
    assert [turn.answer.text for turn in talks.opened(member, made.id)[1]] == [""]
    assert talks.opened(office.visit("boss", suilan=Role.MANAGER), made.id)[1][0].answer.text
    office.shelf.catalog.delete(office.handbook.id)
    assert [turn.answer.citations for turn in talks.opened(ann, made.id)[1]] == [()]
    with pytest.raises(NothingToJudge):
        talks.judge(ann, (made.id, 0), Verdict.RIGHT)


def test_a_manager_of_the_space_may_end_the_sharing(office: Office, ann: Visit) -> None:
    made = office.asked(ann, "出事先做什么？", office.handbook)
    talks.unshare(ann, made.id)  # was not shared: nothing to end
    talks.share(ann, made.id)
    with pytest.raises(NotAllowed):
        talks.unshare(office.visit("bob", suilan=Role.CONTRIBUTOR), made.id)
    talks.unshare(office.visit("boss", suilan=Role.MANAGER), made.id)
    assert desk.own_conversation(ann, made.id).shared is None


def test_one_s_own_copy_goes_on_apart(office: Office, ann: Visit) -> None:
    made = office.asked(ann, "出事先做什么？", office.handbook)
    secret = office.shelf.add("薪酬.xlsx", b"c")
    office.goes_on(made, "薪酬呢？", secret)
    talks.share(ann, made.id)
    office.shelf.catalog.update(secret.id, restricted=True)
    bob = office.visit("bob", suilan=Role.NEWCOMER)
    copied = talks.copy(bob, made.id)
    assert (copied.person, copied.shared, copied.title) == ("bob", None, "出事先做什么？")
    assert [turn.answer.question for turn in talks.opened(bob, copied.id)[1]] == ["出事先做什么？"]
    office.goes_on(copied, "那退款呢？", office.handbook)
    assert len(office.shelf.history.turns(made.id)) == 2
    assert titles(talks.listed(bob)) == ["出事先做什么？"]


def test_one_judgement_a_person_and_turn(office: Office, ann: Visit) -> None:
    made = office.asked(ann, "出事先做什么？", office.handbook)
    talks.share(ann, made.id)
    bob, boss = office.visit("bob", suilan=Role.NEWCOMER), office.visit("boss", suilan=Role.MANAGER)
    talks.judge(ann, (made.id, 0), Verdict.WRONG, "  应该先\n打电话 ")
    talks.judge(ann, (made.id, 0), Verdict.INCOMPLETE, "缺了电话")
    talks.judge(bob, (made.id, 0), Verdict.RIGHT)
    assert {k: (v.verdict, v.why) for k, v in talks.own_verdicts(ann, made.id).items()} == {
        0: ("incomplete", "缺了电话")
    }
    seen = [(one.judgement.person, one.judgement.verdict, one.judgement.why) for one in talks.judged(boss)]
    assert seen == [("bob", Verdict.RIGHT, ""), ("ann", Verdict.INCOMPLETE, "缺了电话")]
    assert [one.judgement.person for one in talks.judged(boss, verdicts=[Verdict.RIGHT])] == ["bob"]
    talks.withdraw(bob, (made.id, 0))
    assert [one.judgement.person for one in talks.judged(boss)] == ["ann"]
    assert actions(ann)[-1] == ("judged", office.suilan.id)
    for position in (1, -1):
        with pytest.raises(NothingToJudge):
            talks.judge(ann, (made.id, position), Verdict.RIGHT)


def test_only_managers_of_all_that_an_answer_is_about_see_what_is_thought_of_it(office: Office, ann: Visit) -> None:
    for source in (office.handbook, office.contract):
        talks.judge(ann, (office.asked(ann, source.title, source).id, 0), Verdict.WRONG)
    both = office.asked(ann, "两家比一比", office.handbook, office.contract)
    talks.judge(ann, (both.id, 0), Verdict.WRONG)

    def questions(visit: Visit, space: str = "") -> list[str]:
        return [one.turn.answer.question for one in talks.judged(visit, space)]

    assert questions(ann) == []
    assert questions(office.visit("b", suilan=Role.CONTRIBUTOR)) == []
    assert questions(office.visit("c", suilan=Role.MANAGER)) == ["危机手册.md"]
    assert questions(office.visit("d", suilan=Role.MANAGER, yipo=Role.NEWCOMER)) == ["危机手册.md"]
    everywhere = office.visit("e", suilan=Role.MANAGER, yipo=Role.MANAGER)
    assert questions(everywhere) == ["两家比一比", "合同.pdf", "危机手册.md"]
    assert questions(everywhere, office.yipo.id) == ["两家比一比", "合同.pdf"]
    with pytest.raises(NothingToJudge):
        talks.judged_turn(office.visit("c", suilan=Role.MANAGER), (both.id, 0), "ann")
    assert talks.judged_turn(everywhere, (both.id, 0), "ann").spaces == (office.suilan.id, office.yipo.id)


def test_each_source_s_client_is_named_only_where_several_were_asked(office: Office, ann: Visit) -> None:
    both = office.asked(ann, "两家比一比", office.handbook, office.contract)
    one = office.asked(ann, "出事？", office.handbook)
    assert talks.client_names(ann, desk.turns(ann, both)[0]) == {
        office.handbook.id: "穗岚坊",
        office.contract.id: "漪珀",
    }
    assert talks.client_names(ann, desk.turns(ann, one)[0]) == {}


class Listening:
    """An answerer that keeps what it was told of the turns before, and answers the same each time."""

    def __init__(self) -> None:
        self.before: list[str] = []

    def answer(self, question: str, _scope: Scope, before: list[Answer], _lang: str | None) -> Iterator[Event]:
        self.before = [answer.question for answer in before]
        yield Done(Answer(question, question, "好。", "zh"))


def at_desk(visit: Visit, answerer: Listening) -> Visit:
    """The visit to a desk with this answerer."""
    parts = {name: getattr(visit.app, name) for name in ("catalog", "history", "audit", "asking")}
    return replace(visit, app=SimpleNamespace(**parts, answerer=answerer))  # type: ignore[arg-type]


def test_a_follow_up_is_not_told_of_what_its_asker_lost(office: Office, ann: Visit) -> None:
    made = office.asked(ann, "合同？", office.contract)
    office.goes_on(made, "出事？", office.handbook)
    answerer, asked = Listening(), desk.Asked("那呢？", ("穗岚坊",), conversation=made.id)
    list(desk.ask(at_desk(ann, answerer), asked)[1])
    assert answerer.before == ["合同？", "出事？"]
    list(desk.ask(at_desk(office.visit("ann", suilan=Role.NEWCOMER), answerer), asked)[1])
    assert answerer.before == ["出事？", "那呢？"]


def test_deleted_while_it_is_answered_is_said_so(office: Office, ann: Visit) -> None:
    made = office.asked(ann, "出事？", office.handbook)
    _, events = desk.ask(at_desk(ann, Listening()), desk.Asked("那呢？", ("穗岚坊",), conversation=made.id))
    talks.delete(ann, made.id)
    with pytest.raises(UnknownConversation):
        list(events)
