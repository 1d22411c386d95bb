from __future__ import annotations

import time
from dataclasses import replace
from datetime import datetime

import pytest

from ingest.redact import kind_of, mask, mask_blocks
from vectorstore.masks import MaskChange, Said, hidden_passage, shown_place
from vectorstore.models import Block, Correction, Locator, Word

PRIVATE_KEY = f"-----BEGIN RSA PRIVATE KEY-----\n{'MIIEpAIBAAKCAQEA7' * 20}\n-----END RSA PRIVATE KEY-----"

SECRETS = [
    ("password", "后台密码是 Abc@1234，别外传", "Abc@1234"),
    ("password", "密码：123456", "123456"),
    ("password", "登录口令=hello2024", "hello2024"),
    ("password", "密码（管理员）：Qwe!23", "Qwe!23"),
    ("password", "旧的不用了，密码改成了 qwe123", "qwe123"),
    ("password", "The password is hunter2.", "hunter2"),
    ("password", "pwd:abc123", "abc123"),
    ("password", "Passcode = 8842", "8842"),
    ("password", "密码是一二三四五六", "一二三四五六"),
    ("password", "密码是 一 二 三 四 五 六", "一 二 三 四 五 六"),
    ("password", "the password is one two three four five", "one two three four five"),
    ("password", "postgres://user:s3cr3t@db.example/tea", "s3cr3t"),
    ("code", "验证码：482913", "482913"),
    ("code", "Your verification code is 482913", "482913"),
    ("key", "api_key: sk-proj-abcdefghijklmnop1234567890", "sk-proj-abcdefghijklmnop1234567890"),
    ("key", "AKIAIOSFODNN7EXAMPLE 别提交", "AKIAIOSFODNN7EXAMPLE"),
    ("key", "阿里云 LTAI5tAbCdEfGhIjKlMnOpQr", "LTAI5tAbCdEfGhIjKlMnOpQr"),
    ("key", "ghp_abcdefghijklmnopqrstuvwxyz0123456789", "ghp_abcdefghijklmnopqrstuvwxyz0123456789"),
    ("key", "xoxb-123456789012-abcdefghijkl", "xoxb-123456789012-abcdefghijkl"),
    ("key", "Authorization: Bearer abcdefghijklmnop.qrst", "abcdefghijklmnop.qrst"),
    ("key", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-DEF_123", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-DEF_123"),
    ("key", f"私钥：\n{PRIVATE_KEY}\n完", PRIVATE_KEY),
    ("key", "App Secret：9f8e7d6c5b4a39281706", "9f8e7d6c5b4a39281706"),
    ("id", "身份证 11010519491231002X", "11010519491231002X"),
    ("id", "身份证号：110105491231002", "110105491231002"),
    ("id", "护照号：E12345678", "E12345678"),
    ("phone", "联系 13812345678。", "13812345678"),
    ("phone", "手机 138 1234 5678", "138 1234 5678"),
    ("phone", "+86-13812345678", "+86-13812345678"),
    ("phone", "call +1 (415) 555-2671", "+1 (415) 555-2671"),
    ("phone", "电话：010-12345678", "010-12345678"),
    ("phone", "手机号是幺三八 一二三四 五六七八", "幺三八 一二三四 五六七八"),
    ("card", "卡号 6222021234567890128", "6222021234567890128"),
    ("card", "card 4111 1111 1111 1111", "4111 1111 1111 1111"),
]

KNOW_HOW = [
    "预算 20,000,000 元",
    "订单号 20240305123456789",
    "2024-03-05 14:23:11",
    "2023.12.01-2024.01.31 大促",
    "SKU 6901234567892 缺货",
    "曝光 13800000000 次",
    "消耗 13812345678 元",
    "GMV 1380 万，ROI 1:3.5",
    "计划ID 1782345678901234",
    "账户 ID: 7301234567890123456",
    "ISBN 978-7-5399-1234-5",
    "直播 13:00-15:00，比例 3:7",
    "CPM 12.5，CTR 3.2%，+15% 同比",
    "版本 1.2.3.4，IP 192.168.1.20",
    "密码是什么？问客户要",
    "密码要定期修改，密码管理员是张三",
    "The password is required and was changed monthly.",
    "token 消耗 12000，关键词：口红",
    "通过率 pass rate is 95%",
    "key message: 三个卖点",
    "邮箱 wang.li@brand.example 找王莉",
    "https://brand.example:8080/path@v2",
    "身份证明材料：营业执照",
    "验证码每 60 秒一换",
]


