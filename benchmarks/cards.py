"""A customer's question looked up in 10,000 answer cards by an agent."""

import os
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

CARDS = int(os.environ.get("BENCH_CARDS", "10000"))
TARGET = 0.2
NOW = datetime(2026, 3, 17, 12, tzinfo=UTC)
TOPICS = ("parcel", "refund", "address", "customs", "locker", "driver", "invoice", "return", "pickup", "weight")
QUESTIONS = (
    "Where is my lost umbrella?",
    "I have lost my umbrella and parcel",
    "customs and address number 3623",
    "parcel",
)


def run() -> Iterator[dict[str, Any]]:
    """Write the cards, ask each question five times, and give the slowest."""
    with tempfile.TemporaryDirectory(prefix="heedful-bench-") as var:
        os.environ |= {"HEEDFUL_VAR": var, "HEEDFUL_JOBS": "db", "DJANGO_SETTINGS_MODULE": "heedful.config.settings"}
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0, interactive=False)
        yield _measured()


def _measured() -> dict[str, Any]:
    from heedful.domain.communication.models import AnswerCard
    from heedful.domain.communication.queries import cards
    from heedful.domain.communication.rules.search import searchable
    from heedful.foundation.bulk import insert
    from tests.factories.cascades import everybody
    from tests.factories.company import small_company

    company = small_company(NOW)
    audience, agent = everybody(company, NOW), company.actor("north-agent")
    questions = [f"What about {TOPICS[n % 10]} and {TOPICS[n // 10 % 10]} number {n}?" for n in range(CARDS - 1)]
    rows = [
        AnswerCard(
            code=f"q{n}", topic="t", audience_id=audience, language="en", state="approved", question=question,
            wording=f"Answer {n}: we come back to you within two working days.",
            words=searchable(question, f"Answer {n}: we come back to you within two working days.", "t"),
            valid_from=NOW - timedelta(days=9), author_id=company.people["leader"],
            approved_by_id=company.people["analyst"],
        )
        for n, question in enumerate([QUESTIONS[0], *questions])
    ]  # fmt: skip
    insert(rows)
    slowest = 0.0
    for question in QUESTIONS * 5:
        began = time.process_time()
        assert cards.search(agent, question, NOW)
        slowest = max(slowest, time.process_time() - began)
    return {
        "name": "cards.search", "value": round(slowest, 3), "unit": "CPU s, slowest of 20", "cards": CARDS,
        "target": TARGET, "met": slowest <= TARGET,
    }  # fmt: skip
