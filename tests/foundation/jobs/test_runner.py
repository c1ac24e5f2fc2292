"""The outbox: once, in time, again after a crash, parked when hopeless."""

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from heedful.foundation.access import SYSTEM
from heedful.foundation.audit.models import AuditRow
from heedful.foundation.errors import NotFound
from heedful.foundation.jobs import operations as jobs
from heedful.foundation.jobs import queries, registry, runner
from heedful.foundation.jobs.models import Job, JobState
from heedful.foundation.notify.models import Notice

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def effects(settings: Any) -> Iterator[list[Any]]:
    settings.HEEDFUL_JOBS = "db"
    seen: list[Any] = []

    @registry.handler("test.note", transactional=True)
    def note(payload: dict[str, Any], at: datetime) -> None:
        key = f"note-{payload['n']}"
        Notice.objects.create(key=key, person_id="00000000-0000-0000-0000-000000000001", subject="x", at=at)
        if payload.get("fails"):
            raise RuntimeError("poison")

    @registry.handler("test.call", transactional=False)
    def call(payload: dict[str, Any], at: datetime) -> None:
        seen.append((payload["n"], connection.in_atomic_block))
        if payload.get("fails"):
            raise RuntimeError("down")

    yield seen
    del registry.handlers["test.note"], registry.handlers["test.call"]


@pytest.mark.django_db(transaction=True)
def test_a_dedup_key_is_accepted_once(effects: list[Any]) -> None:
    for _ in range(3):
        jobs.enqueue(kind="test.note", payload={"n": 1}, at=AT, dedup="one")
    assert runner.run_due(AT, worker="w") == 1
    assert Notice.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_work_asked_for_in_a_rolled_back_transaction_never_existed(effects: list[Any]) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        jobs.enqueue(kind="test.note", payload={"n": 1}, at=AT)
        raise RuntimeError
    assert runner.run_due(AT, worker="w") == 0


@pytest.mark.django_db(transaction=True)
def test_outside_work_runs_outside_any_transaction(effects: list[Any]) -> None:
    jobs.enqueue(kind="test.call", payload={"n": 1}, at=AT)
    runner.run_due(AT, worker="w")
    assert effects == [(1, False)]


@pytest.mark.django_db(transaction=True)
def test_a_lapsed_lease_is_taken_over_and_the_late_worker_has_no_effect(effects: list[Any]) -> None:
    jobs.enqueue(kind="test.note", payload={"n": 1}, at=AT)
    (slow,) = jobs.claim(worker="slow", at=AT)
    assert jobs.claim(worker="other", at=AT) == []
    later = AT + jobs.LEASE
    assert runner.run_due(later, worker="other") == 1
    assert runner.run_one(slow, later) is False
    assert Notice.objects.count() == 1


@pytest.mark.trust(20)
@pytest.mark.django_db(transaction=True)
def test_one_poison_job_of_a_hundred_is_parked_and_the_others_are_done(effects: list[Any]) -> None:
    for n in range(100):
        jobs.enqueue(kind="test.note", payload={"n": n, "fails": n == 37}, at=AT)
    at = AT
    for _ in range(jobs.MAX_ATTEMPTS):
        runner.run_due(at, worker="w", limit=1_000)
        at += timedelta(hours=2)
    assert queries.counts() == {"ready": 0, "leased": 0, "done": 99, "parked": 1}
    (bad,) = queries.parked()
    assert (bad.payload["n"], bad.attempts, bad.error) == (37, jobs.MAX_ATTEMPTS, "RuntimeError: poison")
    assert Notice.objects.count() == 99
    jobs.replay(job_id=bad.id, by=SYSTEM, at=at)
    assert Job.objects.get(id=bad.id).state == JobState.READY
    assert AuditRow.objects.filter(action="job.replayed").count() == 1
    with pytest.raises(NotFound):
        jobs.replay(job_id=bad.id, by=SYSTEM, at=at)


@pytest.mark.django_db(transaction=True)
def test_a_job_that_kills_its_worker_is_parked_after_the_last_try(effects: list[Any]) -> None:
    jobs.enqueue(kind="test.note", payload={"n": 1}, at=AT)
    for attempt in range(jobs.MAX_ATTEMPTS):
        assert len(jobs.claim(worker=f"dies-{attempt}", at=AT + attempt * 2 * jobs.LEASE)) == 1
    assert jobs.claim(worker="next", at=AT + 100 * jobs.LEASE) == []
    (bad,) = queries.parked()
    assert "died" in bad.error


