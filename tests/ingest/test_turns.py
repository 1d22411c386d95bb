from __future__ import annotations

import time

import pytest

from ingest.turns import find_form, normalise, read_turns, seconds

FEISHU = """复盘会
2024年1月4日 下午 3:03|31分钟 22秒

关键词:
预算、投放

文字记录:

说话人 1 00:00
大家好，今天聊：预算 10:00 前给。

说话人 2 00:12
好的
第二行

说话人 1 01:02:03
再见
"""
MEETINGS = {
    "feishu": (FEISHU, [("说话人 1", 0), ("说话人 2", 12), ("说话人 1", 3723)]),
    "tencent": (
        "张三(00:00:05)：大家好\n李四(00:00:15): 你好\n张三(00:01:05)：开始",
        [("张三", 5), ("李四", 15), ("张三", 65)],
    ),
    "tencent, header": ("张三 00:00:05\n大家好\n\n李四 00:00:15\n你好\n", [("张三", 5), ("李四", 15)]),
    "dingtalk": ("[00:00:05] 张三：大家好\n[00:00:15] 李四：你好\n", [("张三", 5), ("李四", 15)]),
    "iflytek": ("说话人1 00:05\n大家好\n说话人2 00:15\n你好\n", [("说话人1", 5), ("说话人2", 15)]),
    "zoom": ("[Alice Chen] 10:03:12\nhello\n\n[Bob] 10:03:20\nhi\n", [("Alice Chen", 36192), ("Bob", 36200)]),
    "otter": ("Speaker 1  0:05  \nHello\n\nSpeaker 2  0:12\nHi\n", [("Speaker 1", 5), ("Speaker 2", 12)]),
    "teams, old": (
        "0:0:0.0 --> 0:0:5.100\nZhang San\nHello\n\n0:0:5.100 --> 0:0:8.0\nLi Si\nYes\n",
        [("Zhang San", 0), ("Li Si", 5.1)],
    ),
    "teams, new": ("Zhang San   0:03\nHello\nLi Si   1:02:10\nYes\n", [("Zhang San", 3), ("Li Si", 3730)]),
    "meet": ("宫木 (0:02)\n始めます\n金澤 (0:10)\nはい\n", [("宫木", 2), ("金澤", 10)]),
    "ranges": ("[00:02 - 00:07] A\nfirst\n[00:07 - 00:12] B\nsecond\n", [("A", 2), ("B", 7)]),
    "inline": (
        "[00:00] Sarah: Okay\n[00:15] Mike: here\n[00:22] Sarah: no",
        [("Sarah", 0), ("Mike", 15), ("Sarah", 22)],
    ),
    "no names": ("[00:00] 大家好\n[00:15] 开始\n[00:30] 结束", [(None, 0), (None, 15), (None, 30)]),
    "full width": ("张三（00:00:05）：大家好\n李四（00:00:15）：你好", [("张三", 5), ("李四", 15)]),
}
CHATS = {
    "wechat": (
        "张三 2024-03-05 14:23:11\n预算定了吗\n\n李四 2024-03-05 14:25:00\n定了，20万\n",
        "2024-03-05",
        "14:23:11",
    ),
    "wechat export": ("2024-03-05 14:30:00 张三\n你好\n2024-03-05 14:31:00 李四(Lee)\n好\n", "2024-03-05", "14:30:00"),
    "one line": ("[2024/3/5 下午2:23:11] 张三: 你好\n[2024/3/5 下午2:24:11] 李四: 好", "2024/3/5", "下午2:23:11"),
    "wecom": ("张三 3/5 14:23:11\n你好\n李四 3/5 14:24:11\n好", "3/5", "14:23:11"),
    "feishu": ("张三 3月5日 14:23\n你好\n李四 3月5日 14:24\n好", "3月5日", "14:23"),
    "parentheses": ("张三(2024-03-05 14:23:11)\n你好\n李四(2024-03-05 14:24:11)\n好", "2024-03-05", "14:23:11"),
    "inline": ("张三 (2024-03-05 14:23): 你好\n李四 (2024-03-05 14:24): 好", "2024-03-05", "14:23"),
    "whatsapp": ("05/03/2024, 14:23 - Alice: hi\n05/03/2024, 14:24 - Bob: yo", "05/03/2024", "14:23"),
    "slack": ("Alice  10:23 AM\nhi\nBob  10:24 AM\nyo", None, "10:23 AM"),
    "times of day": ("张三 14:23\n你好\n李四 14:24\n好\n", None, "14:23"),
    "zoom chat": ("10:03:12\t From Alice to Everyone:\n\thello\n10:04:00\t From Bob : ok", None, "10:03:12"),
}
NOT_TALKS = {
    "agenda": "09:00 签到\n09:30 开场致辞\n10:00 产品介绍\n10:30 茶歇\n11:00 圆桌\n",
    "agenda with notes": "09:00 签到\n前台\n09:30 致辞\n王总\n10:00 产品\n样品\n10:30 茶歇\n糕点\n11:00 圆桌\n名单\n",
    "swot": "优势：价格\n劣势：物流\n机会：直播\n威胁：竞品\n目标：翻倍\n方法：投放\n",
    "prose": "第一条 总则\n本方案适用于2024年3月。\n会议 10:00 开始，请准时。\n",
    "sop": "# SOP\n\n1. 登录: 打开后台\n2. 建计划: 10:00\n",
    "code": "a: 1\nb: 2\nc: 3\n",
    "nothing": "",
}


