"""Signatures as the published test vector of Standard Webhooks has them."""

import base64
from datetime import UTC, datetime, timedelta

from heedful.foundation.webhooks.schedule import WAITS, Meaning, meaning
from heedful.foundation.webhooks.signing import headers, written

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
AT = datetime.fromtimestamp(1_614_265_330, UTC)
BODY = b'{"test": 2432232314}'
PUBLISHED = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_the_published_vector() -> None:
    secret = base64.b64decode(SECRET.removeprefix("whsec_"))
    assert written(secret) == SECRET
    sent = headers(message="msg_p5jXN8AQM9LWM0D4loKWxJek", at=AT, body=BODY, secrets=[secret])
    assert sent == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": PUBLISHED,
    }


def test_each_key_gives_a_signature() -> None:
    one, other = bytes(32), b"x" * 32
    both = headers(message="m", at=AT, body=BODY, secrets=[one, other])["webhook-signature"].split()
    assert both == [
        headers(message="m", at=AT, body=BODY, secrets=[each])["webhook-signature"] for each in (one, other)
    ]


def test_ten_tries_in_three_days_and_a_quarter() -> None:
    assert len(WAITS) == 10
    assert sum(WAITS, timedelta()) == timedelta(hours=75, minutes=35, seconds=5)


def test_what_a_status_means() -> None:
    assert {status: meaning(status) for status in (200, 204, 299)} == dict.fromkeys((200, 204, 299), Meaning.TAKEN)
    failed = (None, 301, 302, 307, 400, 404, 429, 500, 503)
    assert {status: meaning(status) for status in failed} == dict.fromkeys(failed, Meaning.FAILED)
    assert meaning(410) is Meaning.GONE
