"""Signatures as Standard Webhooks 1.0 asks for: HMAC-SHA256 over "id.time.body". Pure."""

import base64
import hmac
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

PREFIX = "whsec_"


def written(secret: bytes) -> str:
    """Return a secret as receivers take it."""
    return PREFIX + base64.b64encode(secret).decode()


def headers(*, message: str, at: datetime, body: bytes, secrets: Sequence[bytes]) -> dict[str, str]:
    """Return the headers of one try: `message` is the same for every try; each secret gives one signature.

    >>> from datetime import UTC, datetime
    >>> at, secret = datetime(2026, 1, 1, tzinfo=UTC), bytes(24)
    >>> headers(message="evt_1", at=at, body=b"{}", secrets=[secret])["webhook-timestamp"]
    '1767225600'
    """
    moment = str(int(at.timestamp()))
    signed = f"{message}.{moment}.".encode() + body
    signatures = [base64.b64encode(hmac.digest(secret, signed, sha256)).decode() for secret in secrets]
    return {
        "webhook-id": message,
        "webhook-timestamp": moment,
        "webhook-signature": " ".join(f"v1,{each}" for each in signatures),
    }