@pytest.mark.parametrize("name", MEETINGS)
def test_meetings(name: str) -> None:
    text, expected = MEETINGS[name]
    found = find_form(text.split("\n"))
    assert found is not None
    assert found[1] == "meeting"
    _, turns = read_turns(text.split("\n"), found[0])
    assert [(turn.name, turn.start) for turn in turns] == expected
    assert all(turn.text for turn in turns)


@pytest.mark.parametrize("name", CHATS)
def test_chats(name: str) -> None:
    text, date, clock = CHATS[name]
    found = find_form(text.split("\n"))
    assert found is not None
    assert found[1] == "chat"
    _, turns = read_turns(text.split("\n"), found[0])
    assert len(turns) == 2
    assert (turns[0].date, turns[0].clock) == (date, clock)
    assert turns[0].name in ("张三", "Alice")
    assert turns[0].text in ("预算定了吗", "你好", "hi", "hello")


@pytest.mark.parametrize("name", NOT_TALKS)
def test_what_is_no_talk(name: str) -> None:
    assert find_form(NOT_TALKS[name].split("\n")) is None


def test_the_preface_is_kept_apart_and_times_inside_a_turn_stay_text() -> None:
    lines = FEISHU.split("\n")
    found = find_form(lines)
    assert found is not None
    preface, turns = read_turns(lines, found[0])
    assert preface == ["复盘会", "2024年1月4日 下午 3:03|31分钟 22秒", "关键词:", "预算、投放", "文字记录:"]
    assert turns[0].text == "大家好，今天聊：预算 10:00 前给。"
    assert turns[1].text == "好的\n第二行"


def test_untimed_dialogue_needs_names_that_come_back() -> None:
    text = "\n".join(f"{name}：我说第{n}句" for n, name in enumerate("甲乙丙甲乙丙甲乙丙"))
    found = find_form(text.split("\n"))
    assert found is not None
    _, turns = read_turns(text.split("\n"), found[0])
    assert [turn.name for turn in turns] == list("甲乙丙甲乙丙甲乙丙")
    assert turns[0].start is None


def test_ends_are_read_where_written() -> None:
    text = "[00:02 - 00:07] A\nfirst\n[00:07 - 00:12] B\nsecond\n"
    found = find_form(text.split("\n"))
    assert found is not None
    assert [turn.end for turn in read_turns(text.split("\n"), found[0])[1]] == [7, 12]


def test_an_empty_turn_is_left_out() -> None:
    text = "张三 00:05\n大家好\n李四 00:15\n\n张三 00:20\n开始\n"
    found = find_form(text.split("\n"))
    assert found is not None
    assert [turn.start for turn in read_turns(text.split("\n"), found[0])[1]] == [5, 20]


@pytest.mark.parametrize(
    ("written", "expected"), [("00:12", 12), ("1:02:03", 3723), ("0:0:5.100", 5.1), ("75:30", 4530), ("00:01,5", 1.5)]
)
def test_seconds(written: str, expected: float) -> None:
    assert seconds(written) == pytest.approx(expected)


def test_normalise_keeps_places() -> None:
    line = "张三（00:05）：你好\u3000再见"
    assert normalise(line) == "张三(00:05):你好 再见"
    assert len(normalise(line)) == len(line)


@pytest.mark.parametrize(
    "line", ["a" * 50_000, "0:" * 20_000, "[" * 20_000, "张三 " * 20_000, "1:1 - " * 10_000, " :" * 20_000]
)
def test_hostile_lines_take_no_time(line: str) -> None:
    started = time.process_time()
    find_form([line] * 20)
    assert time.process_time() - started < 1.0
