"""What stands for an address and for a link where neither may be kept in clear."""

import hmac
from hashlib import sha256
from uuid import UUID


def address_key(address: str, secret: str) -> str:
    """Return the keyed hash of an address: it survives erasure, names nobody, and is empty without an address."""
    clean = address.strip().casefold()
    return hmac.new(secret.encode(), clean.encode("utf-8", "replace"), sha256).hexdigest() if clean else ""


def link_hash(token: str) -> str:
    """Return what is stored of the secret in a link."""
    return sha256(token.encode("utf-8", "replace")).hexdigest()


def turn_keys(contact_id: UUID, key: str) -> tuple[str, ...]:
    """Return the keys under which decisions on one person wait for each other: the person, and the mailbox.

    >>> turn_keys(UUID(int=7), "")
    ('p:00000000000000000000000000000007',)
    """
    person = f"p:{contact_id.hex}"
    return (f"a:{key}", person) if key else (person,)
