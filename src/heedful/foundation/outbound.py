"""Calls out of the house to addresses that somebody typed. They cannot be led back into the house.

The name is resolved once, every address it has is checked, and the connection goes to a checked address: between check
and call there is nothing left to rebind. No redirect is followed, no proxy of the environment is used.
"""

import http.client
import ipaddress
import re
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from heedful.foundation.errors import Refused

TIMEOUT = 15.0
"""Seconds for the whole call."""
MOST_READ = 20_000
LONGEST_URL = 500
PORTS = {"http": 80, "https": 443}
_RELAYED = tuple(ipaddress.ip_network(net) for net in ("192.88.99.0/24", "2001::/23", "2002::/16", "3fff::/20"))
_UNICAST = ipaddress.ip_network("2000::/3")
"""The part of IPv6 that is given out. What maps, embeds or translates an IPv4 address is outside it, or relayed."""


class Unreachable(Exception):
    """The call got no reply; the text says why."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: the status, and the text as far as it was read."""

    status: int
    text: str


def check_url(url: str) -> None:
    """Raise Refused unless `url` is one that `post` may try. What the name stands for is checked at every call."""
    try:
        parts = urlsplit(url)
        port = parts.port or PORTS.get(parts.scheme, 0)
        fine = bool(parts.hostname) and "@" not in parts.netloc and len(url) <= LONGEST_URL
    except ValueError:
        fine, port = False, 0
    if not fine or re.search(r"[\s\\\x00-\x1f\x7f]", url):
        raise Refused("this is no web address", field="url", value=url, fix="write it as https://example.org/hook")
    if parts.scheme not in PORTS or (port != PORTS[parts.scheme] and not _allowed(str(parts.hostname), port)):
        raise Refused(
            "only http on port 80 and https on port 443 are called",
            field="url",
            value=url,
            fix="use one of them, or name host:port in HEEDFUL_OUTBOUND_ALLOW",
        )


def post(url: str, body: bytes, headers: Mapping[str, str], *, timeout: float = TIMEOUT) -> Reply:
    """Send `body` and return the reply, a redirect included; raise Unreachable where there is none."""
    try:
        check_url(url)
        parts = urlsplit(url)
        connection = _Guarded(parts, timeout)
        with closing(connection), _cut_after(timeout, connection):
            connection.request("POST", (parts.path or "/") + (f"?{parts.query}" if parts.query else ""), body, headers)
            response = connection.getresponse()
            return Reply(response.status, response.read(MOST_READ).decode(errors="replace"))
    except Refused as refused:
        raise Unreachable(refused.message) from refused
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Unreachable(f"{type(error).__name__}: {error}"[:300]) from error


def is_outside(address: str) -> bool:
    """Say whether an address is one of the open internet.

    >>> is_outside("9.9.9.9"), is_outside("10.1.2.3"), is_outside("::ffff:9.9.9.9"), is_outside("64:ff9b::909:909")
    (True, False, False, False)
    """
    found = ipaddress.ip_address(address)
    if isinstance(found, ipaddress.IPv6Address) and found not in _UNICAST:
        return False
    relayed = any(found.version == net.version and found in net for net in _RELAYED)
    return found.is_global and not found.is_multicast and not found.is_reserved and not relayed


class _Guarded(http.client.HTTPConnection):
    """A connection to a checked address; the certificate must be that of the name."""

    def __init__(self, parts: SplitResult, timeout: float) -> None:
        self.secure = parts.scheme == "https"
        super().__init__(str(parts.hostname), parts.port or PORTS[parts.scheme], timeout=timeout)
        self.default_port = PORTS[parts.scheme]

    def connect(self) -> None:
        self.sock = _connected(self.host, self.port, self.timeout or TIMEOUT)
        if self.secure:
            secured = ssl.create_default_context().wrap_socket(
                self.sock, server_hostname=self.host, do_handshake_on_connect=False
            )
            self.sock = secured
            secured.do_handshake()


def _connected(host: str, port: int, timeout: float) -> socket.socket:
    found = [str(each[4][0]) for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not _allowed(host, port) and not all(is_outside(address) for address in found):
        raise Refused("this name stands for an address inside the house", field="url", value=host)
    failure: OSError = OSError("the name stands for no address")
    for address in found:
        try:
            return socket.create_connection((address, port), timeout)
        except OSError as error:
            failure = error
    raise failure


def _allowed(host: str, port: int) -> bool:
    return f"{host}:{port}".lower() in settings.HEEDFUL_OUTBOUND_ALLOW


@contextmanager
def _cut_after(seconds: float, connection: http.client.HTTPConnection) -> Iterator[None]:
    """End a call whose other side answers a byte at a time: a timeout of the socket starts anew with each byte."""

    def cut() -> None:
        with suppress(OSError, AttributeError):  # not connected yet, or gone already
            connection.sock.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
