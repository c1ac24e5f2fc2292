"""Facts from lists, so that figures are tested on rows that the test wrote."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from heedful.warehouse import dirty, facts, reader
from heedful.warehouse.facts import ColumnType, Fact
from heedful.warehouse.refresh import refresh

ID, TEXT, INT, DAY, FLAG = ColumnType.ID, ColumnType.TEXT, ColumnType.INTEGER, ColumnType.DAY, ColumnType.FLAG
SPLITS = {"unit_id": ID, "touchpoint": TEXT, "channel": TEXT, "segment": TEXT, "account_id": ID}
COLUMNS = {
    "answers": {
        "id": ID, "metric": TEXT, "value": INT, "scale_low": INT, "scale_high": INT, "status": TEXT,
        "collected_on": DAY, "question": TEXT, "submission_id": ID, "interaction_id": ID, **SPLITS,
    },
    "invitations": {"id": ID, "asked": FLAG, "answered": FLAG, "sent_on": DAY, **SPLITS},
    "cases": {
        "id": ID, "seconds_to_acknowledge": INT, "seconds_to_first_response": INT, "seconds_to_resolution": INT,
        "redress_minor": INT, "opened_on": DAY, **SPLITS,
    },
    "interactions": {
        "id": ID, "promised": FLAG, "delivered": FLAG, "days_late": INT, "transfers": INT,
        "first_contact_resolved": FLAG, "started_on": DAY, **SPLITS,
    },
    "clocks": {"id": ID, "result": TEXT, "opened_on": DAY, "unit_id": ID, "case_id": ID, "kind": TEXT, "missed": FLAG},
    "revenue": {"id": ID, "account_id": ID, "month": DAY, "currency": TEXT, "amount_minor": INT},
}  # fmt: skip
AT = datetime(2026, 4, 10, 12, tzinfo=UTC)


class Book:
    """Rows by fact and key; `save` does what an area does: write, and mark what changed."""

    def __init__(self) -> None:
        self.rows: dict[str, dict[UUID, tuple[Any, ...]]] = {name: {} for name in COLUMNS}
        self.random = random.Random(5)

    def fact(self, name: str) -> Fact:
        def rows(keys: Any) -> Iterator[tuple[Any, ...]]:
            wanted = self.rows[name] if keys is None else keys
            return (self.rows[name][key] for key in list(wanted) if key in self.rows[name])

        day = next(column for column, kind in COLUMNS[name].items() if kind is DAY)
        return Fact(name, "id", COLUMNS[name], day, rows)

    def save(self, name: str, **values: Any) -> UUID:
        key = values.setdefault("id", UUID(int=self.random.getrandbits(128)))
        self.rows[name][key] = tuple(values.get(column) for column in COLUMNS[name])
        dirty.mark(name, [key])
        return key

    def nps(self, unit: UUID | None, month: str, values: list[float], **more: Any) -> list[UUID]:
        day = date.fromisoformat(month + "-01")
        common = {"metric": "nps", "scale_high": 10, "status": "final", "unit_id": unit, **more}
        return [
            self.save("answers", value=int(value * 100), collected_on=day + timedelta(days=place % 28), **common)
            for place, value in enumerate(values)
        ]

    def refresh(self, at: datetime = AT) -> None:
        refresh(at=at)


@pytest.fixture
def book(monkeypatch: pytest.MonkeyPatch, db: None) -> Iterator[Book]:
    made = Book()
    monkeypatch.setattr(facts, "_facts", {})
    for name in COLUMNS:
        facts.register(made.fact(name))
    reader.close()
    yield made
    reader.close()
