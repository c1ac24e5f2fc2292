"""A journey map of 200 steps drawn as a page, with its numbers."""

import os
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

STEPS = int(os.environ.get("BENCH_STEPS", "200"))
CONTACTS = int(os.environ.get("BENCH_CONTACTS", "20000"))
TARGET = 1.0
NOW = datetime(2026, 3, 17, 12, tzinfo=UTC)
LOOKS = 10


def run() -> Iterator[dict[str, Any]]:
    """Import the map, record contacts, draw it ten times, and give the slowest."""
    with tempfile.TemporaryDirectory(prefix="heedful-bench-") as var:
        os.environ |= {"HEEDFUL_VAR": var, "HEEDFUL_JOBS": "db", "DJANGO_SETTINGS_MODULE": "heedful.config.settings"}
        os.environ.setdefault("HEEDFUL_ALLOWED_HOSTS", "testserver")
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0, interactive=False)
        yield _measured()


def _measured() -> dict[str, Any]:
    from django.contrib.auth import get_user_model
    from django.test import Client
    from django.test.utils import setup_test_environment

    from heedful.warehouse.refresh import refresh
    from tests.factories.company import small_company
    from tests.factories.journeys import contacts, long_map, mapped

    setup_test_environment()
    company = small_company(NOW)
    mapped(NOW, long_map(STEPS))
    told = [
        {"started_at": NOW - timedelta(minutes=n), "first_contact_resolved": n % 7 > 0, "transfers": n % 3}
        for n in range(CONTACTS)
    ]
    contacts(company, told, NOW)
    refresh(at=NOW)
    client = Client()
    client.force_login(get_user_model().objects.get(pk=company.users["leader"]))
    client.get("/manage/journeys/standards/")  # a server that runs has loaded its pages
    slowest, size = 0.0, 0
    for _ in range(LOOKS):
        began = time.process_time()
        page = client.get("/manage/journeys/maps/long/?since=2026-01&until=2026-03")
        slowest, size = max(slowest, time.process_time() - began), len(page.content)
        assert page.content.count(b'class="jo-step"') == STEPS
    return {
        "name": "journey_map.drawn", "value": round(slowest, 3), "unit": f"CPU s, slowest of {LOOKS}", "steps": STEPS,
        "contacts": CONTACTS, "bytes": size, "target": TARGET, "met": slowest < TARGET,
    }  # fmt: skip
