"""What a message looks like to the bots of Feishu, WeCom, DingTalk and Slack, and which addresses are theirs.

Text messages only: all four show them everywhere. Feishu signs with timestamp and secret as the key over nothing, in
the body; DingTalk with the secret as the key over both, in the address; the other two have their secret in the address.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime
from typing import Any
from urllib.parse import quote_plus, urlsplit

from assistant.addresses import LOOPBACK
from assistant.handover.errors import WebhookRefused
from assistant.handover.post import Message
from assistant.handover.records.webhooks import Chat, Webhook

HOSTS = {
    Chat.FEISHU: ("open.feishu.cn", "open.larksuite.com"),
    Chat.WECOM: ("qyapi.weixin.qq.com",),
    Chat.DINGTALK: ("oapi.dingtalk.com",),
    Chat.SLACK: ("hooks.slack.com",),
}
SHOWN = 4  # last characters of an address that are shown


def require_known(kind: Chat, url: str, others: tuple[str, ...]) -> None:
    """WebhookRefused unless the address is https at the service's own host, or at one that the settings name.

    This machine, and http, only where the settings name the very host (and port).
    """
    try:
        parts = urlsplit(url)
        host, place = (parts.hostname or "").lower(), parts.netloc.lower()
        port = parts.port
    except ValueError:
        raise WebhookRefused(hosts=", ".join(HOSTS[kind])) from None
    named = "@" not in place and (host in others or place in others)
    known = parts.scheme == "https" and host in HOSTS[kind] and port in (None, 443) and "@" not in place
    if not (
        known or (named and parts.scheme in ("http", "https") and (host not in LOOPBACK or (port and place in others)))
    ):
        raise WebhookRefused(hosts=", ".join(HOSTS[kind]))


def message(webhook: Webhook, text: str, now: datetime) -> Message:
    """The text as this bot takes it. `now` is UTC, with its zone."""
    body: dict[str, Any]
    url = webhook.url
    match webhook.kind:
        case Chat.FEISHU:
            body = {"msg_type": "text", "content": {"text": text}}
            if webhook.secret:
                stamp = str(int(now.timestamp()))
                body = {"timestamp": stamp, "sign": _signed(f"{stamp}\n{webhook.secret}", ""), **body}
        case Chat.WECOM:
            body = {"msgtype": "text", "text": {"content": text}}
        case Chat.DINGTALK:
            body = {"msgtype": "text", "text": {"content": text}, "at": {"isAtAll": False}}
            if webhook.secret:
                stamp = str(int(now.timestamp() * 1000))
                sign = quote_plus(_signed(webhook.secret, f"{stamp}\n{webhook.secret}"))
                url = f"{url}{'&' if '?' in url else '?'}timestamp={stamp}&sign={sign}"
        case Chat.SLACK:
            escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
            body = {"text": escaped}
    return Message(url, body)


def masked(url: str) -> str:
    """Enough of an address to tell two apart, and nothing to write there with."""
    return f"{urlsplit(url).hostname}/…{url[-SHOWN:]}"


def _signed(key: str, text: str) -> str:
    return base64.b64encode(hmac.new(key.encode(), text.encode(), hashlib.sha256).digest()).decode()
