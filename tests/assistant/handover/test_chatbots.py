"""Messages to the four services' bots, against a server on this machine that checks them as the services do."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from assistant.handover.chatbots import masked, message, require_known
from assistant.handover.errors import WebhookRefused
from assistant.handover.post import Office, Undeliverable, deliver
from assistant.handover.records.webhooks import Chat, Webhook

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
TEXT = "接棒：有一个问题 <等待> & 回答。\nhttp://127.0.0.1/?a=1&b=2"


class Bots(ThreadingHTTPServer):
    """Keeps what is posted and answers as told."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.posted: list[tuple[str, dict[str, Any]]] = []
        self.status = 200
        self.reply: bytes = b'{"code":0,"errcode":0,"msg":"success"}'

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/hook/secret-path?access_token=abc"


class Handler(BaseHTTPRequestHandler):
    server: Bots

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.posted.append((self.path, body))
        self.send_response(self.server.status)
        if self.server.status == 302:
            self.send_header("Location", f"http://127.0.0.1:{self.server.server_port}/elsewhere")
        self.send_header("Content-Length", str(len(self.server.reply)))
        self.end_headers()
        self.wfile.write(self.server.reply)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def bots() -> Iterator[Bots]:
    server = Bots()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def webhook(kind: Chat, url: str, secret: str = "") -> Webhook:
    return Webhook("w", "s", kind, url, secret, False, "p", NOW)


def posted(bots: Bots, kind: Chat, secret: str = "") -> tuple[dict[str, list[str]], dict[str, Any]]:
    deliver(message(webhook(kind, bots.url, secret), TEXT, NOW), Office())
    path, body = bots.posted[-1]
    assert urlsplit(path).path == "/hook/secret-path"
    return parse_qs(urlsplit(path).query), body


def signature(key: str, text: str) -> str:
    return base64.b64encode(hmac.new(key.encode(), text.encode(), hashlib.sha256).digest()).decode()


def test_feishu_takes_text_signed_in_the_body(bots: Bots) -> None:
    assert posted(bots, Chat.FEISHU)[1] == {"msg_type": "text", "content": {"text": TEXT}}
    _, body = posted(bots, Chat.FEISHU, "s3cret")
    assert body["timestamp"] == str(int(NOW.timestamp()))
    assert body["sign"] == signature(f"{body['timestamp']}\ns3cret", "")


def test_dingtalk_takes_text_signed_in_the_address(bots: Bots) -> None:
    query, body = posted(bots, Chat.DINGTALK, "SECabc+/=")
    assert body == {"msgtype": "text", "text": {"content": TEXT}, "at": {"isAtAll": False}}
    (stamp,) = query["timestamp"]
    assert query["access_token"] == ["abc"]
    assert stamp == str(int(NOW.timestamp() * 1000))
    assert query["sign"] == [signature("SECabc+/=", f"{stamp}\nSECabc+/=")]
    assert "sign" not in posted(bots, Chat.DINGTALK)[0]


def test_wecom_takes_text(bots: Bots) -> None:
    assert posted(bots, Chat.WECOM)[1] == {"msgtype": "text", "text": {"content": TEXT}}


def test_slack_takes_escaped_text_and_says_ok(bots: Bots) -> None:
    bots.reply = b"ok"
    escaped = TEXT.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert posted(bots, Chat.SLACK)[1] == {"text": escaped}


@pytest.mark.parametrize(
    ("status", "reply"),
    [
        (200, b'{"errcode":310000,"errmsg":"sign not match"}'),
        (200, b'{"code":19021,"msg":"sign match fail"}'),
        (404, b"no_team"),
        (302, b""),
    ],
)
def test_a_refusal_is_final(bots: Bots, status: int, reply: bytes) -> None:
    bots.status, bots.reply = status, reply
    with pytest.raises(Undeliverable):
        posted(bots, Chat.WECOM)
    assert len(bots.posted) == 1  # a redirect is not followed


@pytest.mark.parametrize("status", [500, 502, 429])
def test_a_server_in_trouble_may_be_asked_again(bots: Bots, status: int) -> None:
    bots.status = status
    with pytest.raises(httpx.HTTPStatusError):
        posted(bots, Chat.FEISHU)


@pytest.mark.parametrize(
    ("kind", "url"),
    [
        (Chat.FEISHU, "https://open.feishu.cn/open-apis/bot/v2/hook/x"),
        (Chat.FEISHU, "https://open.larksuite.com/open-apis/bot/v2/hook/x"),
        (Chat.WECOM, "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=x"),
        (Chat.DINGTALK, "https://oapi.dingtalk.com/robot/send?access_token=x"),
        (Chat.SLACK, "https://hooks.slack.com/services/T0/B0/x"),
    ],
)
def test_the_services_own_addresses_are_taken(kind: Chat, url: str) -> None:
    require_known(kind, url, ())
    with pytest.raises(WebhookRefused):
        require_known(kind, url.replace("https:", "http:"), ())


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/hook",
        "http://localhost:7860/api/v1/people",
        "https://open.feishu.cn.evil.example/hook",
        "https://open.feishu.cn@127.0.0.1/hook",
        "https://evil.example/open.feishu.cn",
        "https://open.feishu.cn:8443/hook",
        "file:///etc/passwd",
        "https://[::1]/hook",
        "https://[bad",
        "https://open.feishu.cn:port/",
        "https://169.254.169.254/latest/meta-data",
    ],
)
def test_other_addresses_are_not(url: str) -> None:
    for kind in Chat:
        with pytest.raises(WebhookRefused):
            require_known(kind, url, ())


def test_settings_name_others_and_this_machine_only_with_its_port() -> None:
    require_known(Chat.SLACK, "https://chat.example.com/hooks/x", ("chat.example.com",))
    require_known(Chat.SLACK, "http://127.0.0.1:9000/x", ("127.0.0.1:9000",))
    for url in ("http://127.0.0.1:7860/x", "http://127.0.0.1/x", "ftp://127.0.0.1:9000/x"):
        with pytest.raises(WebhookRefused):
            require_known(Chat.SLACK, url, ("127.0.0.1:9000", "127.0.0.1"))


def test_only_the_end_of_an_address_is_shown() -> None:
    assert masked("https://open.feishu.cn/open-apis/bot/v2/hook/0123-abcd") == "open.feishu.cn/…abcd"
