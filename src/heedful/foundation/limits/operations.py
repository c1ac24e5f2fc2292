"""Take from a bucket; forget those that are full."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F
from django.utils.crypto import salted_hmac

from heedful.foundation import bulk
from heedful.foundation.limits.models import Bucket

HOUR = timedelta(hours=1)


def take(*, door: str, source: str, most: int, at: datetime, per: timedelta = HOUR) -> bool:
    """Take one of the `most` that a source has at a door and that come back within `per`; False when none is left.

    The generic cell rate algorithm: one number a bucket, changed by one conditional statement, right under any number
    of writers.
    """
    key = salted_hmac("heedful.limits", f"{door}\n{source}", secret=settings.SECRET_KEY, algorithm="sha256").hexdigest()
    now, whole = int(at.timestamp() * 1_000), int(per.total_seconds() * 1_000)
    one = whole // most
    held = Bucket.objects.filter(key=key)
    return bool(
        held.filter(full_at__gt=now, full_at__lte=now + whole - one).update(full_at=F("full_at") + one)
        or held.filter(full_at__lte=now).update(full_at=now + one)
        or bulk.insert_new(Bucket(key=key, full_at=now + one))
    )


def forget(*, at: datetime) -> int:
    """Drop the buckets that are full; return how many."""
    return Bucket.objects.filter(full_at__lte=int(at.timestamp() * 1_000)).delete()[0]
