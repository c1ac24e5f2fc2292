"""Real workers: one is killed in mid-job, two serve one outbox, one is a thread of the web process."""

import sys
import time
from collections.abc import Callable, Iterator

import pytest

from tests.servers import Installation, Process, installation

HOUSE = "tests.foundation.jobs.worker_house"
COUNTED = "SELECT entity_id, count(*) FROM audit_auditrow WHERE action = 'test.counted' GROUP BY entity_id"
JOBS = 200


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """An installation of its own for the tests of this file."""
    with installation(tmp_path_factory.mktemp("workers")) as prepared:
        yield prepared


def wait_until(true: Callable[[], bool], seconds: float = 40) -> None:
    """Wait until something is so."""
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, "it never became so"
        time.sleep(0.1)


def worker(made: Installation, name: str) -> Process:
    """Start a worker process that knows the test's jobs."""
    process = Process([sys.executable, "-u", "-m", HOUSE, "work"], made.env, made.var / f"{name}.log")
    process.start()
    return process


def states(made: Installation, kind: str) -> dict[str, int]:
    """Count the jobs of a kind by state."""
    return dict(made.rows(f"SELECT state, count(*) FROM jobs_job WHERE kind = '{kind}' GROUP BY state"))


@pytest.mark.django_db
def test_two_workers_do_every_job_exactly_once(made: Installation) -> None:
    workers = [worker(made, f"worker-{n}") for n in range(2)]
    try:
        wait_until(lambda: all("serves the outbox" in each.log.read_text() for each in workers))
        made.python("-m", HOUSE, "ask", "test.count", str(JOBS))
        wait_until(lambda: states(made, "test.count") == {"done": JOBS})
    finally:
        for each in workers:
            each.kill()
    assert dict(made.rows(COUNTED)) == {f"test.count-{n}": 1 for n in range(JOBS)}
    served = made.rows("SELECT worker, count(*) FROM jobs_job WHERE kind = 'test.count' GROUP BY worker")
    print(f"N = {JOBS} jobs, once each, by {len(served)} workers: {sorted(count for _, count in served)}")
    assert len(served) == 2 or not made.database_url, "SQLite lets whoever writes go on writing"


@pytest.mark.django_db
def test_a_job_whose_worker_was_killed_runs_again_and_has_its_effect_once(made: Installation) -> None:
    made.python("-m", HOUSE, "ask", "test.slow", "1")
    first = worker(made, "killed")
    wait_until(lambda: states(made, "test.slow") == {"leased": 1})
    time.sleep(0.3)
    first.kill()
    assert states(made, "test.slow") == {"leased": 1}, "nothing of the killed worker's transaction remains"
    assert "test.slow-0" not in dict(made.rows(COUNTED))
    second = worker(made, "second")
    try:
        wait_until(lambda: states(made, "test.slow") == {"done": 1})
    finally:
        second.kill()
    assert dict(made.rows(COUNTED))["test.slow-0"] == 1
    assert made.rows("SELECT attempts FROM jobs_job WHERE kind = 'test.slow'") == [(2,)]


@pytest.mark.django_db
def test_the_thread_of_the_web_process_serves_the_outbox(made: Installation) -> None:
    served = Installation(made.var, made.database_url, made.port, {"HEEDFUL_JOBS": "thread"}, made.key)
    served.serve("--processes", "1")
    try:
        wait_until(lambda: bool(served.rows("SELECT count(*) FROM audit_seal")[0][0]))
    finally:
        served.kill()
    log = (made.var / "serve.log").read_text()
    assert "Traceback" not in log
