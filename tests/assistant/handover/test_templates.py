"""Templates: Baton's own are complete in both languages, and people's are read or refused with file and line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from assistant.handover import templates
from assistant.handover.errors import TemplateWrong
from assistant.handover.records.handovers import Phase
from assistant.handover.templates import SECTIONS, Need, Template

HAN = re.compile(r"[\u4e00-\u9fff]")
OURS = templates.load()
OWN = """\
version = 2
title.zh = "短交接"
title.en = "Short"

[[section]]
key = "accounts"
title.zh = "账号"
title.en = "Accounts"

[[section.item]]
key = "who"
title.zh = "谁有账号"
title.en = "Who has accounts"
evidence.zh = "清单"
evidence.en = "A list"
needs = ["what", "who"]
queries.zh = ["账号 归属"]
queries.en = ["account owners"]
phase = "capture"
days = 5

[[section.item]]
key = "where"
title = { zh = "在哪里", en = "Where" }
evidence = { zh = "路径", en = "A path" }
needs = ["what"]
phase = "prepare"
days = 0
[section.item.queries]
zh = ["位置"]
en = ["place"]
"""


def written(folder: Path, text: str, name: str = "own.toml") -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def refused(folder: Path, text: str) -> TemplateWrong:
    with pytest.raises(TemplateWrong) as caught:
        templates.load(written(folder, text))
    return caught.value


@pytest.mark.parametrize("template", OURS.values(), ids=OURS.keys())
def test_wording_is_complete_in_both_languages(template: Template) -> None:
    for words in (template.title, *(section.title for section in template.sections)):
        assert HAN.search(words["zh"])
        assert not HAN.search(words["en"])
    for section, item in template.items:
        for words in (item.title, item.evidence):
            assert HAN.search(words["zh"]), item.key
            assert not HAN.search(words["en"]), item.key
        assert not HAN.search(" ".join(item.queries["en"])), item.key
        assert 2 <= len(item.queries["zh"]) <= 6, item.key
        assert 2 <= len(item.queries["en"]) <= 6, item.key
        assert len(set(item.queries["zh"])) == len(item.queries["zh"]), item.key
        assert item.needs, (section.key, item.key)


@pytest.mark.parametrize("template", OURS.values(), ids=OURS.keys())
def test_every_section_has_items_and_each_is_done_in_order(template: Template) -> None:
    assert [section.key for section in template.sections] == [
        key for key in SECTIONS if key in {section.key for section in template.sections}
    ]
    assert all(section.items for section in template.sections)
    latest = {phase: max((i.days for _, i in template.items if i.phase is phase), default=0) for phase in Phase}
    soonest = {phase: min((i.days for _, i in template.items if i.phase is phase), default=99) for phase in Phase}
    for before, after in (
        (Phase.PREPARE, Phase.CAPTURE),
        (Phase.CAPTURE, Phase.OVERLAP),
        (Phase.OVERLAP, Phase.REVIEW),
    ):
        assert soonest[before] >= latest[after]
    assert Phase.SIGNED_OFF not in {item.phase for _, item in template.items}


def test_the_agencys_list_has_what_agencies_hand_over() -> None:
    agency = OURS["agency"]
    assert tuple(section.key for section in agency.sections) == SECTIONS
    assert all(3 <= len(section.items) <= 6 for section in agency.sections)
    assert 55 <= len(list(agency.items)) <= 70
    said = " ".join(f"{item.title['zh']} {item.evidence['zh']}" for _, item in agency.items)
    for noun in (
        *(
            "归属",
            "权限",
            "不写密码",
            "SOP",
            "历史花费",
            "原始数据",
            "备份",
            "对接人",
            "偏好",
            "忌讳",
            "承诺",
            "语气",
            "审批",
        ),
        *(
            "定位",
            "用户",
            "结构",
            "出价",
            "人群",
            "排除",
            "测试",
            "危机",
            "预警",
            "本该怎么做",
            "日历",
            "承诺",
            "供应商",
        ),
        *("合同", "交接条款", "工具", "职责", "KPI", "节奏", "风险", "目标", "指标", "流程", "反馈", "问题", "改进"),
    ):
        assert noun in said, noun


def test_ones_own_is_read_however_it_is_written(tmp_path: Path) -> None:
    found = templates.load(written(tmp_path, "\ufeff" + OWN.replace("\n", "\r\n")))["own"]
    assert (found.key, found.version, found.title["zh"]) == ("own", 2, "短交接")
    who, where = (item for _, item in found.items)
    assert who.needs == (Need.WHAT, Need.WHO)
    assert (where.queries["en"], where.phase, where.days) == (("place",), Phase.PREPARE, 0)
    assert set(templates.load(tmp_path)) == {"agency", "own", "project"}
    assert set(templates.load(tmp_path / "nowhere")) == set(OURS)


def test_one_of_the_same_name_takes_batons_place(tmp_path: Path) -> None:
    assert templates.load(written(tmp_path, OWN, "agency.toml"))["agency"].version == 2


@pytest.mark.parametrize(
    ("change", "line", "what"),
    [
        (("version = 2", "version = two"), 1, "TOML"),
        (("days = 0", "days = 0\ncolour = 1"), 29, "no such key: section.item.colour"),
        (('title.en = "Short"', 'title.fr = "Court"'), 2, "title.en is missing"),
        (('title.zh = "账号"', 'title.zh = "账号"\ntitle.fr = "x"'), 8, "no such key: section.title.fr"),
        (('evidence.en = "A list"\n', ""), 14, "section.item.evidence.en is missing"),
        (('key = "where"', 'key = "who"'), 23, "the key who is there twice"),
        (('needs = ["what", "who"]', 'needs = ["what", "whom"]'), 16, "section.item.needs"),
        (('needs = ["what", "who"]', "needs = []"), 16, "section.item.needs"),
        (('phase = "capture"', 'phase = "later"'), 19, "section.item.phase"),
        (("days = 5", "days = -5"), 20, "section.item.days"),
        (("days = 5", 'days = "5"'), 20, "section.item.days"),
        (('title.zh = "谁有账号"', 'title.zh = " "'), 12, "section.item.title.zh"),
        (('key = "accounts"', 'key = "账号"'), 6, "section.key"),
        (('queries.zh = ["账号 归属"]', "queries.zh = []"), 17, "section.item.queries.zh"),
        (('[[section.item]]\nkey = "where"', '[[section]]\nkey = "accounts"'), 22, "section.item"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, change: tuple[str, str], line: int, what: str) -> None:
    assert change[0] in OWN
    error = refused(tmp_path, OWN.replace(*change, 1))
    assert error.details["file"] == "own.toml"
    assert what in error.say("en")
    assert error.details["line"] == line
    assert "own.toml" in error.say("zh")
    assert HAN.search(error.details["what_zh"])


def test_two_sections_of_one_key_are_refused(tmp_path: Path) -> None:
    again = OWN + OWN[OWN.index("[[section]]") :].replace('key = "wh', 'key = "a-wh')
    error = refused(tmp_path, again)
    assert error.details["line"] == 33
    assert "accounts" in error.say("en")


def test_what_is_no_template_at_all_is_refused(tmp_path: Path) -> None:
    for content in (b"\xff\xfe\x00", b"", b"x" * (templates.LARGEST + 1), "版本 = 1".encode("gb18030")):
        (tmp_path / "own.toml").write_bytes(content)
        with pytest.raises(TemplateWrong):
            templates.load(tmp_path)
    (tmp_path / "own.toml").write_text(OWN, encoding="utf-8")
    written(tmp_path, OWN, "a b.toml")
    with pytest.raises(TemplateWrong, match=r"a b\.toml"):
        templates.load(tmp_path)
