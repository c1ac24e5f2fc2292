"""Identifiers: time-ordered, so that indexes stay compact, and unguessable enough to be shown."""

import uuid

from uuid_utils.compat import uuid7


def new_id() -> uuid.UUID:
    """Return a new UUIDv7 (RFC 9562)."""
    return uuid7()
