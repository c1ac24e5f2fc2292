"""`heedful colleague`: pulses, leaders' time, praise, coaching and training from the command line."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import click

from heedful.interfaces.cli import house

DAY = click.DateTime(["%Y-%m-%d"])


@click.group("colleague")
def command() -> None:
    """How it is to work here, time for customers, praise, coaching, training."""


def _person(email: str) -> UUID:
    from heedful.domain.organisation import queries
    from heedful.foundation.errors import NotFound

    found = queries.person_by_email(email)
    if found is None:
        raise NotFound("no colleague has this address", field="person", value=email)
    return found.id


def _months(since: str, until: str) -> tuple[date, date]:
    from heedful.foundation.days import add_months

    first, last = date(*house.month(since), 1), date(*house.month(until), 1)
    return first, add_months(last, 1)


def _window(function: Any) -> Any:
    function = click.option("--until", "until", required=True, metavar="MONTH", help="last month, as 2026-03")(function)
    return click.option("--since", "since", required=True, metavar="MONTH", help="first month, as 2026-01")(function)


@command.command("pulse-open")
@click.argument("title")
@click.argument("unit")
@click.option("--closes", type=DAY, required=True, help="last day to answer")
@house.by_option
def pulse_open(title: str, unit: str, closes: datetime, by_email: str | None) -> None:
    """Ask every colleague of a unit and below."""
    at = house.start()
    from heedful.domain.employees.operations import pulses
    from heedful.domain.organisation import queries

    by = house.acting(by_email, at)
    made = pulses.open_pulse(title=title, unit_id=queries.unit(unit).id, closes_on=closes.date(), by=by, at=at)
    click.echo(str(made.id))


@command.command("pulse-close")
@click.argument("pulse", type=click.UUID)
@house.by_option
def pulse_close(pulse: UUID, by_email: str | None) -> None:
    """Close a pulse before its day."""
    at = house.start()
    from heedful.domain.employees.operations import pulses

    pulses.close_pulse(pulse_id=pulse, by=house.acting(by_email, at), at=at)


@command.command("pulse")
@click.argument("pulse", type=click.UUID)
@house.by_option
def pulse(pulse: UUID, by_email: str | None) -> None:
    """Print the figures of a closed pulse by unit."""
    at = house.start()
    from heedful.domain.employees.queries import pulses

    for row in pulses.results(house.acting(by_email, at), pulse):
        click.echo(f"{'  ' * row.depth}{row.name}, {row.asked} asked")
        for each, one in row.scores.items():
            interval = "" if one.value is None else f"{one.value:.1f} ({one.low:.1f} to {one.high:.1f}, n {one.n})"
            said = one.hidden or interval or "no answers"
            click.echo(f"{'  ' * row.depth}  {each.value}: {said}")


@command.command("link")
@click.option("--metric", type=click.Choice(["nps", "csat", "ces"]), default="nps")
@house.by_option
def link(metric: str, by_email: str | None) -> None:
    """Say whether employee effort goes with a customers' score, in which direction."""
    at = house.start()
    from heedful.domain.measurement.queries import employee_link

    found = employee_link.link(metric=metric, actor=house.acting(by_email, at), at=at)
    click.echo(found.sentence)
    for each in found.links.lags:
        numbers = f"{each.finding.estimate:+.2f} ({each.finding.low:+.2f} to {each.finding.high:+.2f})"
        click.echo(f"{each.way}, {each.lag} quarters later: {numbers}")


@command.command("leaders")
@_window
@house.by_option
def leaders(since: str, until: str, by_email: str | None) -> None:
    """Print leaders' time for customers beside its targets."""
    at = house.start()
    from heedful.domain.employees.queries import ledger

    rows, whole = ledger.leaders(house.acting(by_email, at), *_months(since, until))
    for name, time in [*((row.name, row.time) for row in rows), ("together", whole)]:
        share = "no hours" if time.share is None else f"{100 * time.share:.0f} %"
        ratio = "none" if time.debrief_ratio is None else f"{time.debrief_ratio:.2f}"
        click.echo(f"{name}: {share} with customers, debrief {ratio}, {time.findings} findings, {time.actions} actions")