@pytest.mark.parametrize(("kind", "text", "secret"), SECRETS)
def test_secrets_go_and_their_kind_stays(kind: str, text: str, secret: str) -> None:
    masked = mask(text)
    assert secret not in masked.text
    assert masked.found == {kind: 1}
    before, after = text.split(secret)
    assert masked.text.startswith(before)
    assert masked.text.endswith(after)


@pytest.mark.parametrize("text", KNOW_HOW)
def test_know_how_stays(text: str) -> None:
    masked = mask(text)
    assert masked.text == text
    assert not masked.found


def test_the_mask_speaks_the_language_around_it() -> None:
    assert mask("后台密码是 Abc@1234").text == "后台密码是 [密码已隐藏]"
    assert mask("the password is Abc@1234").text == "the password is [password hidden]"


def test_masking_twice_changes_nothing() -> None:
    for _, text, _ in SECRETS:
        once = mask(text).text
        assert mask(once).text == once


def test_several_in_one_text() -> None:
    masked = mask("王莉 13812345678，备用 13987654321；后台密码：tea#2024；卡号 6222021234567890128")
    assert masked.found == {"phone": 2, "password": 1, "card": 1}
    assert masked.text.startswith("王莉 [电话已隐藏]，备用 [电话已隐藏]")


def test_an_id_with_a_wrong_checksum_is_a_number() -> None:
    assert not mask("编号 110105194912310021").found


HOSTILE = [
    "a" * 200_000,
    "1 " * 100_000,
    "1-" * 100_000,
    "密码：" * 60_000,
    "password is is is " * 15_000,
    "+1 " * 60_000,
    "eyJ" + "a" * 200_000,
    "eyJaaaaaaaa." * 15_000,
    "sk-" * 60_000,
    "://a:" * 40_000,
    "-----BEGIN PRIVATE KEY-----" * 1000,
    "api key " * 25_000,
    "一二三四" * 50_000,
    "+1(" * 60_000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:12])
