"""From the bytes of a mail to what it says. Decoding first destroys text, so bytes are parsed as they came."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import getaddresses, parsedate_to_datetime

from heedful.domain.correspondence.enums import Automatic
from heedful.domain.correspondence.rules.bodies import header, plain, readable
from heedful.domain.correspondence.rules.programs import automatic, came_back

MESSAGE_ID = re.compile(r"<[^<>\s]{1,400}>")
LONGEST_ID = 240
MOST_REFERENCES = 100
MOST_PARTS = 200


class Unreadable(ValueError):
    """The bytes are no mail that can be read; the text says why."""


@dataclass(frozen=True, slots=True)
class Part:
    """A file that came with a mail."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A mail as it is read. Addresses are lower case; `came_back` are those a bounce says it could not reach."""

    message_id: str
    references: tuple[str, ...]
    sender_name: str
    sender: str
    receivers: tuple[str, ...]
    subject: str
    sent_at: datetime | None
    body: str
    automatic: Automatic
    files: tuple[Part, ...]
    checked: str
    came_back: tuple[tuple[str, bool], ...]
    """(address, for good)"""


def read(raw: bytes, *, trusted: str = "") -> Letter:
    """Read a mail; raise Unreadable where it has no sender or its structure defeats the parser.

    `trusted` names the server whose Authentication-Results are believed; `checked` is then "pass" or "fail". A mail
    without Message-ID is known by the hash of its bytes.
    """
    try:
        return _read(message_from_bytes(raw, policy=policy.default), raw, trusted)
    except Unreadable:
        raise
    except Exception as error:  # the parser raises whatever a forged header leads it to
        raise Unreadable(f"the parser gave up: {type(error).__name__}") from error


def _read(mail: EmailMessage, raw: bytes, trusted: str) -> Letter:
    senders = _addresses(mail, "From")
    if not senders:
        raise Unreadable("it names no sender")
    own = MESSAGE_ID.search(header(mail, "Message-ID"))
    if sum(1 for _ in mail.walk()) > MOST_PARTS:
        raise Unreadable(f"it has more than {MOST_PARTS} parts")
    name, sender = senders[0]
    found = [
        each.lower() for field in ("In-Reply-To", "References") for each in MESSAGE_ID.findall(header(mail, field))
    ]
    named = own.group().lower() if own else ""
    return Letter(
        message_id=named if 0 < len(named) <= LONGEST_ID else _digest(named.encode() or raw),
        references=tuple(dict.fromkeys(found))[-MOST_REFERENCES:],
        sender_name=name,
        sender=sender,
        receivers=tuple(address for field in ("To", "Cc", "Delivered-To") for _, address in _addresses(mail, field)),
        subject=header(mail, "Subject")[:300],
        sent_at=_sent(mail),
        body=plain(mail),
        automatic=automatic(mail),
        files=tuple(_files(mail)),
        checked=_checked(mail, trusted),
        came_back=tuple(came_back(mail)),
    )


def _digest(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def _addresses(mail: EmailMessage, field: str) -> list[tuple[str, str]]:
    pairs = getaddresses([header(mail, field)])
    found = [(readable(name)[:200], address.strip().lower()) for name, address in pairs]
    return [(name, address) for name, address in found if address.count("@") == 1 and len(address) <= 254]


def _sent(mail: EmailMessage) -> datetime | None:
    try:
        found = parsedate_to_datetime(header(mail, "Date"))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _files(mail: EmailMessage) -> list[Part]:
    found = []
    for each in mail.walk():
        if each.is_multipart() or not (each.is_attachment() or each.get_filename()):
            continue
        content = each.get_payload(decode=True)
        name = readable(str(each.get_filename() or "file")).replace("/", "_").replace("\\", "_").strip(". ") or "file"
        found.append(Part(name[-200:], each.get_content_type(), content if isinstance(content, bytes) else b""))
    return [each for each in found if each.content]


def _checked(mail: EmailMessage, trusted: str) -> str:
    """Believe the topmost result of our own server, and no other: whoever writes a mail can write a header."""
    first = next((str(each) for each in mail.get_all("Authentication-Results", [])), "")
    if not trusted or first.split(";")[0].strip().lower() != trusted.lower():
        return ""
    found = re.search(r"\bdmarc=(\w+)", first.lower())
    return {"pass": "pass", "fail": "fail"}.get(found.group(1), "") if found else ""
