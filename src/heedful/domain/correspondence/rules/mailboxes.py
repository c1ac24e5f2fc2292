"""Mailboxes as the settings name them: an address of the server with what its mail usually is."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from heedful.domain.feedback.enums import Kind
from heedful.foundation.errors import Refused

PORTS = {"imaps": 993, "imap": 143}
FIELD = "HEEDFUL_MAILBOXES"
UNASKED = (Kind.COMPLAINT, Kind.COMPLIMENT, Kind.WISH, Kind.QUESTION)


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Where to read, as whom, and what the mail there usually is; `unit` is a code, empty for the company."""

    address: str
    host: str
    port: int
    encrypted: bool
    user: str
    password: str
    folder: str
    kind: Kind
    unit: str

    def __repr__(self) -> str:
        """Name the mailbox without its password, which must not get into a log."""
        return f"Mailbox({self.address})"


def mailbox(text: str) -> Mailbox:
    """Read a mailbox from `imaps://user:password@host/FOLDER?address=...&kind=...&unit=...`.

    Special letters of user and password are percent-encoded. `address` defaults to the user, `kind` to question.
    Raise Refused naming what is wrong, never the password.

    >>> found = mailbox("imaps://care%40example.org:s%3Aecret@mail.example.org/INBOX?kind=complaint")
    >>> found.address, found.port, found.password, found.kind.value
    ('care@example.org', 993, 's:ecret', 'complaint')
    """
    try:
        parts, port = urlsplit(text), urlsplit(text).port
    except ValueError:
        raise Refused("not an address of a mailbox", field=FIELD, fix="imaps://user:password@host/INBOX") from None
    if parts.scheme not in PORTS or not parts.hostname or not parts.username:
        raise Refused("not an address of a mailbox", field=FIELD, fix="imaps://user:password@host/INBOX")
    asked = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    user = unquote(parts.username)
    address, kind = asked.get("address", user).strip().lower(), asked.get("kind", Kind.QUESTION)
    if address.count("@") != 1:
        raise Refused(
            "the mailbox has no mail address", field=FIELD, value=address, fix="add ?address=care@example.org"
        )
    if kind not in UNASKED:
        fix = f"one of {', '.join(UNASKED)}"
        raise Refused("a mailbox has no such kind of mail", field=FIELD, value=kind, fix=fix)
    return Mailbox(
        address=address,
        host=parts.hostname,
        port=port or PORTS[parts.scheme],
        encrypted=parts.scheme == "imaps",
        user=user,
        password=unquote(parts.password or ""),
        folder=unquote(parts.path.strip("/")) or "INBOX",
        kind=Kind(kind),
        unit=asked.get("unit", ""),
    )