@command.command("count-leader")
@click.argument("person")
@click.option("--hours", type=click.IntRange(1, 80), default=40)
@click.option("--since", type=DAY, required=True)
@house.by_option
def count_leader(person: str, hours: int, since: datetime, by_email: str | None) -> None:
    """Count a colleague's time for customers from a day on."""
    at = house.start()
    from heedful.domain.employees.operations import ledger

    ledger.count_leader(
        person_id=_person(person), weekly_hours=hours, since=since.date(), by=house.acting(by_email, at), at=at
    )


@command.command("calendar")
@click.argument("file", type=click.File("rb"))
@click.option("--since", type=DAY, required=True)
@house.by_option
def calendar(file: Any, since: datetime, by_email: str | None) -> None:
    """Load the marked meetings of one's own calendar file; name yourself with --by."""
    at = house.start()
    from heedful.domain.employees.operations import ledger
    from heedful.foundation.days import day_of

    until = day_of(at) + timedelta(days=1)
    by = house.acting(by_email, at)
    done = ledger.load_calendar(content=file.read(), since=since.date(), until=until, by=by, at=at)
    click.echo(f"{done.new} new, {done.changed} changed, {done.same} known, {done.gone} removed")


@command.command("praise")
@click.option("--days", type=click.IntRange(1, 3650), default=90)
@house.by_option
def praise(days: int, by_email: str | None) -> None:
    """Say how many compliments reached their colleague within a day."""
    at = house.start()
    from heedful.domain.employees.queries import praise as queries

    found = queries.delivery(house.acting(by_email, at), at - timedelta(days=days), at)
    click.echo(f"{found.in_time} of {found.received} delivered within a day, {found.delivered} in all")


@command.command("trends")
@house.by_option
def trends(by_email: str | None) -> None:
    """List patterns in what customers say of colleagues."""
    at = house.start()
    from heedful.domain.employees.queries import coaching

    for each in coaching.trends(house.acting(by_email, at), at):
        said = f"{each.pattern.own.bad} low of {each.pattern.own.n}" if each.pattern.enough else "too few answers"
        click.echo(f"{each.name}: {said}{', a pattern' if each.pattern.real else ''}")


@command.command("coached")
@_window
@house.by_option
def coached(since: str, until: str, by_email: str | None) -> None:
    """Say whether the coaching done in some months worked."""
    at = house.start()
    from heedful.domain.employees.queries import coaching

    click.echo(coaching.did_it_work(house.acting(by_email, at), *_months(since, until)).sentence)


@command.command("training")
@house.by_option
def training(by_email: str | None) -> None:
    """List who is qualified for complaints, next to run out first, and complaints with others."""
    at = house.start()
    from heedful.domain.employees.queries import training as queries
    from heedful.foundation.days import day_of

    by = house.acting(by_email, at)
    for each in queries.expiries(by, day_of(at)):
        click.echo(f"{each.valid_until} {each.name}, {each.training} ({each.state})")
    for case in queries.flagged(by, day_of(at)):
        click.echo(f"{case.reference}: {case.owner.name} is not qualified for complaints")


@command.command("qualify")
@click.argument("person")
@click.argument("training")
@click.option("--passed", type=DAY, required=True)
@click.option("--until", type=DAY, required=True)
@house.by_option
def qualify(person: str, training: str, passed: datetime, until: datetime, by_email: str | None) -> None:
    """Record that a colleague passed a training."""
    at = house.start()
    from heedful.domain.employees.operations import training as operations

    operations.qualify(
        person_id=_person(person), training=training, passed_on=passed.date(), valid_until=until.date(),
        by=house.acting(by_email, at), at=at,
    )  # fmt: skip
