"""`heedful close`: the books."""

import json
from datetime import date
from uuid import UUID

import click

from heedful.interfaces.cli import house


@click.group("close")
def command() -> None:
    """Close, sign and restate periods. Every step is audited; two different people sign."""


def _period(month: str) -> UUID:
    from heedful.domain.measurement import queries
    from heedful.domain.measurement.enums import PeriodKind
    from heedful.foundation.errors import NotFound

    found = queries.period_starting(PeriodKind.MONTH, date(*house.month(month), 1))
    if found is None:
        raise NotFound(
            "this month has no books yet", field="month", value=month, fix="begin them with `heedful close begin`"
        )
    return found.id


@command.command("begin")
@click.argument("month")
@click.option("--headline", default="", help="the sentence that heads the pack")
@house.by_option
def begin(month: str, headline: str, by_email: str | None) -> None:
    """Set the cut-off of MONTH (such as 2026-03) and bring the figures up to it."""
    at = house.start()
    from heedful.domain.measurement import operations
    from heedful.domain.measurement.enums import PeriodKind
    from heedful.workflows import period_close

    by = house.acting(by_email, at)
    period = operations.open_period(kind=PeriodKind.MONTH, day=date(*house.month(month), 1), by=by, at=at)
    period_close.begin(period_id=period.id, headline=headline, by=by, at=at)
    show(month)


@command.command("check")
@click.argument("month")
@click.option("--note", default="", help="what was looked at")
@house.by_option
def check(month: str, note: str, by_email: str | None) -> None:
    """Answer the checks that only a person can answer."""
    at = house.start()
    from heedful.domain.measurement import operations
    from heedful.domain.measurement.rules import MANUAL

    by, period_id = house.acting(by_email, at), _period(month)
    for code in MANUAL:
        operations.record_check(period_id=period_id, code=code, passed=True, note=note, by=by, at=at)
    show(month)


@command.command("lock")
@click.argument("month")
@house.by_option
def lock(month: str, by_email: str | None) -> None:
    """Compute, lock and store the pack."""
    at = house.start()
    from heedful.workflows import period_close

    period_close.close(period_id=_period(month), by=house.acting(by_email, at), at=at)
    show(month)


@command.command("sign")
@click.argument("month")
@house.by_option
def sign(month: str, by_email: str | None) -> None:
    """Sign a locked month; the second signature is another person's."""
    at = house.start()
    from heedful.domain.measurement import operations

    operations.sign(period_id=_period(month), by=house.acting(by_email, at), at=at)
    show(month)


@command.command("restate")
@click.argument("month")
@click.option("--metric", default="", help="id of the metric (default: every figure that changed)")
@click.option("--group", default="", help="key or name of a unit, segment or month (default: the total)")
@click.option("--reason", required=True, help="what was wrong and how it came up")
@house.by_option
def restate(month: str, metric: str, group: str, reason: str, by_email: str | None) -> None:
    """Put figures of today beside closed ones of MONTH, with the reason, and store the next edition of the pack."""
    at = house.start()
    from heedful.domain.measurement import queries
    from heedful.foundation.errors import NotFound
    from heedful.workflows import period_close

    by, period_id = house.acting(by_email, at), _period(month)
    result = None
    if metric:
        closed = queries.results(queries.period(period_id), metric)
        result = next((each.id for each in closed if group in (each.key, each.label)), None)
        if result is None:
            raise NotFound("this month has no such closed figure", field="metric", value=f"{metric} {group}".strip())
    period_close.restate(period_id=period_id, result_id=result, reason=reason, by=by, at=at)
    show(month)


@command.command("late")
@click.argument("month")
def late(month: str) -> None:
    """List the closed figures of MONTH that would come out differently today; only a restatement speaks of them."""
    at = house.start()
    from heedful.domain.measurement import queries

    for each in queries.late_data(queries.period(_period(month)), at):
        told = {"metric": each.result.definition, "group": each.result.label, "split": each.result.split}
        values = {"closed": each.closed.estimate, "now": each.now.estimate, "hidden": each.now.hidden}
        click.echo(json.dumps({**told, **values, "more": each.more}))


@command.command("list")
def listing() -> None:
    """List the periods with their state."""
    house.start()
    from heedful.domain.measurement import queries

    for each in queries.periods():
        click.echo(f"{each.starts:%Y-%m}  {each.state:8} {each.data_hash[:16]}")


def show(month: str) -> None:
    """Print where the period stands."""
    from django.utils import timezone

    from heedful.domain.measurement import queries

    period = queries.period(_period(month))
    lines = {line.text: line.passed for line in queries.checklist(period, timezone.now())}
    told = {"month": month, "state": period.state, "data_hash": period.data_hash, "checks": lines}
    click.echo(json.dumps(told, indent=1))
