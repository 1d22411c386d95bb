"""Who wrote to whom when about what, and what was attached: the head of a mail.

.eml by the standard library, .msg by oxmsg. Attachments are named, not read.
"""

from __future__ import annotations

import email
import email.policy
import email.utils
import re
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path

from ingest.errors import DamagedFile, EncryptedFile

_GB = re.compile(rb"(charset\s*=\s*[\"']?|=\?)gb(?:2312|k)(?![0-9a-z])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class MailHead:
    """The headers a person reads, as text; `sent` where a date is given and can be read."""

    subject: str
    sender: str
    recipients: str
    sent: datetime | None
    attachments: tuple[str, ...]

    def lines(self) -> list[str]:
        """ "发件人 From: …" and so on, for those that are there."""
        sent = self.sent.isoformat(" ", "minutes") if self.sent else ""
        named = (
            ("发件人 From", self.sender),
            ("收件人 To", self.recipients),
            ("日期 Date", sent),
            ("附件 Attachments", ", ".join(self.attachments)),
        )
        return [f"{name}: {value}" for name, value in named if value]


def eml_bytes(path: Path) -> bytes:
    """The mail, with GB2312 and GBK declared as GB18030, which holds both: Chinese mail programs
    declare the first and write the last."""
    return _GB.sub(rb"\1gb18030", path.read_bytes())


def eml_head(data: bytes, file: str) -> MailHead:
    """Headers of an .eml. Raises EncryptedFile for S/MIME and PGP."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    content = str(message.get("Content-Type", "")).lower()
    if "multipart/encrypted" in content or "enveloped-data" in content:
        raise EncryptedFile(file=file)
    return MailHead(
        subject=_header(message, "Subject"),
        sender=_header(message, "From"),
        recipients=", ".join(part for name in ("To", "Cc") if (part := _header(message, name))),
        sent=_date(_header(message, "Date")),
        attachments=tuple(name for part in message.iter_attachments() if (name := part.get_filename())),
    )


def msg_head(path: Path, file: str) -> MailHead:
    """Headers of an Outlook .msg. Raises EncryptedFile or DamagedFile."""
    from oxmsg import Message

    def full(name: str, address: str) -> str:
        return f"{name} <{address}>" if name and name != address else address

    try:
        message = Message.load(str(path))
        content = message.message_headers.get("Content-Type", "").lower()
        if "encrypted" in content or "enveloped-data" in content or message.message_class.upper() == "IPM.NOTE.SMIME":
            raise EncryptedFile(file=file)
        return MailHead(
            subject=message.subject or "",
            sender=message.sender or "",
            recipients=", ".join(full(to.name, to.email_address) for to in message.recipients),
            sent=message.sent_date,
            attachments=tuple(part.file_name for part in message.attachments if part.file_name),
        )
    except (KeyError, ValueError, OSError, IndexError, TypeError, AttributeError) as error:
        raise DamagedFile(file=file, reason=str(error)[:120]) from error


def _header(message: EmailMessage, name: str) -> str:
    try:
        return " ".join(str(message.get(name, "")).split())
    except (ValueError, IndexError, AttributeError):  # the standard library's parser on malformed headers
        return ""


def _date(written: str) -> datetime | None:
    try:
        return email.utils.parsedate_to_datetime(written) if written else None
    except ValueError:
        return None
