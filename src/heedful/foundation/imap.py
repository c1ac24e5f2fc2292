"""Reading a mailbox without changing it: the folder is examined, never selected, so nothing is marked or deleted."""

from __future__ import annotations

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from time import mktime
from typing import Any

TIMEOUT = 20.0
LARGEST = 25 * 1024 * 1024
LATEST = datetime(9999, 12, 31, tzinfo=UTC)
SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


class MailboxClosed(Exception):
    """The server let us not in, or broke off; the text says why and holds no password."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A mail with its number; of one larger than 25 MB only the header, `whole` false."""

    number: int
    raw: bytes
    whole: bool
    arrived: datetime


@dataclass(frozen=True, slots=True)
class Folder:
    """An open folder. Numbers hold under one `validity`; under another they start anew."""

    connection: imaplib.IMAP4
    validity: int

    def after(self, number: int, limit: int) -> Iterator[Fetched]:
        """Yield the mails with a number above `number`, lowest first, at most `limit`."""
        found = self._ask("SEARCH", f"UID {number + 1}:*")
        numbers = sorted(int(each) for each in b" ".join(part for part in found if isinstance(part, bytes)).split())
        for each in [one for one in numbers if one > number][:limit]:
            told = b" ".join(part for part in self._ask("FETCH", str(each), "(RFC822.SIZE INTERNALDATE)") if part)
            size, when = SIZE.search(told), imaplib.Internaldate2tuple(told)
            whole = size is not None and int(size.group(1)) <= LARGEST
            parts = self._ask("FETCH", str(each), "(BODY.PEEK[])" if whole else "(BODY.PEEK[HEADER])")
            raw = next((part[1] for part in parts if isinstance(part, tuple)), None)
            if raw is not None:  # else it was deleted meanwhile
                yield Fetched(each, raw, whole, datetime.fromtimestamp(mktime(when), UTC) if when else LATEST)

    def _ask(self, command: str, *words: str) -> list[Any]:
        state, answer = self.connection.uid(command, *words)
        if state != "OK":
            raise MailboxClosed(f"{command.lower()} was refused")
        return answer


@contextmanager
def reading(*, host: str, port: int, encrypted: bool, user: str, password: str, folder: str) -> Iterator[Folder]:
    """Open a folder for reading; raise MailboxClosed where that, or anything while it is open, fails."""
    try:
        if encrypted:
            context = ssl.create_default_context()
            connection: imaplib.IMAP4 = imaplib.IMAP4_SSL(host, port, ssl_context=context, timeout=TIMEOUT)
        else:
            connection = imaplib.IMAP4(host, port, timeout=TIMEOUT)
    except (OSError, imaplib.IMAP4.error) as error:
        raise MailboxClosed(f"{host}:{port} does not answer: {error}") from None
    try:
        yield _opened(connection, user, password, folder)
    except (OSError, imaplib.IMAP4.error) as error:
        raise MailboxClosed(f"{host} broke off: {error}") from None
    finally:
        with suppress(OSError, imaplib.IMAP4.error):
            connection.logout()


def _opened(connection: imaplib.IMAP4, user: str, password: str, folder: str) -> Folder:
    try:
        connection.login(user, password)
    except imaplib.IMAP4.error:
        raise MailboxClosed("the server refused user and password") from None
    state, _ = connection.select('"' + folder.replace("\\", "\\\\").replace('"', '\\"') + '"', readonly=True)
    if state != "OK":
        raise MailboxClosed(f"there is no folder {folder}")
    _, validity = connection.response("UIDVALIDITY")
    return Folder(connection, int(validity[0]) if validity and validity[0] else 0)
