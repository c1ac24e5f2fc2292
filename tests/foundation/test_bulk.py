"""Inserting without Django's compiler stores the same rows and refuses the same rows."""

import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.test.utils import isolate_apps
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heedful.foundation import bulk, lookup
from heedful.foundation.ids import new_id
from heedful.foundation.jobs.models import Job

pytestmark = pytest.mark.django_db

with isolate_apps("heedful.foundation.jobs"):

    class Everything(models.Model):
        """Every type of field that the product could use."""

        id = models.UUIDField(primary_key=True, default=new_id)
        letters = models.CharField(max_length=80, unique=True)
        text = models.TextField(null=True)
        mail = models.EmailField(default="")
        number = models.IntegerField(null=True)
        big = models.BigIntegerField(default=0)
        small = models.PositiveSmallIntegerField(default=0)
        real = models.FloatField(null=True)
        truth = models.BooleanField(null=True)
        moment = models.DateTimeField(null=True)
        day = models.DateField(null=True)
        hour = models.TimeField(null=True)
        span = models.DurationField(null=True)
        amount = models.DecimalField(max_digits=12, decimal_places=2, null=True)
        thing = models.JSONField(default=dict)
        raw = models.BinaryField(default=b"")

        class Meta:
            app_label = "jobs"
            constraints = [models.CheckConstraint(condition=models.Q(small__lte=9), name="everything_small")]


@pytest.fixture(autouse=True, scope="module")
def table(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Create the table for the tests of this file."""
    with django_db_blocker.unblock():
        with connection.schema_editor() as editor:
            editor.create_model(Everything)
        yield
        with connection.schema_editor() as editor:
            editor.delete_model(Everything)


FULL: dict[str, Any] = {
    "letters": "é ' \" % %s ; -- 漢",
    "text": "two\nlines\t" + "x" * 5_000,
    "mail": "a@b.example",
    "number": -7,
    "big": 2**62,
    "small": 9,
    "real": 1e-9,
    "truth": True,
    "moment": datetime(2026, 3, 17, 12, 0, 0, 123456, tzinfo=timezone(timedelta(hours=3))),
    "day": date(2026, 2, 28),
    "hour": time(23, 59, 59, 5),
    "span": timedelta(days=-1, seconds=5),
    "amount": Decimal("-12.30"),
    "thing": {"a": [1, 2.5, None, "é"], "b": {}},
    "raw": b"\x00\xff",
}


def stored(row_id: uuid.UUID) -> dict[str, Any]:
    """Read a row back."""
    found = Everything.objects.filter(id=row_id).values().get()
    found.pop("id")
    return found | {"raw": bytes(found["raw"])}


def same_by_both_ways(fields: dict[str, Any]) -> None:
    """Insert the same fields by both ways and compare what is stored."""
    ours, theirs = Everything(**fields), Everything(**fields)
    with transaction.atomic():
        Everything.objects.bulk_create([theirs])
        expected = stored(theirs.id)
        theirs.delete()
        bulk.insert([ours])
        found = stored(ours.id)
        ours.delete()
        told = new_id()
        bulk.load(Everything, [{**fields, "id": told}])
        loaded = stored(told)
        transaction.set_rollback(True)
    assert found == expected
    assert loaded == expected


def test_every_type_of_field_is_stored_as_django_stores_it() -> None:
    same_by_both_ways(FULL)
    same_by_both_ways({"letters": "only defaults"})


EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MOMENTS = st.integers(0, 3_439_756_800_000_000).map(lambda micro: EPOCH + timedelta(microseconds=micro))
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=40)
PLAIN = st.none() | st.booleans() | st.integers(-(2**31), 2**31 - 1) | TEXT
FIELDS = st.fixed_dictionaries(
    {"letters": TEXT},
    optional={
        "text": st.none() | TEXT,
        "number": st.none() | st.integers(-(2**31), 2**31 - 1),
        "big": st.integers(-(2**63), 2**63 - 1),
        "small": st.integers(0, 9),
        "real": st.none() | st.floats(allow_nan=False, allow_infinity=False, min_value=-1e300, max_value=1e300),
        "truth": st.none() | st.booleans(),
        "moment": st.none() | MOMENTS,
        "day": st.none() | st.dates(date(1970, 1, 1), date(2080, 1, 1)),
        "span": st.none() | st.timedeltas(timedelta(days=-999), timedelta(days=999)),
        "amount": st.none() | st.decimals(-(10**9), 10**9, places=2),
        "thing": st.dictionaries(TEXT, PLAIN | st.lists(PLAIN, max_size=3), max_size=3),
        "raw": st.binary(max_size=20),
    },
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(FIELDS)
def test_any_values_are_stored_as_django_stores_them(fields: dict[str, Any]) -> None:
    same_by_both_ways(fields)


@pytest.mark.parametrize("count", [0, 1, 2, 2_500])
def test_any_number_of_rows(count: int) -> None:
    bulk.insert([Everything(letters=str(n)) for n in range(count)])
    assert Everything.objects.count() == count


def test_a_misspelt_column_is_no_default() -> None:
    with pytest.raises(ValueError, match="lettres"):
        bulk.load(Everything, [{"lettres": "x"}])


@pytest.mark.parametrize("wrong", [{"letters": "known"}, {"letters": "new", "small": 10}, {"letters": None}])
def test_what_breaks_a_constraint_is_refused_and_nothing_of_the_batch_stays(wrong: dict[str, Any]) -> None:
    bulk.insert([Everything(letters="known")])
    with pytest.raises(IntegrityError), transaction.atomic():
        bulk.insert([Everything(letters="good"), Everything(**wrong)])
    assert Everything.objects.count() == 1


def test_a_row_whose_key_is_taken_is_told_and_other_faults_are_raised() -> None:
    assert bulk.insert_new(Everything(letters="one", number=1))
    assert not bulk.insert_new(Everything(letters="one", number=2))
    assert lookup.find(Everything, ("number",), letters="one") == (1,)
    with pytest.raises(IntegrityError), transaction.atomic():
        bulk.insert_new(Everything(letters="two", small=10))


def test_a_lookup_gives_what_django_gives() -> None:
    row = Everything(letters="é%s", number=None)
    bulk.insert([row])
    assert lookup.find(Everything, ("id", "letters", "number"), letters="é%s") == (row.id, "é%s", None)
    assert lookup.find(Everything, ("letters",), id=row.id) == ("é%s",)
    assert lookup.find(Everything, ("letters",), id=new_id()) is None


def test_conditional_constraints_of_the_product_hold() -> None:
    at = datetime(2026, 3, 17, tzinfo=UTC)
    with pytest.raises(IntegrityError), transaction.atomic():
        bulk.insert([Job(kind="x", state="nonsense", run_at=at, created_at=at)])
