"""Writes of the outbox: ask for work, claim it, finish it, park it, replay it."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q

from heedful.foundation.access import Actor
from heedful.foundation.audit import operations as audit
from heedful.foundation.errors import NotFound
from heedful.foundation.jobs import registry
from heedful.foundation.jobs.models import Job, JobState, PeriodicRun

LEASE = timedelta(minutes=5)
MAX_ATTEMPTS = 8


def enqueue(
    *, kind: str, payload: dict[str, Any], at: datetime, dedup: str | None = None, run_at: datetime | None = None
) -> None:
    """Ask for work in the transaction of the change that needs it. A `dedup` key is accepted once, for ever."""
    job = Job(kind=kind, payload=payload, dedup_key=dedup, run_at=run_at or at, created_at=at)
    Job.objects.bulk_create([job], ignore_conflicts=dedup is not None)
    if settings.HEEDFUL_JOBS == "inline":
        transaction.on_commit(lambda: registry.inline(at))


@transaction.atomic
def claim(
    *, worker: str, at: datetime, limit: int = 1, lease: timedelta = LEASE, lane: registry.Lane = registry.Lane.ALL
) -> list[Job]:
    """Lease up to `limit` due jobs of a lane to `worker`, oldest first; a lapsed lease counts as due.

    A job whose worker died with it at every try is parked like one that failed at every try.
    """
    lapsed = Job.objects.filter(state=JobState.LEASED, lease_until__lte=at)
    lapsed.filter(attempts__gte=MAX_ATTEMPTS).update(
        state=JobState.PARKED, lease_until=None, error="its worker died at every try"
    )
    due = Job.objects.filter(state=JobState.READY, run_at__lte=at) | Job.objects.filter(
        state=JobState.LEASED, lease_until__lte=at
    )
    if lane is not registry.Lane.ALL:
        long = Q(kind__in=registry.long_kinds())
        due = due.filter(long if lane is registry.Lane.LONG else ~long)
    skip = connection.features.has_select_for_update_skip_locked
    jobs = list(due.order_by("run_at", "id").select_for_update(skip_locked=skip)[:limit])
    for job in jobs:
        job.state, job.worker, job.lease_until = JobState.LEASED, worker, at + lease
    Job.objects.filter(id__in=[job.id for job in jobs]).update(
        state=JobState.LEASED, worker=worker, lease_until=at + lease, attempts=F("attempts") + 1
    )
    return jobs


def keep(*, job: Job, at: datetime) -> bool:
    """Renew the lease of a job that is still being done; False when it went to somebody else."""
    held = Job.objects.filter(id=job.id, state=JobState.LEASED, worker=job.worker)
    return bool(held.update(lease_until=at + LEASE))


def finish(*, job: Job, at: datetime) -> bool:
    """Mark a leased job done; False when the lease went to somebody else, whose result then counts."""
    return bool(
        Job.objects.filter(id=job.id, state=JobState.LEASED, worker=job.worker).update(
            state=JobState.DONE, finished_at=at, lease_until=None, error=""
        )
    )


def fail(*, job: Job, error: str, at: datetime) -> JobState:
    """Put a failed job back with back-off, or park it with its reason after the last try."""
    attempts = job.attempts + 1
    parked = attempts >= MAX_ATTEMPTS
    state = JobState.PARKED if parked else JobState.READY
    Job.objects.filter(id=job.id, worker=job.worker).update(
        state=state, error=error[:2_000], lease_until=None, run_at=at + backoff(attempts)
    )
    return state


def backoff(attempts: int) -> timedelta:
    """Return the wait after the n-th failure: 5 s, 20 s, 80 s ... at most an hour."""
    return timedelta(seconds=min(5 * 4 ** (attempts - 1), 3_600))


@transaction.atomic
def replay(*, job_id: UUID, by: Actor, at: datetime) -> None:
    """Give a parked job a fresh set of tries."""
    if not Job.objects.filter(id=job_id, state=JobState.PARKED).update(state=JobState.READY, attempts=0, run_at=at):
        raise NotFound("no parked job has this id", field="job", value=job_id)
    audit.record(by=by, at=at, action="job.replayed", entity="job", entity_id=job_id)


def due(*, name: str, every: timedelta, at: datetime) -> bool:
    """Say whether the caller is the one to run the periodic job now, and move its mark."""
    if PeriodicRun.objects.filter(name=name, next_at__lte=at).update(next_at=at + every):
        return True
    _, created = PeriodicRun.objects.get_or_create(name=name, defaults={"next_at": at + every})
    return created
