"""The post: mail and messages to group chats, sent in the background so that no request waits for them.

What cannot be delivered is tried again three times and then dropped; the log says where it was to go and why it
failed, never what it said. What waits is lost when the server stops: notices in the app are what is kept.
"""

from __future__ import annotations

import heapq
import itertools
import logging
import smtplib
import ssl
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any
from urllib.parse import unquote, urlsplit

import httpx

from assistant.addresses import LOOPBACK

WAITS_S = (5.0, 60.0, 600.0)  # before the second, third and fourth try
TIMEOUT_S = 20.0
MOST = 1000  # letters that wait; more than that is a loop, not an office
LEAVE_S = 3.0  # to finish what is under way when the server stops

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail to one person."""

    to: str
    subject: str
    text: str

    @property
    def place(self) -> str:
        """Where it goes, for the log."""
        return "mail"


@dataclass(frozen=True, slots=True)
class Message:
    """A message to a bot: JSON, posted to an https address that was checked."""

    url: str
    body: Mapping[str, Any]

    @property
    def place(self) -> str:
        """Where it goes, for the log; the path is a secret."""
        return urlsplit(self.url).netloc


@dataclass(frozen=True, slots=True)
class Office:
    """How post leaves: the mail server's URL, the sender's address, and where Baton's own page is."""

    smtp: str = ""  # smtp://user:password@host:587, smtps://…; empty: no mail
    sender: str = ""
    address: str = ""  # https://baton.example.com
    hosts: tuple[str, ...] = ()  # that messages may go to beside the known services'


@dataclass(order=True, slots=True)
class _Due:
    at: float
    number: int
    letter: Mail | Message = field(compare=False)
    tries: int = field(compare=False, default=0)


class Undeliverable(Exception):
    """It was refused and will be again."""


class Post:
    """Takes letters and delivers them from one thread of its own, made when the first one is taken."""

    def __init__(self, office: Office, waits: Sequence[float] = WAITS_S) -> None:
        self.office = office
        self._waits = waits
        self._due: list[_Due] = []
        self._numbers = itertools.count()
        self._changed = threading.Condition()
        self._closed = False
        self._thread: threading.Thread | None = None

    @property
    def mails(self) -> bool:
        """Whether mail can be sent at all."""
        return bool(self.office.smtp and self.office.sender)

    def send(self, letter: Mail | Message) -> None:
        """Take a letter; returns at once."""
        if isinstance(letter, Mail) and not (self.mails and letter.to):
            return
        with self._changed:
            if self._closed or len(self._due) >= MOST:
                log.warning("%s: not taken, %d letters wait", letter.place, len(self._due))
                return
            heapq.heappush(self._due, _Due(time.monotonic(), next(self._numbers), letter))
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="baton-post", daemon=True)
                self._thread.start()
            self._changed.notify()

    def close(self) -> None:
        """Deliver nothing more than what is under way."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        if self._thread is not None:
            self._thread.join(LEAVE_S)

    def _run(self) -> None:
        while (due := self._next()) is not None:
            try:
                deliver(due.letter, self.office)
            except Undeliverable as error:
                log.warning("%s: refused (%s)", due.letter.place, error)
            except (OSError, smtplib.SMTPException, httpx.HTTPError) as error:
                self._again(due, type(error).__name__)

    def _next(self) -> _Due | None:
        """What is due next, once it is; None when the office closes."""
        with self._changed:
            while not self._closed:
                wait = self._due[0].at - time.monotonic() if self._due else None
                if wait is not None and wait <= 0:
                    return heapq.heappop(self._due)
                self._changed.wait(wait)
        return None

    def _again(self, due: _Due, reason: str) -> None:
        if due.tries >= len(self._waits):
            log.warning("%s: given up after %d tries (%s)", due.letter.place, due.tries + 1, reason)
            return
        with self._changed:
            at = time.monotonic() + self._waits[due.tries]
            heapq.heappush(self._due, _Due(at, due.number, due.letter, due.tries + 1))
        log.info("%s: try again later (%s)", due.letter.place, reason)


def deliver(letter: Mail | Message, office: Office) -> None:
    """Once, now. Raises Undeliverable, and OSError, SMTPException or HTTPError where it may work later."""
    if isinstance(letter, Mail):
        _mail(letter, office)
    else:
        _post(letter)


def _mail(mail: Mail, office: Office) -> None:
    parts = urlsplit(office.smtp)
    host, safe = parts.hostname or "", parts.scheme == "smtps"
    message = EmailMessage()
    message["From"], message["To"] = office.sender, mail.to
    message["Subject"] = " ".join(mail.subject.split())
    message.set_content(mail.text)
    context = ssl.create_default_context()
    server = (
        smtplib.SMTP_SSL(host, parts.port or 465, timeout=TIMEOUT_S, context=context)
        if safe
        else smtplib.SMTP(host, parts.port or 587, timeout=TIMEOUT_S)
    )
    with server:
        server.ehlo_or_helo_if_needed()
        if not safe and server.has_extn("starttls"):
            server.starttls(context=context)
            safe = True
        try:
            if parts.username:
                if not (safe or host in LOOPBACK):
                    raise Undeliverable("the mail server offers no encryption for the password")
                server.login(unquote(parts.username), unquote(parts.password or ""))
            server.send_message(message)
        except smtplib.SMTPAuthenticationError:
            raise Undeliverable("the mail server refused the name or password") from None
        except smtplib.SMTPRecipientsRefused as error:
            if all(code >= 500 for code, _ in error.recipients.values()):
                raise Undeliverable("the mail server refused the recipient") from None
            raise


def _post(message: Message) -> None:
    """Redirects are not followed: they could lead anywhere. Services say what is wrong in a 200, too."""
    with httpx.Client(timeout=TIMEOUT_S, follow_redirects=False) as client:
        answer = client.post(message.url, json=dict(message.body))
    if answer.status_code >= 500 or answer.status_code == 429:
        answer.raise_for_status()
    if not answer.is_success:
        raise Undeliverable(f"status {answer.status_code}")
    try:
        said = answer.json()
    except ValueError:
        return  # Slack says "ok"
    if isinstance(said, dict) and (code := said.get("errcode") or said.get("code") or said.get("StatusCode")):
        raise Undeliverable(f"code {code}")
