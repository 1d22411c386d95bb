"""Mail to a real mail server on this machine, and what happens when there is none."""

from __future__ import annotations

import logging
import socket
import time
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from assistant.handover.post import Mail, Message, Office, Post, Undeliverable, deliver

SENDER = "baton@example.com"


class Mailbox:
    """Keeps what arrives; refuses whoever is called nobody."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:
        if address.startswith("nobody@"):
            return "550 no such person"
        if address.startswith("later@"):
            return "450 try again"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        mail = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        return "250 OK"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def server(mailbox: Mailbox) -> Iterator[Controller]:
    def known(_server: Any, _session: Any, _envelope: Any, _mechanism: str, given: LoginPassword) -> AuthResult:
        right = given.login == b"b@ton" and given.password == b"p:ss w0rd"
        return AuthResult(success=right, handled=False)

    controller = Controller(
        mailbox, hostname="127.0.0.1", port=free_port(), authenticator=known, auth_require_tls=False
    )
    controller.start()
    yield controller
    controller.stop()


def office(server: Controller, user: str = "") -> Office:
    return Office(f"smtp://{user}127.0.0.1:{server.port}", SENDER, "https://baton.example.com")


def until(true: Callable[[], bool], seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)


def test_a_mail_arrives_as_it_was_written(server: Controller, mailbox: Mailbox) -> None:
    post = Post(office(server))
    post.send(Mail("lin@example.com", "[接棒] 有一个\r\nBcc: 问题", "返点是多少？\n\nhttps://baton.example.com/?a=1"))
    until(lambda: bool(mailbox.mails))
    post.close()
    (mail,) = mailbox.mails
    assert (mail["From"], mail["To"]) == (SENDER, "lin@example.com")
    assert mail["Subject"] == "[接棒] 有一个 Bcc: 问题"
    assert mail["Bcc"] is None
    assert mail.get_content().splitlines()[0] == "返点是多少？"


def test_name_and_password_are_given_where_the_address_has_them(server: Controller, mailbox: Mailbox) -> None:
    deliver(Mail("lin@example.com", "x", "y"), office(server, "b%40ton:p%3Ass%20w0rd@"))
    assert len(mailbox.mails) == 1
    with pytest.raises(Undeliverable, match="name or password"):
        deliver(Mail("lin@example.com", "x", "y"), office(server, "b%40ton:wrong@"))


def test_who_is_refused_for_good_is_not_tried_again(server: Controller) -> None:
    with pytest.raises(Undeliverable, match="recipient"):
        deliver(Mail("nobody@example.com", "x", "y"), office(server))


def test_a_server_that_is_away_is_tried_again(mailbox: Mailbox) -> None:
    port = free_port()
    post = Post(Office(f"smtp://127.0.0.1:{port}", SENDER), waits=(0.1, 0.3, 0.5, 1.0))
    post.send(Mail("lin@example.com", "x", "y"))
    time.sleep(0.15)
    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    controller.start()
    until(lambda: bool(mailbox.mails))
    post.close()
    controller.stop()
    assert len(mailbox.mails) == 1


def test_what_is_given_up_is_logged_without_its_words(caplog: pytest.LogCaptureFixture) -> None:
    post = Post(Office(f"smtp://user:secret@127.0.0.1:{free_port()}", SENDER), waits=(0.01,))
    with caplog.at_level(logging.INFO, logger="assistant.handover.post"):
        post.send(Mail("lin@example.com", "返点", "机密"))
        until(lambda: "given up" in caplog.text)
    post.close()
    assert "2 tries" in caplog.text
    assert not [word for word in ("返点", "机密", "lin@", "secret") if word in caplog.text]


def test_sending_never_waits_and_nothing_is_sent_without_settings() -> None:
    with socket.socket() as silent:  # accepts and says nothing
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        post = Post(Office(f"smtp://127.0.0.1:{silent.getsockname()[1]}", SENDER))
        began = time.monotonic()
        for _ in range(50):
            post.send(Mail("lin@example.com", "x", "y"))
        assert time.monotonic() - began < 0.5
    post.close()
    for missing in (Office(), Office("smtp://127.0.0.1:1"), Office(sender=SENDER)):
        idle = Post(missing)
        idle.send(Mail("lin@example.com", "x", "y"))
        assert not idle.mails
        idle.close()


def test_a_closed_office_takes_nothing(caplog: pytest.LogCaptureFixture) -> None:
    post = Post(Office("smtp://127.0.0.1:1", SENDER))
    post.close()
    post.send(Mail("lin@example.com", "x", "y"))
    post.send(Message("https://hooks.slack.com/services/T0/secret", {"text": "x"}))
    assert caplog.text.count("not taken") == 2
    assert "secret" not in caplog.text
