"""What keeps machines out of open forms without asking people for anything: a trap field and a minimum time."""

import ipaddress
import re
import secrets
from datetime import datetime

from django.conf import settings
from django.core import signing
from django.http import HttpRequest

from heedful.foundation.limits import operations as limits

TRAP = "website"
STAMP = "stamp"
SALT = "heedful.respond.stamp"
MIN_SECONDS = 2
MAX_SECONDS = 24 * 3600


def key_of(request: HttpRequest) -> str:
    """Return the key under which a form is taken once: its own, or a new one for a form that has none of ours."""
    sent = request.POST.get("key", "")
    return sent if re.fullmatch(r"[A-Za-z0-9_-]{16,64}", sent) else secrets.token_urlsafe(16)


def stamp(at: datetime) -> str:
    """Return the signed time at which a form was shown."""
    return signing.dumps(int(at.timestamp()), salt=SALT)


def carried(request: HttpRequest, at: datetime) -> str:
    """Return the stamp a form goes on with: its own while it is good, so that mending a fault is never too fast."""
    sent = request.POST.get(STAMP, "")
    return sent if sent and _seconds_open(sent, at) is not None else stamp(at)


def fault(request: HttpRequest, at: datetime) -> str:
    """Return the key of the sentence that says why a form is not taken yet, or an empty string."""
    if request.POST.get(TRAP):
        return "trap"
    seconds = _seconds_open(request.POST.get(STAMP, ""), at)
    if seconds is None:
        return "stale"
    return "too_fast" if seconds < MIN_SECONDS else ""


def too_many(request: HttpRequest, code: str, at: datetime) -> bool:
    """Count a new answer to a survey that is open to all; say whether its source has given more than counts."""
    most = settings.HEEDFUL_OPEN_ANSWERS
    return most > 0 and not limits.take(door=code, source=source_of(request), most=most, at=at)


def source_of(request: HttpRequest) -> str:
    """Return the network address a form came from: of IPv6 the half that names the line, which has the other to itself.

    Behind a proxy it is what the nearest one has added; the rest of that header is whatever the sender wrote.
    """
    told = request.META.get("REMOTE_ADDR", "")
    if settings.HEEDFUL_BEHIND_PROXY:
        told = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip() or told
    try:
        found = ipaddress.ip_address(told)
    except ValueError:
        return ""
    if isinstance(found, ipaddress.IPv6Address):
        return str(found.ipv4_mapped or ipaddress.ip_network((int(found) >> 64 << 64, 64)))
    return str(found)


def _seconds_open(sent: str, at: datetime) -> float | None:
    try:
        seconds = at.timestamp() - int(signing.loads(sent, salt=SALT))
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return seconds if seconds <= MAX_SECONDS else None