def test_back_off_grows_to_an_hour() -> None:
    assert [jobs.backoff(n).total_seconds() for n in range(1, 8)] == [5, 20, 80, 320, 1280, 3600, 3600]


@pytest.mark.django_db(transaction=True)
def test_an_unknown_kind_is_put_back_with_its_reason(effects: list[Any]) -> None:
    jobs.enqueue(kind="test.nobody", payload={}, at=AT)
    runner.run_due(AT, worker="w", limit=1)
    job = Job.objects.get()
    assert (job.state, job.attempts) == (JobState.READY, 1)
    assert "test.nobody" in job.error


@pytest.mark.django_db(transaction=True)
def test_a_periodic_job_runs_once_an_interval_and_failing_stops_nobody(effects: list[Any]) -> None:
    ran: list[str] = []

    @registry.periodic("test.bad", every=timedelta(minutes=1))
    def bad(_at: datetime) -> None:
        ran.append("bad")
        raise RuntimeError

    @registry.periodic("test.good", every=timedelta(minutes=1))
    def good(_at: datetime) -> None:
        ran.append("good")

    mine = {name: registry.periodics.pop(name) for name in ("test.bad", "test.good")}
    kept = dict(registry.periodics)
    registry.periodics.clear()
    registry.periodics.update(mine)
    try:
        for seconds in (0, 10, 50, 61):
            runner.run_periodics(AT + timedelta(seconds=seconds))
    finally:
        registry.periodics.clear()
        registry.periodics.update(kept)
    assert ran == ["bad", "good", "bad", "good"]


@pytest.mark.django_db(transaction=True)
def test_two_workers_do_each_job_exactly_once(effects: list[Any]) -> None:
    for n in range(60):
        jobs.enqueue(kind="test.note", payload={"n": n}, at=AT)

    def serve(name: str) -> None:
        try:
            while runner.run_due(AT, worker=name, limit=5):
                pass
        finally:
            connection.close()

    threads = [threading.Thread(target=serve, args=(f"w{n}",)) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert queries.counts()["done"] == 60
    assert Notice.objects.count() == 60


@pytest.mark.django_db(transaction=True)
def test_the_worker_serves_until_it_is_stopped(effects: list[Any]) -> None:
    jobs.enqueue(kind="test.call", payload={"n": 7}, at=AT)
    stop = threading.Event()
    rounds = iter([AT, AT, AT])

    def clock() -> datetime:
        at = next(rounds, None)
        if at is None:
            stop.set()
            return AT
        return at

    runner.work(clock=clock, worker="w", stop=stop, idle=0.01)
    assert effects == [(7, False)]


@pytest.fixture
def own_kinds(settings: Any) -> Iterator[None]:
    settings.HEEDFUL_JOBS = "db"
    before = dict(registry.handlers)
    yield
    registry.handlers.clear()
    registry.handlers.update(before)


@pytest.mark.django_db(transaction=True)
def test_long_work_has_a_lane_of_its_own_and_unknown_work_fails_in_the_quick_one(own_kinds: None) -> None:
    done: list[str] = []
    registry.handler("test.long", transactional=False, long=True)(lambda payload, at: done.append("long"))
    registry.handler("test.quick", transactional=False)(lambda payload, at: done.append("quick"))
    for kind in ("test.long", "test.unknown", "test.quick"):
        jobs.enqueue(kind=kind, payload={}, at=AT)
    assert runner.run_due(AT, worker="w", lane=registry.Lane.QUICK) == 2
    assert done == ["quick"]
    assert "KeyError" in Job.objects.get(kind="test.unknown").error
    assert runner.run_due(AT, worker="w", lane=registry.Lane.LONG) == 1
    assert done == ["quick", "long"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("beats", "kept"), [(0.05, True), (60.0, False)])
def test_long_work_keeps_its_lease_while_its_process_lives(
    own_kinds: None, monkeypatch: pytest.MonkeyPatch, beats: float, kept: bool
) -> None:
    monkeypatch.setattr(runner, "RENEWED", beats)
    later = AT + jobs.LEASE + timedelta(seconds=1)
    taken: list[Job] = []

    def work(payload: dict[str, Any], at: datetime) -> None:
        time.sleep(0.6)
        taken.extend(jobs.claim(worker="other", at=later))

    registry.handler("test.long", transactional=False, long=True)(work)
    jobs.enqueue(kind="test.long", payload={}, at=AT)
    runner.run_due(AT, worker="w", clock=lambda: later)
    assert (taken == []) is kept, "negative control: without renewal another worker takes the job"
