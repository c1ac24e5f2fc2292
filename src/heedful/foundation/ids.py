"""Identifiers: time-ordered, so that indexes stay compact, and unguessable enough to be shown; or wholly random."""

import uuid

from uuid_utils.compat import uuid7


def new_id() -> uuid.UUID:
    """Return a new UUIDv7 (RFC 9562)."""
    return uuid7()


def random_id() -> uuid.UUID:
    """Return a UUID that tells nothing of when it was drawn, for rows that must not lead back to a person."""
    return uuid.uuid4()
