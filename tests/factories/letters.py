"""Letters as mail programs write them, and a mailbox on a real IMAP server."""

from __future__ import annotations

import contextlib
import imaplib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

from heedful.domain.correspondence.rules import Mailbox, mailbox

CARE = "care@heedful.example"
BOUNCE = """Return-Path: <>
From: Mail Delivery System <mailer-daemon@relay.example>
To: {care}
Subject: Undelivered Mail Returned to Sender
Message-ID: <{key}@relay.example>
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

It could not be delivered.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; relay.example

Final-Recipient: rfc822; {to}
Action: failed
Status: {status}
--b
Content-Type: text/rfc822-headers

Message-ID: {ours}
To: {to}
--b--
"""


def box(kind: str = "complaint", address: str = CARE, **query: str) -> Mailbox:
    """Return a mailbox that no server has."""
    more = "".join(f"&{name}={value}" for name, value in query.items())
    return mailbox(f"imaps://someone:secret@127.0.0.1/INBOX?address={address}&kind={kind}{more}")


def letter(
    words: str = "The parcel came open.",
    *,
    sender: str = "Amina Yusuf <amina@customer.example>",
    subject: str = "Parcel",
    key: str = "m1@customer.example",
    to: str = CARE,
    headers: Mapping[str, str] | None = None,
    files: Sequence[tuple[str, bytes]] = (),
    html: str = "",
) -> bytes:
    """Return the bytes of a mail."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"], mail["Message-ID"] = sender, to, subject, f"<{key}>"
    mail["Date"] = "Tue, 17 Mar 2026 11:00:00 +0000"
    for name, value in (headers or {}).items():
        mail[name] = value
    mail.set_content(words)
    if html:
        mail.set_content(html, subtype="html")
    for name, content in files:
        mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return mail.as_bytes()


def bounce(to: str, ours: str, *, status: str = "5.1.1", key: str = "b1") -> bytes:
    """Return a delivery status notification about a mail of ours."""
    return BOUNCE.format(care=CARE, to=to, ours=ours, status=status, key=key).replace("\n", "\r\n").encode()


@dataclass(frozen=True)
class Server:
    """An IMAP server on loopback with one empty mailbox."""

    port: int
    user: str = "care"
    password: str = "s:e/c r@t"

    @property
    def url(self) -> str:
        """How HEEDFUL_MAILBOXES names its mailbox."""
        return f"imap://{self.user}:s%3Ae%2Fc%20r%40t@127.0.0.1:{self.port}/INBOX?address={CARE}&kind=complaint"

    def put(self, *mails: bytes) -> None:
        """Deliver mails into the mailbox."""
        with imaplib.IMAP4("127.0.0.1", self.port) as connection:
            connection.login(self.user, self.password)
            for each in mails:
                connection.append("INBOX", "", "", each)

    def flags(self) -> list[bytes]:
        """Return the flags of every mail, as another program sees them."""
        with imaplib.IMAP4("127.0.0.1", self.port) as connection:
            connection.login(self.user, self.password)
            connection.select("INBOX", readonly=True)
            _, found = connection.fetch("1:*", "(FLAGS)")
            return [each for each in found if isinstance(each, bytes)]


@contextlib.contextmanager
def serving() -> Iterator[Server]:
    """Run pymap, a real IMAP server, in a process of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    server = Server(port)
    command = [
        str(Path(sys.executable).parent / "pymap"),
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        "--no-tls",
        "dict",
    ]
    command += ["--demo-user", server.user, "--demo-password", server.password]
    with subprocess.Popen(
        [sys.executable, *command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=dict(os.environ)
    ) as process:
        try:
            deadline = time.monotonic() + 30
            while True:
                with contextlib.suppress(OSError, imaplib.IMAP4.error):
                    imaplib.IMAP4("127.0.0.1", port).logout()
                    break
                if time.monotonic() > deadline:
                    raise TimeoutError("the IMAP server does not start")
                time.sleep(0.05)
            yield server
        finally:
            process.kill()
