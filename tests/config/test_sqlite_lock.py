"""Writers of one process queue for SQLite instead of failing, and the lock always comes back."""

import contextlib
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
from django.db import IntegrityError, connection, transaction

from heedful.config.sqlite import base
from heedful.foundation.jobs.models import PeriodicRun

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="the lock is SQLite's"),
]
WRITERS = 12
EACH = 15


def in_thread(work: Callable[[], object]) -> object:
    """Do something in a thread with a connection of its own."""

    def done() -> object:
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(done).result()


def free() -> bool:
    """Say whether nobody holds the lock."""
    if base._writer.acquire(blocking=False):
        base._writer.release()
        return True
    return False


def test_many_writers_at_once_are_never_told_that_the_database_is_locked(now: datetime) -> None:
    def write(writer: int) -> None:
        try:
            for n in range(EACH):
                with transaction.atomic():
                    list(PeriodicRun.objects.all()[:3])
                    PeriodicRun.objects.create(name=f"{writer}-{n}", next_at=now)
        finally:
            connection.close()

    with ThreadPoolExecutor(WRITERS) as pool:
        for done in [pool.submit(write, writer) for writer in range(WRITERS)]:
            done.result()
    print(f"N = {WRITERS} writers x {EACH}: all stored")
    assert PeriodicRun.objects.count() == WRITERS * EACH
    assert free()


def test_it_is_held_within_a_transaction_and_free_after_commit_and_rollback(now: datetime) -> None:
    with transaction.atomic():
        PeriodicRun.objects.create(name="one", next_at=now)
        assert not free()
        with transaction.atomic():
            assert not free()
        assert not free(), "a savepoint is no transaction"
    assert free()
    with transaction.atomic():
        transaction.set_rollback(True)
    assert free()


def test_it_is_free_after_an_exception(now: datetime) -> None:
    PeriodicRun.objects.create(name="one", next_at=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        PeriodicRun.objects.create(name="one", next_at=now)
    assert free()


def test_it_is_free_after_a_connection_is_closed_in_mid_transaction() -> None:
    def leave() -> None:
        transaction.get_connection().set_autocommit(False)
        connection.close()

    in_thread(leave)
    assert free()

    def close_within() -> None:
        entered = transaction.atomic()
        entered.__enter__()
        assert not free()
        connection.close()

    in_thread(close_within)
    assert free()


def test_it_is_free_after_the_thread_that_held_it_died(now: datetime) -> None:
    def die() -> None:
        with contextlib.suppress(SystemExit), transaction.atomic():
            PeriodicRun.objects.create(name="lost", next_at=now)
            assert not free()
            raise SystemExit

    thread = threading.Thread(target=die)
    thread.start()
    thread.join()
    assert free()
    with transaction.atomic():
        PeriodicRun.objects.create(name="alive", next_at=now)
    assert not PeriodicRun.objects.filter(name="lost").exists(), "the dead thread's transaction is undone"
