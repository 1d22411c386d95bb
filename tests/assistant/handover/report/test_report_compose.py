"""Facts in sections: every claim with its source, nothing said that is not known, in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from report_samples import ADDRESS, empty, facts, signed_off

from assistant.handover.report import words
from assistant.handover.report.compose import compose
from assistant.handover.report.document import Document, Table, Text
from assistant.handover.report.facts import Facts
from vectorstore.models import Kind, Locator


def place(locator: Locator, lang: str) -> str:
    return {"zh": "处", "en": "at"}[lang] + str(locator.start or locator.page or locator.paragraph)


def made(told: Facts, lang: str = "zh") -> Document:
    return compose(told, lang, ADDRESS, place)


def said(text: Text) -> str:
    return "".join(run.text for run in text)


def text_of(document: Document, *sections: str) -> str:
    chosen = [one for one in document.sections if one.key in sections or not sections]
    whole = Document(**{**{name: getattr(document, name) for name in Document.__slots__}, "sections": tuple(chosen)})
    return "\n".join(map(said, whole.texts()))


def cover_of(document: Document) -> dict[str, str]:
    return {said(word): said(value) for word, value in document.cover.rows}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_marks_are_numbered_as_they_are_met_and_each_has_its_source(lang: str) -> None:
    document = made(facts(), lang)
    met = list(dict.fromkeys(n for text in document.texts() for run in text for n in run.marks))
    assert met == [one.n for one in document.references] == list(range(1, len(met) + 1))
    assert [one.title for one in document.references] == ["林晓访谈.md", "Manual.pdf", "复盘会.m4a"]


def test_a_source_says_enough_to_be_believed_without_baton() -> None:
    by_title = {one.title: one for one in made(facts(), "en").references}
    meeting, manual = by_title["复盘会.m4a"], by_title["Manual.pdf"]
    assert meeting.about == ("recording", "at750", "2026-03-14")
    assert meeting.quote == "品牌词日预算上限 25,000 元。"
    assert meeting.link == f"{ADDRESS}/?source=meeting&block=4"
    assert by_title["林晓访谈.md"].about == ("interview", "at3", "verified by 林晓, 2026-04-02")
    assert manual.about[-1] == "review date passed: 2026-01-01"
    assert manual.stale
    assert not meeting.stale


def test_what_is_stale_or_verified_says_so_beside_the_claim() -> None:
    profile = text_of(made(facts()), "profile")
    assert "（林晓 于 2026-04-02 确认）" in profile
    assert "（复核期限已过：2026-01-01）" in profile


def test_the_first_page_says_where_it_stands_and_what_was_left_out() -> None:
    document = made(facts())
    cover = cover_of(document)
    assert (cover["移交方"], cover["接手方"], cover["当前阶段"]) == ("林晓、Mandy", "吴桐", "并行")
    assert cover["清单进度"] == "6 项中已办结 3 项，50%"
    assert cover["签收"] == "尚未签收"
    assert cover["有未结事项仍推进的原因"] == "进入“并行”：直播账号要等平台审核（Mandy，2026-04-12）"
    assert said(document.notes[0].text) == "本报告供客户全体成员阅读，有 1 份仅负责人可见的资料未收入。"
    assert document.footer == "穗岚坊 · 2026-04-20"


def test_signed_off_by_whom_and_when() -> None:
    cover = cover_of(made(signed_off(), "en"))
    assert cover["Signed off"] == "吴桐, 2026-04-30"
    assert cover["Phase"] == "signed off"


def test_managers_are_told_what_is_closed_to_others() -> None:
    document = made(facts(for_managers=True), "en")
    assert said(document.notes[0].text).startswith("For managers only: 1 of the sources")
    assert "zqsecret" in text_of(document)
    assert "for managers only" in next(one for one in document.references if one.title == "合同.pdf").about


def test_a_passage_that_is_not_the_readers_is_nowhere() -> None:
    document = made(facts())
    assert "zqsecret" not in text_of(document)
    assert "zqsecret" not in str(document)


def test_nothing_in_the_library_is_not_the_same_as_not_looked_for() -> None:
    profile, calendar = text_of(made(facts()), "profile"), text_of(made(facts()), "calendar")
    assert "资料库里没有：沟通禁忌。 可以问：Mandy" in profile
    assert "尚未评估资料库中是否有：大促日历。" in calendar
    assert "资料库里没有" not in calendar
    assert "私域" not in calendar  # nobody needs it


def test_the_checklist_tells_state_judgement_and_proof() -> None:
    checklist = text_of(made(facts()), "checklist")
    assert "依据不足：缺少原因、具体数字\nNever promise" in checklist
    assert "由 陈立 认定为“依据充分”：现场核对过\n品牌词日预算" in checklist
    assert "不适用：客户不做私域" in checklist
    assert "吴桐 已退回：缺禁忌" in checklist
    assert "暂无\n2026-04-01" in checklist
    assert "资料库中没有\n可以问：Mandy" in checklist


def test_the_summary_counts_and_says_what_to_look_at_first() -> None:
    section = made(facts()).section("summary")
    summary = text_of(made(facts()), "summary")
    assert "已办结 3 项，逾期 1 项" in summary
    assert "2 项依据充分，1 项依据不足，1 项没有依据" in summary
    assert "另有 2 项尚未评估" in summary
    assert (section.count, section.lacking) == (0, 2)
    assert summary.index("评论口径：依据不足 · 已逾期") < summary.index("沟通禁忌：资料库中没有 · 可以问：Mandy")


def test_decisions_crises_questions_people_and_words() -> None:
    document = made(facts(), "en")
    decisions = text_of(document, "decisions")
    assert "Refused: 不设上限" in decisions
    assert "What came of it: 未再超" in decisions
    assert "another one says otherwise found by Baton, confirmed by nobody" in decisions
    assert "2026-03-14 · 差评集中爆发" in text_of(document, "crises")
    assert "Lesson\n先停再查" in text_of(document, "crises")
    questions = text_of(document, "questions")
    assert "谁批 30% 以上佣金？ asked 3 times" in questions
    assert "就是不同意。 (verified by 林晓, 2026-04-02)" in questions
    people = text_of(document, "people")
    assert "投放, no topic" in people
    assert "审批习惯, and 2 more" in people
    assert "直通车\nZTC" in text_of(document, "glossary")
    risks = text_of(document, "risks")
    for word in ("Wanted above all", "Late", "Past their review date", "contradict each other", "Sent back"):
        assert word in risks


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_client_with_nothing_gets_an_honest_report(lang: str) -> None:
    document = made(empty(), lang)
    assert document.references == ()
    assert [one.key for one in document.sections] == [one.key for one in made(facts(), lang).sections]
    assert words.say("summary.no_handover", lang) in text_of(document)
    assert text_of(document).count(words.say("nothing", lang)) >= 5
    assert all(section.blocks for section in document.sections)


def test_tables_have_a_width_for_every_column() -> None:
    for document in (made(facts()), made(empty())):
        for section in document.sections:
            for block in section.blocks:
                if isinstance(block, Table):
                    assert {len(row) for row in block.rows} <= {len(block.widths)}
                    assert not block.head or len(block.head) == len(block.widths)


def test_both_languages_say_the_same_and_no_word_is_idle() -> None:
    for english, chinese in words.WORDS.values():
        assert set(re.findall(r"\{(\w+)\}", english)) == set(re.findall(r"\{(\w+)\}", chinese))
        assert not re.search(r"[\u4e00-\u9fff]", english)
    folder = Path(words.__file__).parent
    code = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py") if path.name != "words.py")
    of_values = (
        "kind",
        "phase",
        "state",
        "verdict",
        "received",
        "lacking",
        "cover",
        "note",
        "head",
        "team",
        "part",
        "risks",
    )
    named = {key for key in words.WORDS if re.search(rf"[\"']{re.escape(key)}[\"']", code)}
    idle = {key for key in words.WORDS.keys() - named if key.partition(".")[0] not in of_values}
    assert idle == {"decision.refused", "decision.outcome"}  # f"decision.{key}"
    assert {f"kind.{kind.value}" for kind in Kind} <= words.WORDS.keys()
