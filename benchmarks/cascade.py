"""A release to 2,000 people on five levels, and the follow-through board over them."""

import os
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

PEOPLE = int(os.environ.get("BENCH_PEOPLE", "2000"))
TARGET = 2.0
NOW = datetime(2026, 3, 17, 12, tzinfo=UTC)


def run() -> Iterator[dict[str, Any]]:
    """Build the tree, release to it, acknowledge half, read the board."""
    with tempfile.TemporaryDirectory(prefix="heedful-bench-") as var:
        os.environ |= {"HEEDFUL_VAR": var, "HEEDFUL_JOBS": "db", "DJANGO_SETTINGS_MODULE": "heedful.config.settings"}
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0, interactive=False)
        yield from _measured()


def _measured() -> Iterator[dict[str, Any]]:
    from heedful.domain.communication import operations
    from heedful.domain.communication.models import AnnouncementVersion, Node
    from heedful.domain.communication.queries import board
    from heedful.foundation.access import SYSTEM
    from heedful.workflows import cascade
    from tests.factories.cascades import begun, second, words
    from tests.factories.company import small_company

    company = small_company(NOW)
    _people(company.units["north-desk"], company.people["north-lead"])
    held, leader = begun(company, NOW), company.actor("leader")
    plan = operations.Plan(effective_at=NOW + timedelta(days=9))
    operations.write(announcement_id=held.id, words={"en": words()}, plan=plan, by=leader, at=NOW)
    operations.check(announcement_id=held.id, by=leader, at=NOW)
    operations.approve(announcement_id=held.id, by=second(company, NOW), at=NOW)
    began = time.process_time()
    cascade.release(announcement_id=held.id, by=leader, at=NOW)
    yield _line("cascade.release", began)
    version = AnnouncementVersion.objects.get(announcement=held)
    half = Node.objects.filter(version=version).order_by("id").values("id")[: PEOPLE // 2]
    at = NOW + timedelta(hours=30)
    Node.objects.filter(id__in=list(half.values_list("id", flat=True))).update(
        acknowledged_at=at, acknowledged_version=version, language="en", seen_at=at, delivered_at=at
    )
    began = time.process_time()
    found = board.board(SYSTEM, version, NOW + timedelta(days=5))
    yield _line("cascade.board", began)
    assert found.total.required == PEOPLE


def _people(unit: Any, above: Any) -> None:
    from heedful.domain.organisation.models import Person
    from heedful.foundation.bulk import insert

    rows: list[Person] = []
    ring = [above]
    for width in (6, 36, 216, PEOPLE - 10 - 258):
        made = [
            Person(
                name=f"P{len(rows) + n}",
                email=f"p{len(rows) + n}@x.example",
                unit_id=unit,
                manager_id=ring[n % len(ring)],
                active_from=NOW.date(),
            )
            for n in range(width)
        ]
        rows += made
        ring = [each.id for each in made]
    insert(rows)


def _line(name: str, began: float) -> dict[str, Any]:
    took = time.process_time() - began
    return {
        "name": name, "value": round(took, 3), "unit": "CPU s", "people": PEOPLE, "target": TARGET,
        "met": took <= TARGET,
    }  # fmt: skip
