"""The audit chain: every edit, deletion, swap and truncation is found and named."""

import random
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from heedful.foundation.access import SYSTEM
from heedful.foundation.audit import operations as audit
from heedful.foundation.audit.models import Anchor, AuditRow, Seal
from heedful.foundation.audit.queries import KnownAnchor, verify

START = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


def write(count: int) -> None:
    for number in range(count):
        audit.record(
            by=SYSTEM,
            at=START + timedelta(minutes=number),
            action="case.opened",
            entity="case",
            entity_id=uuid4(),
            data={"number": number},
        )


class Unprotected:
    """Lifts the triggers, as somebody with the database file in hand can."""

    def __enter__(self) -> None:
        with connection.cursor() as cursor:
            for table in ("audit_auditrow", "audit_seal", "audit_anchor"):
                for sql in self._lift(table):
                    cursor.execute(sql)

    def __exit__(self, *_: object) -> None:
        return None

    @staticmethod
    def _lift(table: str) -> list[str]:
        if connection.vendor == "sqlite":
            return [f"DROP TRIGGER IF EXISTS {table}_no_{verb}" for verb in ("update", "delete")]
        return [f"DROP TRIGGER IF EXISTS {table}_append_only ON {table}"]


def tamper(kind: str, rng: random.Random, size: int) -> int:
    """Do one act of tampering and return the id of the first row it touches."""
    ids = list(AuditRow.objects.order_by("id").values_list("id", flat=True))
    at = rng.randrange(size)
    row = AuditRow.objects.get(id=ids[at])
    if kind == "edit":
        field, value = rng.choice(
            [("action", "case.closed"), ("data", "{}"), ("entity_id", "x"), ("actor_kind", "colleague")]
        )
        AuditRow.objects.filter(id=row.id).update(**{field: value})
    elif kind == "delete":
        AuditRow.objects.filter(id=row.id).delete()
    elif kind == "unlink":
        AuditRow.objects.filter(id=row.id).delete()
        Seal.objects.filter(row_id=row.id).delete()
        return -1
    elif kind == "swap":
        other = AuditRow.objects.get(id=ids[(at + 1) % size])
        first, second = row.data, other.data
        AuditRow.objects.filter(id=row.id).update(data=second)
        AuditRow.objects.filter(id=other.id).update(data=first)
        return min(row.id, other.id)
    else:
        for row_id in ids[at:]:
            AuditRow.objects.filter(id=row_id).delete()
        Seal.objects.filter(row_id__in=ids[at:]).delete()
        Anchor.objects.all().delete()
        return -1
    return row.id


def attack(kind: str, seed: int, size: int, known: bool) -> str:
    """Tamper inside a savepoint and return what `verify` says."""
    anchors = [KnownAnchor(a.day, a.sequence, a.hash) for a in Anchor.objects.all()] if known else []
    sid = transaction.savepoint()
    first = tamper(kind, random.Random(seed), size)
    fault = verify(anchors).fault
    transaction.savepoint_rollback(sid)
    if first > 0 and fault:
        assert f"row {first} " in fault, (kind, seed, fault)
    return fault


def run_attacks(count: int, size: int) -> dict[str, int]:
    write(size)
    audit.anchor(at=START)
    assert verify().sound
    found: dict[str, int] = {}
    with Unprotected():
        for seed in range(count):
            kind = ("edit", "delete", "unlink", "swap", "truncate")[seed % 5]
            found[kind] = found.get(kind, 0) + bool(attack(kind, seed, size, known=True))
    return found


@pytest.mark.trust(13)
@pytest.mark.feature("ME-8")
@pytest.mark.django_db
def test_every_one_of_a_thousand_tamperings_is_found_and_named() -> None:
    assert run_attacks(1_000, size=12) == {"edit": 200, "delete": 200, "unlink": 200, "swap": 200, "truncate": 200}


@pytest.mark.trust(13)
@pytest.mark.django_db
def test_negative_control_without_an_outside_anchor_truncation_goes_unseen() -> None:
    write(10)
    audit.anchor(at=START)
    with Unprotected():
        assert attack("truncate", 4, 10, known=False) == ""
        assert attack("truncate", 4, 10, known=True) != ""


@pytest.mark.django_db
@pytest.mark.parametrize("model", [AuditRow, Seal, Anchor])
def test_the_database_refuses_to_change_the_trail(model: type) -> None:
    write(2)
    audit.anchor(at=START)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        model.objects.all().delete()  # type: ignore[attr-defined]  # any of the three models
    field = "hash" if model is not AuditRow else "action"
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        model.objects.update(**{field: "x"})  # type: ignore[attr-defined]  # any of the three models


@pytest.mark.django_db
def test_the_unsealed_tail_is_reported() -> None:
    write(3)
    audit.seal()
    write(2)
    found = verify()
    assert (found.sealed, found.unsealed, found.fault) == (3, 2, "")


@pytest.mark.django_db
def test_a_day_is_anchored_once_and_sealing_is_incremental() -> None:
    assert audit.anchor(at=START) is None
    write(3)
    first = audit.anchor(at=START)
    write(2)
    again = audit.anchor(at=START + timedelta(hours=5))
    assert first is not None and again is not None
    assert (first.hash, again.sequence) == (again.hash, 3)
    assert verify().sealed == 5
