"""Nobody's address leads a call back into the house; without the guard it would."""

import contextlib
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from heedful.foundation import outbound
from heedful.foundation.errors import Refused
from tests.factories.receiver import Receiver, listening

LOOPBACK = [
    "127.0.0.1", "localhost", "LOCALHOST", "localhost.", "127.1", "127.0.1", "127.255.255.254", "127.000.000.001",
    "0177.0.0.1", "0x7f.0.0.1", "0x7f000001", "2130706433", "017700000001", "0", "0.0.0.0", "0x0", "127.0.0.1.",  # noqa: S104  called, never bound to
    "[::1]", "[0:0:0:0:0:0:0:1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:127.0.0.1]",
    "[::127.0.0.1]", "[64:ff9b::127.0.0.1]", "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]", "[2001:0:7f00:1::]",
    "１２７.０.０.１", "127。0。0。1", "ⓛocalhost",
]  # fmt: skip
PRIVATE = [
    "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0xa9fea9fe",
    "2852039166", "198.18.0.1", "192.0.0.1", "192.0.2.1", "203.0.113.1", "192.88.99.1", "224.0.0.1", "240.0.0.1",
    "255.255.255.255", "[fe80::1]", "[fc00::1]", "[fd00:ec2::254]", "[fec0::1]", "[ff02::1]", "[2001:db8::1]",
    "[100::1]", "[64:ff9b::10.0.0.1]", "[2002:a00:1::]", "[::ffff:169.254.169.254]", "[::a00:1]", "[3fff::1]",
]  # fmt: skip
SPELLINGS = LOOPBACK + PRIVATE
OUTSIDE = "93.184.215.14"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A program inside the house."""
    with listening() as found:
        yield found


@pytest.fixture
def any_port(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the guard pass the receiver's port, so that nothing but the address can refuse."""
    monkeypatch.setitem(outbound.PORTS, "http", receiver.port)


def literal(host: Any, port: Any, *args: Any, **kwargs: Any) -> Any:
    """Resolve what the system resolves without a network: numbers in any spelling, and localhost."""
    name = host.encode("idna").decode() if isinstance(host, str) else host
    flags = 0 if name.rstrip(".").lower() == "localhost" else socket.AI_NUMERICHOST
    return _resolve(name, port, 0, socket.SOCK_STREAM, 0, flags)


_resolve = socket.getaddrinfo


def _on_this_machine(spelling: str) -> bool:
    try:
        return all(ipaddress.ip_address(each[4][0]).is_loopback for each in literal(spelling, 80))
    except (OSError, UnicodeError):
        return False


