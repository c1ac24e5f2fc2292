"""A mail address whose answers find their way back: signed, so that nobody can guess the one of another matter."""

from __future__ import annotations

import re

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

SALT = "heedful.notify.reply"
TAGGED = re.compile(r"^[^+@]+\+([a-z0-9-]{1,40})\.([0-9a-f]{20})@")


def reply_address(about: str) -> str:
    """Return the address for answers about a matter, such as a case reference; empty without a mailbox of ours."""
    own = settings.HEEDFUL_REPLY_TO
    if not own:
        return ""
    name, _, host = own.partition("@")
    return f"{name}+{about.lower()}.{_sign(about)}@{host}"


def matter_of(address: str) -> str:
    """Return the matter that an address is about, in capitals; empty where we have not signed it."""
    found = TAGGED.match(address.lower())
    if found is None or not constant_time_compare(_sign(found.group(1)), found.group(2)):
        return ""
    return found.group(1).upper()


def _sign(about: str) -> str:
    return salted_hmac(SALT, about.lower(), algorithm="sha256").hexdigest()[:20]
