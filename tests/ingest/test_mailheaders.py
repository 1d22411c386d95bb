from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingest.errors import DamagedFile, EncryptedFile
from ingest.mailheaders import eml_bytes, eml_head, msg_head


def test_real_outlook_mails(real_file: Callable[[str], Path]) -> None:
    head = msg_head(real_file("fake-email-attachment.msg"), "m.msg")
    assert head.subject == "Fake email with attachment"
    assert head.attachments == ("fake-attachment.txt",)
    assert head.sent is not None
    assert head.sent.date().isoformat() == "2023-04-20"
    assert head.lines()[0].startswith('发件人 From: "Mallori Harrell"')
    copied = msg_head(real_file("fake-email-with-cc-and-bcc.msg"), "m.msg")
    assert "steve@unstructured.io" in copied.recipients


def test_a_locked_outlook_mail(real_file: Callable[[str], Path]) -> None:
    with pytest.raises(EncryptedFile):
        msg_head(real_file("fake-encrypted.msg"), "锁.msg")


def test_a_file_that_is_no_outlook_mail(tmp_path: Path) -> None:
    path = tmp_path / "m"
    path.write_bytes(b"nothing of the kind" * 100)
    with pytest.raises(DamagedFile):
        msg_head(path, "m.msg")


def test_headers_of_an_eml() -> None:
    data = (
        b"From: =?utf-8?b?5byg5Lyf?= <zhang@brand.cn>\r\nTo: a@b.cn, c@d.cn\r\nCc: e@f.cn\r\n"
        b"Subject: =?utf-8?b?5oql5Lu3?=\r\nDate: Tue, 5 Mar 2024 06:00:00 +0000\r\n\r\nhi"
    )
    head = eml_head(data, "m.eml")
    assert head.subject == "报价"
    assert head.sent == datetime(2024, 3, 5, 6, tzinfo=UTC)
    assert head.lines() == [
        "发件人 From: 张伟 <zhang@brand.cn>",
        "收件人 To: a@b.cn, c@d.cn, e@f.cn",
        "日期 Date: 2024-03-05 06:00+00:00",
    ]


@pytest.mark.parametrize(
    "content",
    [
        b'multipart/encrypted; protocol="application/pgp-encrypted"; boundary=x',
        b"application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m",
    ],
)
def test_a_locked_eml(content: bytes) -> None:
    with pytest.raises(EncryptedFile):
        eml_head(b"From: a@b.c\r\nContent-Type: " + content + b"\r\n\r\nx", "锁.eml")


@pytest.mark.parametrize("written", [b"Date: yesterday", b"Date: ", b"", b"Date: 99 Foo 2024 99:99:99"])
def test_a_date_that_cannot_be_read_is_none(written: bytes) -> None:
    assert eml_head(b"From: a@b.c\r\n" + written + b"\r\n\r\nx", "m.eml").sent is None


def test_malformed_headers_do_no_harm() -> None:
    head = eml_head(b'From: <<<>>@@\r\nSubject: =?utf-8?b?!!!?=\r\nTo: "unclosed\r\n\r\nx', "m.eml")
    assert isinstance(head.subject, str)


@pytest.mark.parametrize("declared", [b'charset="gb2312"', b"charset=GBK", b"charset = 'gb2312'", b"=?GB2312?B?"])
def test_gb2312_is_read_as_what_is_written(tmp_path: Path, declared: bytes) -> None:
    path = tmp_path / "m"
    path.write_bytes(b"X: " + declared)
    assert b"gb18030" in eml_bytes(path)


def test_other_charsets_are_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "m"
    data = b"Content-Type: text/plain; charset=gb18030\r\ncharset=utf-8 =?big5?B? gb2312 alone"
    path.write_bytes(data)
    assert eml_bytes(path) == data