@pytest.mark.trust(5)
@pytest.mark.usefixtures("any_port")
def test_no_spelling_reaches_the_inside(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", literal)
    assert len(SPELLINGS) >= 40
    for spelling in SPELLINGS:
        with pytest.raises(outbound.Unreachable):
            outbound.post(f"http://{spelling}:{receiver.port}/hook", b"{}", {})
    assert receiver.taken == []


@pytest.mark.trust(5)
def test_negative_control_a_plain_client_reaches_it(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", literal)
    with httpx.Client(trust_env=False, timeout=5) as plain:
        for spelling in filter(_on_this_machine, LOOPBACK):
            try:
                plain.post(f"http://{spelling}:{receiver.port}/hook", content=b"{}")
            except (httpx.HTTPError, httpx.InvalidURL):
                continue
    assert len(receiver.taken) >= 10


@pytest.mark.parametrize("spelling", PRIVATE)
def test_private_addresses_are_refused_by_the_address_alone(spelling: str) -> None:
    try:
        address = str(literal(spelling.strip("[]"), 80)[0][4][0])
    except OSError:
        address = spelling.strip("[]")
    assert not outbound.is_outside(address)


def test_the_open_internet_is_outside() -> None:
    for address in (OUTSIDE, "8.8.8.8", "2606:4700:4700::1111", "2a00:1450:4001:81b::200e"):
        assert outbound.is_outside(address)


class Rebinding:
    """A name that stands for an outside address when it is asked first, and for this house ever after."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, host: Any, port: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return _resolve(host, port, 0, socket.SOCK_STREAM, 0, socket.AI_NUMERICHOST)  # an address is itself
        except OSError:
            self.asked += 1
            return _resolve(OUTSIDE if self.asked == 1 else "127.0.0.1", port, 0, socket.SOCK_STREAM)


@pytest.mark.trust(5)
@pytest.mark.usefixtures("any_port")
def test_a_name_that_changes_its_mind_reaches_nothing(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    names = Rebinding()
    went_to = []

    def no_network(address: tuple[str, int], *args: Any) -> None:
        went_to.append(address[0])
        raise OSError("no network in tests")

    monkeypatch.setattr(socket, "getaddrinfo", names)
    monkeypatch.setattr(socket, "create_connection", no_network)
    with pytest.raises(outbound.Unreachable, match="no network"):
        outbound.post(f"http://hook.example:{receiver.port}/hook", b"{}", {})
    assert (names.asked, went_to, receiver.taken) == (1, [OUTSIDE], [])


@pytest.mark.trust(5)
def test_negative_control_check_then_fetch_loses(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", Rebinding())
    url = f"http://hook.example:{receiver.port}/hook"
    found = socket.getaddrinfo(urlsplit(url).hostname, receiver.port)
    assert all(outbound.is_outside(str(each[4][0])) for each in found)
    with httpx.Client(trust_env=False) as plain:
        plain.post(url, content=b"{}")
    assert len(receiver.taken) == 1


@pytest.mark.trust(5)
def test_one_inside_address_among_outside_ones_refuses_all(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    def both(host: Any, port: Any, *args: Any, **kwargs: Any) -> Any:
        return _resolve("127.0.0.1", port) if host == "127.0.0.1" else [*_at(OUTSIDE, port), *_at("127.0.0.1", port)]

    monkeypatch.setitem(outbound.PORTS, "http", receiver.port)
    monkeypatch.setattr(socket, "getaddrinfo", both)
    with pytest.raises(outbound.Unreachable, match="inside the house"):
        outbound.post(f"http://hook.example:{receiver.port}/", b"{}", {})


def _at(address: str, port: int) -> list[Any]:
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]


@pytest.mark.trust(5)
def test_a_redirect_is_a_reply_and_not_followed(receiver: Receiver, settings: Any) -> None:
    with listening() as inside:
        settings.HEEDFUL_OUTBOUND_ALLOW = [receiver.place]
        receiver.statuses, receiver.location = [302, 302], inside.url
        assert outbound.post(receiver.url, b"{}", {}).status == 302
        assert inside.taken == []
        with httpx.Client(trust_env=False, follow_redirects=True) as plain:  # the control: it is led inside
            plain.post(receiver.url, content=b"{}")
        assert len(inside.taken) == 1


@pytest.mark.trust(5)
def test_proxies_of_the_environment_are_not_used(
    receiver: Receiver, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with listening() as proxy:
        settings.HEEDFUL_OUTBOUND_ALLOW = [receiver.place]
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
            monkeypatch.setenv(name, f"http://{proxy.place}")
        outbound.post(receiver.url, b"{}", {})
        assert (len(receiver.taken), len(proxy.taken)) == (1, 0)


def test_of_a_long_reply_only_the_beginning_is_read(receiver: Receiver, settings: Any) -> None:
    settings.HEEDFUL_OUTBOUND_ALLOW = [receiver.place]
    receiver.reply = b"x" * 5_000_000
    assert len(outbound.post(receiver.url, b"{}", {}).text) == outbound.MOST_READ


def test_a_receiver_that_answers_a_byte_at_a_time_is_cut_off(settings: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as slow:
        port = slow.getsockname()[1]
        settings.HEEDFUL_OUTBOUND_ALLOW = [f"127.0.0.1:{port}"]
        began = time.monotonic()
        with _dripping(slow), pytest.raises(outbound.Unreachable):
            outbound.post(f"http://127.0.0.1:{port}/", b"{}", {}, timeout=0.5)
        assert time.monotonic() - began < 5


@contextlib.contextmanager
def _dripping(server: socket.socket) -> Iterator[None]:
    over = threading.Event()

    def drip() -> None:
        peer, _ = server.accept()
        with peer, contextlib.suppress(OSError):
            peer.sendall(b"HTTP/1.1 2")
            while not over.wait(0.1):
                peer.sendall(b"0")

    thread = threading.Thread(target=drip, daemon=True)
    thread.start()
    yield
    over.set()
    thread.join()


def test_the_certificate_must_be_that_of_the_name(receiver: Receiver, settings: Any) -> None:
    settings.HEEDFUL_OUTBOUND_ALLOW = [receiver.place]
    with pytest.raises(outbound.Unreachable, match="SSL"):  # a plain server: no certificate at all
        outbound.post(receiver.url.replace("http:", "https:"), b"{}", {})
    context = ssl.create_default_context()
    assert context.check_hostname
    assert context.verify_mode is ssl.CERT_REQUIRED


@pytest.mark.parametrize(
    "url",
    [
        "", "nonsense", "ftp://example.org/", "file:///etc/passwd", "gopher://example.org/", "http://", "https://:443/",
        "http://user:secret@example.org/", "http://example.org:22/", "https://example.org:80/", "http://example.org:0x/",
        "http://exa mple.org/", "http://example.org/\r\nX: y", "http://example.org\\@127.0.0.1/", "http://[::1/",
        "https://example.org/" + "x" * 500,
    ],
)  # fmt: skip
def test_what_is_no_address_for_a_call_is_refused_where_it_is_typed(url: str) -> None:
    with pytest.raises(Refused) as refused:
        outbound.check_url(url)
    assert refused.value.field == "url"
    assert refused.value.fix
