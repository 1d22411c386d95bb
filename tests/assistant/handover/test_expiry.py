"""What texts say of their own end, in both languages, and near misses."""

from datetime import date, timedelta

import pytest

from assistant.handover.expiry import expiry_of
from assistant.handover.records.reviews import Cause

TODAY = date(2026, 7, 1)
WRITTEN = date(2026, 6, 1)


def found(text: str, written: date | None = WRITTEN) -> tuple[Cause, date] | None:
    expiry = expiry_of([("开场", 0), (text, 7)], written, TODAY)
    if expiry is None:
        return None
    assert expiry.block == 7
    assert expiry.words
    return expiry.cause, expiry.review_by


@pytest.mark.parametrize(
    ("text", "cause", "day"),
    [
        ("合同有效期至 2026 年 12 月 31 日，到期前一个月谈续约。", Cause.CONTRACT_END, date(2026, 12, 31)),
        ("合同到期日：2027-03-15", Cause.CONTRACT_END, date(2027, 3, 15)),
        ("The contract ends on 31 March 2027.", Cause.CONTRACT_END, date(2027, 3, 31)),
        ("Contract expires March 31st, 2027", Cause.CONTRACT_END, date(2027, 3, 31)),
        ("合同已于 2024年5月1日 到期，合同到期 2024.5.1", Cause.CONTRACT_END, date(2026, 7, 2)),
        ("小红书平台规则更新：封面不得出现价格", Cause.PLATFORM_RULE, date(2026, 8, 30)),
        ("New platform policy on claims", Cause.PLATFORM_RULE, date(2026, 8, 30)),
        ("双11 的预算提前两周锁定", Cause.SEASON, date(2026, 9, 27)),
        ("618 期间素材每天换一轮", Cause.SEASON, date(2027, 5, 4)),
        ("春节停播七天", Cause.SEASON, date(2026, 12, 23)),
        ("Black Friday creatives are due early", Cause.SEASON, date(2026, 10, 13)),
        ("KOC 报价：图文 800 一篇", Cause.PRICE, date(2026, 8, 30)),
        ("See the rate card below", Cause.PRICE, date(2026, 8, 30)),
        ("甲方对接人：王琳", Cause.PEOPLE, date(2026, 11, 28)),
    ],
)
def test_ends_are_found(text: str, cause: Cause, day: date) -> None:
    assert found(text) == (cause, day)


@pytest.mark.parametrize(
    "text",
    [
        "这次花了 618 元",
        "消耗 3618 万",
        "SKU 2618A 断货",
        "投产比 1.618 以上才加预算",
        "合同在法务那里，明天给",
        "会议从 2026-03-14 开始",
        "先停投放，再发声明",
        "",
    ],
)
def test_near_misses_are_not(text: str) -> None:
    assert found(text) is None


def test_a_contracts_end_comes_before_anything_else() -> None:
    assert found("对接人王琳；平台规则每季度变；合同到期 2026-09-01") == (Cause.CONTRACT_END, date(2026, 9, 1))


def test_of_several_seasons_the_next_one_counts() -> None:
    assert found("春节和双十一当周，二级一律按一级处理") == (Cause.SEASON, date(2026, 9, 27))


def test_a_day_that_is_none_or_too_far_off_is_no_end() -> None:
    assert found("合同到期 2026-02-31") is None
    assert found("合同到期 2095-02-01") is None


def test_what_has_passed_is_to_be_looked_at_tomorrow() -> None:
    assert found("平台规则", date(2020, 1, 1)) == (Cause.PLATFORM_RULE, TODAY + timedelta(days=1))


def test_without_a_day_of_its_own_it_counts_from_today() -> None:
    assert found("平台规则", None) == (Cause.PLATFORM_RULE, TODAY + timedelta(days=90))


def test_a_season_that_is_on_right_now_means_the_next_one() -> None:
    assert expiry_of([("双十一当天", 0)], None, date(2026, 11, 11)).review_by == date(2027, 9, 27)  # type: ignore[union-attr]
