"""How cases and their clocks become rows for analysis: times as whole seconds, money in minor units."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db.models import BigIntegerField, DateTimeField, Max, Min, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from heedful.domain.cases.enums import ClockResult, ClockState, EventType, Verb
from heedful.domain.cases.models import Case, Clock, Episode, HandOver, Redress
from heedful.foundation.access import ActorKind
from heedful.foundation.days import day_of
from heedful.warehouse.facts import ColumnType, Fact, register

Row = tuple[UUID | str | int | bool | date | None, ...]

CASES = {
    "id": ColumnType.ID,
    "opened_on": ColumnType.DAY,
    "closed_on": ColumnType.DAY,
    "unit_id": ColumnType.ID,
    "channel": ColumnType.TEXT,
    "touchpoint": ColumnType.TEXT,
    "account_id": ColumnType.ID,
    "segment": ColumnType.TEXT,
    "kind": ColumnType.TEXT,
    "severity": ColumnType.INTEGER,
    "priority": ColumnType.INTEGER,
    "state": ColumnType.TEXT,
    "outcome": ColumnType.TEXT,
    "source_metric": ColumnType.TEXT,
    "second_failure": ColumnType.FLAG,
    "reopened": ColumnType.FLAG,
    "seconds_to_acknowledge": ColumnType.INTEGER,
    "seconds_to_first_response": ColumnType.INTEGER,
    "seconds_to_resolution": ColumnType.INTEGER,
    "redress_minor": ColumnType.INTEGER,
}
CLOCKS = {
    "id": ColumnType.ID,
    "case_id": ColumnType.ID,
    "opened_on": ColumnType.DAY,
    "kind": ColumnType.TEXT,
    "result": ColumnType.TEXT,
    "met": ColumnType.FLAG,
    "missed": ColumnType.FLAG,
    "elapsed_seconds": ColumnType.INTEGER,
    "due_on": ColumnType.DAY,
    "unit_id": ColumnType.ID,
    "channel": ColumnType.TEXT,
    "touchpoint": ColumnType.TEXT,
    "segment": ColumnType.TEXT,
    "case_kind": ColumnType.TEXT,
    "priority": ColumnType.INTEGER,
}
OLAS = {
    "id": ColumnType.ID,
    "case_id": ColumnType.ID,
    "opened_on": ColumnType.DAY,
    "from_unit_id": ColumnType.ID,
    "unit_id": ColumnType.ID,
    "result": ColumnType.TEXT,
    "met": ColumnType.FLAG,
    "missed": ColumnType.FLAG,
    "elapsed_seconds": ColumnType.INTEGER,
}
CASE_FIELDS = (
    "id", "received_at", "closed_at", "unit_id", "channel", "touchpoint__code", "account_id", "segment", "kind",
    "severity", "priority", "state", "outcome", "source_metric", "second_failure", "last_n",
    "acknowledged_at", "answered_at", "resolved_at", "redress_minor",
)  # fmt: skip
CLOCK_FIELDS = (
    "id", "episode__case_id", "episode__opened_at", "kind", "result", "elapsed_seconds", "due_at",
    "episode__case__unit_id", "episode__case__channel", "episode__case__touchpoint__code", "episode__case__segment",
    "episode__case__kind", "episode__case__priority",
)  # fmt: skip


def cases(keys: Sequence[UUID] | None) -> Iterator[Row]:
    """Yield a row per case. Times run from receipt to the first acknowledgement, answer and resolution.

    Resolution is the last answer of the first episode, else its closing; outcome is that of the last closed episode.
    """
    found = Case.objects.all() if keys is None else Case.objects.filter(id__in=keys)
    episodes = Episode.objects.filter(case=OuterRef("pk")).order_by("-n")
    given = Redress.objects.filter(episode__case=OuterRef("pk")).values("episode__case").annotate(sum=Sum("cost_minor"))
    first = Q(events__episode__n=1)
    rows = found.annotate(
        last_n=Subquery(episodes.values("n")[:1]),
        outcome=Coalesce(Subquery(episodes.filter(closed_at__isnull=False).values("outcome")[:1]), Value("")),
        redress_minor=Coalesce(Subquery(given.values("sum"), output_field=BigIntegerField()), Value(0)),
        acknowledged_at=Min("events__at", filter=first & Q(events__type=Verb.ACKNOWLEDGE)),
        answered_at=Min(
            "events__at", filter=first & Q(events__type=EventType.REPLIED, events__actor_kind=ActorKind.COLLEAGUE)
        ),
        resolved_at=Coalesce(
            Max("events__at", filter=first & Q(events__type=Verb.PROPOSE)),
            Max("events__at", filter=first & Q(events__type=Verb.CLOSE)),
            output_field=DateTimeField(),
        ),
    )
    for row in rows.order_by("id").values_list(*CASE_FIELDS).iterator(chunk_size=2_000):
        received: datetime = row[1]
        waits = [_seconds(received, at) for at in row[16:19]]
        yield (row[0], day_of(received), _day(row[2]), *row[3:15], row[15] > 1, *waits, row[19])


def clocks(keys: Sequence[UUID] | None) -> Iterator[Row]:
    """Yield a row per clock as last read; a promise still open is neither met nor missed."""
    found = Clock.objects.all() if keys is None else Clock.objects.filter(id__in=keys)
    for row in found.order_by("id").values_list(*CLOCK_FIELDS).iterator(chunk_size=2_000):
        met, missed = row[4] == ClockResult.MET, row[4] == ClockResult.MISSED
        yield (row[0], row[1], day_of(row[2]), row[3], row[4], met, missed, row[5], _day(row[6]), *row[7:])


def olas(keys: Sequence[UUID] | None) -> Iterator[Row]:
    """Yield a row per hand-over that was not withdrawn; `unit_id` is who was asked."""
    found = HandOver.objects.all() if keys is None else HandOver.objects.filter(id__in=keys)
    fields = ("id", "episode__case_id", "at", "from_unit_id", "to_unit_id", "result", "elapsed_seconds")
    for row in found.exclude(state=ClockState.CANCELLED).order_by("id").values_list(*fields).iterator(chunk_size=2_000):
        met, missed = row[5] == ClockResult.MET, row[5] == ClockResult.MISSED
        yield (row[0], row[1], day_of(row[2]), *row[3:6], met, missed, row[6])


def _seconds(start: datetime, end: datetime | None) -> int | None:
    return None if end is None else int((end - start).total_seconds())


def _day(at: datetime | None) -> date | None:
    return None if at is None else day_of(at)


def register_all() -> None:
    """Offer cases, clocks and hand-overs for analysis."""
    register(Fact(name="cases", key="id", columns=CASES, month_column="opened_on", rows=cases))
    register(Fact(name="clocks", key="id", columns=CLOCKS, month_column="opened_on", rows=clocks))
    register(Fact(name="olas", key="id", columns=OLAS, month_column="opened_on", rows=olas))
