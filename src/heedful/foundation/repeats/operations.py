"""Begin a call, keep its answer, forget it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from django.db.models import Q

from heedful.foundation import bulk
from heedful.foundation.errors import Conflict, Refused
from heedful.foundation.repeats.models import Call

KEPT = timedelta(hours=24)
RUNS = timedelta(minutes=5)
"""After this a call without an answer counts as one whose process died: what it wrote went with it."""


def begin(*, caller: str, key: str, said: bytes, at: datetime) -> Call | None:
    """Claim a caller's key for a call that says `said`; return the first call where it has its answer already.

    Raise Conflict while the first runs, Refused where the key came with something else.
    """
    if not 1 <= len(key) <= 255 or not key.isprintable():
        raise Refused("a key has 1 to 255 visible characters", field="Idempotency-Key", fix="send a UUID")
    hashed, digest = name_of(caller, key), sha256(said).hexdigest()
    over = Q(at__lte=at - KEPT) | Q(status=None, at__lte=at - RUNS)
    Call.objects.filter(over, key=hashed).delete()
    if bulk.insert_new(Call(key=hashed, said=digest, at=at)):
        return None
    first = Call.objects.filter(key=hashed).first()
    if first is None or first.status is None:
        raise Conflict("the first call with this key still runs", field="Idempotency-Key", fix="wait, then ask again")
    if first.said != digest:
        raise Refused("this key came with another request", field="Idempotency-Key", fix="use a new key for each call")
    return first


def keep(*, caller: str, key: str, status: int, kind: str, body: str) -> None:
    """Keep the answer of a call, in the transaction of what it wrote."""
    Call.objects.filter(key=name_of(caller, key)).update(status=status, kind=kind[:100], body=body)


def drop(*, caller: str, key: str) -> None:
    """Forget a call that came to nothing, so that it may be tried again."""
    Call.objects.filter(key=name_of(caller, key)).delete()


def forget(*, at: datetime) -> int:
    """Drop the answers that are older than a day; return how many."""
    return Call.objects.filter(at__lte=at - KEPT).delete()[0]


def forget_words(words: Sequence[str]) -> int:
    """Drop the answers that hold any of some words; return how many. Whoever repeats such a call has it done again."""
    held = [Call.objects.filter(body__icontains=each).delete()[0] for each in words if each]
    return sum(held)


def name_of(caller: str, key: str) -> str:
    """Return the name under which a caller's key is kept: two callers never share one."""
    return sha256(f"{caller}\n{key}".encode()).hexdigest()
