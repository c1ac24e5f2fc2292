"""Jobs for the worker tests, done by real `heedful worker` processes.

`python -m tests.foundation.jobs.worker_house ask COUNT | work` in an installation of its own.
"""

import sys
import time
from datetime import datetime, timedelta
from typing import Any

LEASE = 2.0
LONG = 3.0


def register() -> None:
    """Register three kinds: `count` writes an audit row in the job's transaction, `slow` takes long about it."""
    from heedful.foundation.access import SYSTEM
    from heedful.foundation.audit import operations as audit
    from heedful.foundation.jobs.registry import handler

    def written(payload: dict[str, Any], at: datetime) -> None:
        audit.record(by=SYSTEM, at=at, action="test.counted", entity="test", entity_id=payload["n"])

    def slowly(payload: dict[str, Any], at: datetime) -> None:
        written(payload, at)
        time.sleep(LONG)

    handler("test.count", transactional=True)(written)
    handler("test.slow", transactional=True)(slowly)


def main(command: str, *arguments: str) -> None:
    """Ask for jobs, or serve them with a short lease."""
    from heedful.interfaces.cli import house, worker

    at = house.start()
    register()
    from django.conf import settings

    settings.HEEDFUL_JOBS = "db"
    from heedful.foundation.jobs import operations, registry

    if command == "ask":
        kind, count = arguments
        for n in range(int(count)):
            operations.enqueue(kind=kind, payload={"n": f"{kind}-{n}"}, at=at, dedup=f"{kind}:{n}")
        return
    registry.periodics.clear()  # the jobs at hand only
    claim = operations.claim

    def shortly(**told: Any) -> Any:
        return claim(**told, lease=timedelta(seconds=LEASE))

    operations.claim = shortly  # type: ignore[assignment]  # a lease that a test can wait for
    worker.command.main(args=list(arguments), standalone_mode=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
