"""Mail through a real SMTP server on loopback: once, in order, whole, and nobody waits for a server that is down."""

import email
import socket
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.message import Message
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from heedful.foundation.jobs import runner
from heedful.foundation.jobs.models import Job, JobState
from heedful.foundation.notify import operations as notify
from heedful.foundation.notify.models import Mail
from tests.servers import free_port

pytestmark = pytest.mark.django_db(transaction=True)
CONTROLS = [chr(n) for n in range(32)] + ["\x7f", "\r\n", "\r\nBcc: thief@example.org", "\x0b", "\x85", "\u2028"]


class Box:
    """What has arrived."""

    def __init__(self) -> None:
        self.letters: list[tuple[list[str], Message]] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802  aiosmtpd's name
        self.letters.append((envelope.rcpt_tos, email.message_from_bytes(envelope.content)))
        return "250 OK"


@pytest.fixture
def port(settings: Any) -> int:
    """The port of the mail server, which the product is told of."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", free_port(), 5
    settings.HEEDFUL_JOBS = "db"
    return int(settings.EMAIL_PORT)


@pytest.fixture
def box() -> Box:
    """The mailbox behind the server."""
    return Box()


@pytest.fixture
def server(port: int, box: Box) -> Iterator[Controller]:
    """A running mail server."""
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield controller
    controller.stop()


def queue(at: datetime, count: int, **told: Any) -> None:
    for n in range(count):
        fields = {"to": f"c{n}@customer.example", "subject": f"Number {n}", "text": "Habari", "key": f"k{n}"}
        notify.mail(**{**fields, **told}, at=at + timedelta(seconds=n))


@pytest.mark.usefixtures("server")
def test_a_mail_arrives_once_with_its_headers(box: Box, now: datetime) -> None:
    for _ in range(2):
        notify.mail(
            to="wanjiru@customer.example",
            subject="Kifurushi chako – 中",
            text="Asante",
            at=now,
            key="once",
            headers={"Auto-Submitted": "auto-replied"},
        )
    runner.run_due(now, worker="test")
    runner.run_due(now, worker="test")
    (to, letter) = box.letters[0]
    assert len(box.letters) == 1
    assert to == ["wanjiru@customer.example"]
    row = Mail.objects.get(key="once")
    assert letter["Message-ID"] == f"<{row.id}@heedful>"
    assert letter["Auto-Submitted"] == "auto-replied"
    assert str(email.header.make_header(email.header.decode_header(letter["Subject"]))) == "Kifurushi chako – 中"
    assert (row.sent_at, row.text) == (now, "")


@pytest.mark.trust(21)
def test_while_the_server_is_down_mail_waits_and_leaves_later_in_order_once(port: int, box: Box, now: datetime) -> None:
    with socket.socket() as nobody:
        assert nobody.connect_ex(("127.0.0.1", port)) != 0
    queue(now, 20)
    clock = now
    while clock < now + timedelta(hours=1):
        runner.run_due(clock, worker="test", limit=100)
        clock += timedelta(minutes=10)
    assert Mail.objects.filter(sent_at__isnull=True).count() == 20
    assert not Job.objects.filter(state=JobState.PARKED).exists(), "an hour is not too long"
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        for _ in range(12):
            clock += timedelta(minutes=10)
            runner.run_due(clock, worker="test", limit=100)
    finally:
        controller.stop()
    print(f"N = 20 mails, server down 1 h: {len(box.letters)} arrived")
    assert [letter["Subject"] for _, letter in box.letters] == [f"Number {n}" for n in range(20)]
    assert not Mail.objects.filter(sent_at__isnull=True).exists()


@pytest.mark.usefixtures("server")
@pytest.mark.trust(6)
def test_control_characters_neither_stop_a_mail_nor_forge_a_header(box: Box, now: datetime) -> None:
    for n, control in enumerate(CONTROLS):
        notify.mail(
            to=f"c{n}@customer.example",
            subject=f"Dear {control} Wanjiru",
            text=f"Habari {control}" if control != "\x00" else "Habari",
            at=now,
            key=f"k{n}",
            headers={"X-Case": f"HD{control}1"},
        )
    runner.run_due(now, worker="test", limit=200)
    print(f"N = {len(CONTROLS)} control characters: {len(box.letters)} sent")
    assert len(box.letters) == len(CONTROLS)
    expected = {"Content-Type", "MIME-Version", "Content-Transfer-Encoding", "Subject", "From", "To", "Date"}
    for to, letter in box.letters:
        assert len(to) == 1
        assert set(letter.keys()) - {"X-Peer", "X-MailFrom", "X-RcptTo"} == expected | {"Message-ID", "X-Case"}
