"""Runs what the outbox holds: `run_inline` in the process that asked, `work` in a worker."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime

import structlog
from django.db import OperationalError, connection, transaction

from heedful.foundation.jobs import operations
from heedful.foundation.jobs.models import Job
from heedful.foundation.jobs.registry import Lane, handlers, periodics

log = structlog.get_logger(__name__)
Clock = Callable[[], datetime]
RENEWED = 60.0
"""Seconds between two renewals of a lease: a fifth of it."""
_running = threading.local()


class LeaseLost(Exception):
    """The lease ran out and another worker has the job."""


def run_one(job: Job, at: datetime, clock: Clock | None = None) -> bool:
    """Do one leased job; False when it failed and was put back or parked. With a `clock`, long work keeps its lease."""
    try:
        handler = handlers[job.kind]
        if handler.transactional:
            with transaction.atomic():
                if not operations.finish(job=job, at=at):
                    raise LeaseLost
                handler.work(job.payload, at)
        else:
            with _kept(job, clock if handler.long else None):
                handler.work(job.payload, at)
            operations.finish(job=job, at=at)
    except LeaseLost:
        return False
    except Exception as error:  # whatever a handler raises must not stop the queue
        state = operations.fail(job=job, error=f"{type(error).__name__}: {error}", at=at)
        log.warning("job failed", kind=job.kind, job=str(job.id), state=str(state), error=type(error).__name__)
        return False
    return True


@contextmanager
def _kept(job: Job, clock: Clock | None) -> Iterator[None]:
    """Renew the lease from a thread beside the work, so that it lapses only when the process dies."""
    if clock is None:
        yield
        return
    ended = threading.Event()

    def renew(now: Clock) -> None:
        while not ended.wait(RENEWED):
            with suppress(OperationalError):  # busy for once: the lease outlives several renewals
                operations.keep(job=job, at=now())
        connection.close()

    beat = threading.Thread(target=renew, args=(clock,), daemon=True)
    beat.start()
    try:
        yield
    finally:
        ended.set()
        beat.join()


def run_due(at: datetime, *, worker: str, limit: int = 50, lane: Lane = Lane.ALL, clock: Clock | None = None) -> int:
    """Do the jobs due at `at`, up to `limit`, one lease at a time; return how many were tried."""
    tried = 0
    while tried < limit:
        jobs = operations.claim(worker=worker, at=at, lane=lane)
        if not jobs:
            break
        run_one(jobs[0], at, clock)
        tried += 1
    return tried


def run_inline(at: datetime) -> None:
    """Do what is due now in this thread; work that asks for more work is served by the outer call."""
    if getattr(_running, "busy", False):
        return
    _running.busy = True
    try:
        while run_due(at, worker="inline"):
            pass
    finally:
        _running.busy = False


def run_periodics(at: datetime) -> int:
    """Call each periodic job whose time has come; return how many ran. A failing one does not stop the others."""
    ran = 0
    for name, periodic in periodics.items():
        if operations.due(name=name, every=periodic.every, at=at):
            try:
                periodic.poll(at)
            except Exception as error:  # the next run tries again
                log.warning("periodic job failed", name=name, error=f"{type(error).__name__}: {error}")
            ran += 1
    return ran


def work(*, clock: Clock, worker: str, stop: threading.Event, idle: float = 1.0) -> None:
    """Serve the outbox until `stop` is set, long jobs in a thread of their own.

    `clock` is read once a round, at the door that starts the worker.
    """
    beside = threading.Thread(
        target=_serve, args=(clock, f"{worker}-long", stop, idle), kwargs={"lane": Lane.LONG}, daemon=True
    )
    beside.start()
    _serve(clock, worker, stop, idle, lane=Lane.QUICK)
    beside.join()


def _serve(clock: Clock, worker: str, stop: threading.Event, idle: float, *, lane: Lane) -> None:
    while not stop.is_set():
        at = clock()
        done = run_periodics(at) if lane is Lane.QUICK else 0
        done += run_due(at, worker=worker, lane=lane, clock=clock)
        if not done:
            stop.wait(idle)
    if lane is Lane.LONG:
        connection.close()