def test_time_grows_with_the_length_only(text: str) -> None:
    half = text[: len(text) // 2]
    started = time.process_time()
    mask(half)
    short = time.process_time() - started
    started = time.process_time()
    mask(text)
    assert time.process_time() - started < max(0.5, 4 * short)


def test_blocks_are_masked_through_and_through() -> None:
    words = tuple(Word(text, 1.0, 2.0, 0.9) for text in ("密码", "是 ", "abc", "123", " 好"))
    block = Block(
        "密码是 abc123 好",
        Locator(start=1, end=2),
        headings=("联系 13812345678",),
        speaker="王莉 13812345678",
        kind="speech",
        words=words,
    )
    plain = Block("预算 20 万", Locator(start=2, end=3), kind="speech", words=(Word("预算 20 万", 2.0, 3.0, 0.9),))
    (masked, untouched), found = mask_blocks([block, plain])
    assert masked.text == "密码是 [密码已隐藏] 好"
    assert [word.text for word in masked.words] == ["密码", "是 ", "■", "■", " 好"]
    assert [(word.start, word.end) for word in masked.words] == [(1.0, 2.0)] * 5
    assert masked.headings == ("联系 [电话已隐藏]",)
    assert "138" not in (masked.speaker or "")
    assert (masked.locator, masked.kind) == (block.locator, "speech")
    assert untouched == plain
    assert found["password"] == 1


def test_what_was_heard_goes_with_a_secret_and_stays_without_one() -> None:
    heard = (Correction("sweelan", "Suilan"),)
    secret = Block("Our password is Suilan", Locator(start=0, end=1), kind="speech", corrections=heard)
    plain = Block("Our client is Suilan", Locator(start=1, end=2), kind="speech", corrections=heard)
    (masked, kept), _ = mask_blocks([secret, plain])
    assert "Suilan" not in masked.text
    assert masked.corrections == ()
    assert kept == plain


def test_words_that_do_not_add_up_to_the_text_are_masked_on_their_own() -> None:
    words = tuple(Word(text, 0.0, 1.0, 0.9) for text in (" my", " password", " is", " hunter2", " ok"))
    block = Block("My password is hunter2 ok", Locator(start=0, end=1), kind="speech", words=words)
    (masked,), _ = mask_blocks([block])
    assert "hunter2" not in masked.text
    assert [word.text for word in masked.words] == [" my", " password", " is", "■", " ok"]


def test_nothing_is_invented_for_empty_blocks() -> None:
    empty = Block("", Locator(paragraph=1))
    blocks, found = mask_blocks([empty, replace(empty, text="好")])
    assert [block.text for block in blocks] == ["", "好"]
    assert not found


SAID = Said("s1", 0, "p1", datetime(2026, 5, 4))
TWO = "客服电话 13800138000，陈总电话 13912345678。"


def shown(text: str, ordinal: int) -> MaskChange:
    """That mask number `ordinal` of this text hides no secret, as the page would say it."""
    return shown_place(SAID, mask(text).text, ordinal)


def test_a_place_that_is_no_secret_stays_readable_and_the_other_masked() -> None:
    masked = mask(TWO, [shown(TWO, 0)])
    assert masked.text == "客服电话 13800138000，陈总电话 [电话已隐藏]。"
    assert masked.found == {"phone": 1}
    both = mask(TWO, [shown(TWO, 0), shown(TWO, 1)])
    assert both.text == TWO
    assert not both.found


def test_a_place_is_masked_again_when_what_stands_around_it_changed() -> None:
    assert mask("新的" + TWO, [shown(TWO, 0)]).text.count("已隐藏") == 2


def test_a_passage_is_masked_too_wherever_it_stands() -> None:
    hide = [hidden_passage(SAID, "蓝鲸计划")]
    masked = mask("蓝鲸计划六月启动，电话 13800138000，蓝鲸计划保密。", hide)
    assert masked.text == "[内容已隐藏]六月启动，电话 [电话已隐藏]，[内容已隐藏]保密。"
    assert masked.found == {"said": 2, "phone": 1}
    assert mask("no plan here", hide).text == "no plan here"


def test_what_is_masked_too_reaches_headings_speakers_and_words() -> None:
    words = tuple(Word(text, i, i + 1, 0.9) for i, text in enumerate(("Blue ", "Whale ", "starts")))
    block = Block("Blue Whale starts", Locator(start=0, end=3), ("On Blue Whale",), "Blue Whale", words=words)
    [masked], _ = mask_blocks([block], [hidden_passage(SAID, "Blue Whale")])
    assert masked.text == "[text hidden] starts"
    assert masked.headings == ("On [text hidden]",)
    assert masked.speaker == "[text hidden]"
    assert [word.text for word in masked.words] == ["■", "■", "starts"]


def test_masking_what_is_masked_changes_nothing() -> None:
    hide = hidden_passage(SAID, "蓝鲸计划")
    once = mask("蓝鲸计划 " + TWO, [hide, shown(TWO, 0)])
    assert mask(once.text, [hide]).text == once.text
    assert mask(once.text, [hide]).found == {}


def test_unseen_characters_do_not_split_a_number() -> None:
    assert mask("电话 138\u200b0013\u20608000").text == "电话 [电话已隐藏]"
    assert mask("后台的密\u200d码：hun\u00ad2x").text == "后台的密码：[密码已隐藏]"


@pytest.mark.parametrize(("name", "kind"), [("密码", "password"), ("card number", "card"), ("内容", "said")])
def test_a_mask_tells_its_kind(name: str, kind: str) -> None:
    assert kind_of(name) == kind
