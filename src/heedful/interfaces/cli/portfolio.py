"""`heedful portfolio`: the five states, as the pages show them."""

import json

import click

from heedful.interfaces.cli import house


@click.group("portfolio")
def command() -> None:
    """Judge the book of customers, and see who stands where."""


@command.command("reckon")
def reckon() -> None:
    """Make every close that is due and the standing of today."""
    at = house.start()
    from heedful.domain.portfolio import operations, queries
    from heedful.foundation.access import SYSTEM
    from heedful.warehouse.refresh import refreshed

    with refreshed(at=at):
        made = operations.bring_up_to_date(by=SYSTEM, at=at)
    found = queries.reckoning(None)
    click.echo(f"{made} close(s) made. {queries.sentence(found, queries.totals(SYSTEM, found))}")


@command.command("show")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="a close (default: today)")
@click.option("--state", default="", help="model, growth, at_risk, dangling or unknown: its customers, one a line")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 100_000))
@house.by_option
def show(as_of: object, state: str, limit: int, by_email: str | None) -> None:
    """Print the sums of the states, or the customers of one, one JSON object a line."""
    at = house.start()
    from datetime import datetime

    from heedful.analytics.value.portfolio import State
    from heedful.domain.portfolio import queries
    from heedful.foundation.access import Permission
    from heedful.foundation.errors import Refused

    actor = house.acting(by_email, at)
    actor.require(Permission.SEE_PORTFOLIO)
    found = queries.reckoning(as_of.date() if isinstance(as_of, datetime) else None)
    if not state:
        for total in queries.totals(actor, found).values():
            _say({"state": total.state, "customers": total.count, "money_minor": total.money})
        return
    if state not in list(State):
        raise Refused("not a state", field="--state", value=state, fix=f"one of {', '.join(State)}")
    for row in queries.of(actor, found).filter(state=state)[:limit]:
        _say({"code": row.account.code, "name": row.account.name, "money_minor": row.value_minor,
              "score": row.score, "low": row.low, "high": row.high, "n": row.n, "raw": row.raw})  # fmt: skip


@command.command("why")
@click.argument("code")
@house.by_option
def why(code: str, by_email: str | None) -> None:
    """Say where the customer with this number stands, and why."""
    at = house.start()
    from heedful.domain.customers import queries as customers
    from heedful.domain.portfolio import queries
    from heedful.foundation.errors import NotFound

    account = customers.account_by_code(code)
    if account is None:
        raise NotFound("no account has this number", field="code", value=code)
    shown = queries.standing(house.acting(by_email, at), account.id)
    click.echo(f"{account.name}: {shown.state.label}")
    for reason in shown.reasons:
        click.echo(f"  {reason}")


@command.command("warn")
@house.by_option
def warn(by_email: str | None) -> None:
    """Say which rule foresees best who leaves, how it did, and which large customers it puts first."""
    at = house.start()
    from dataclasses import asdict

    from heedful.domain.portfolio import queries
    from heedful.foundation.access import Permission

    actor = house.acting(by_email, at)
    actor.require(Permission.SEE_PORTFOLIO)
    found = queries.reckoning(None)
    warned = queries.early_warnings(found)
    click.echo(warned.refusal or (warned.offer.wording if warned.offer else ""))
    for name, card in warned.cards:
        _say({"rule": name, **asdict(card)})
    for each in queries.riskiest(actor, found, warned):
        _say({"place": each.place, "code": each.standing.account.code, "name": each.standing.account.name})


@command.command("thresholds")
@click.option("--set", "changes", multiple=True, metavar="NAME=VALUE", help="a line that moves; may be repeated")
@click.option("--reason", default="", help="why; without it only the customers that would move are shown")
@house.by_option
def thresholds(changes: tuple[str, ...], reason: str, by_email: str | None) -> None:
    """Print the lines in force; with --set show who would move, with --reason as well make the next version."""
    at = house.start()
    from dataclasses import asdict

    from heedful.analytics.value.portfolio import Thresholds
    from heedful.domain.portfolio import operations, queries
    from heedful.domain.portfolio.rules.thresholds import check_thresholds
    from heedful.foundation.access import Permission
    from heedful.foundation.days import day_of

    actor = house.acting(by_email, at)
    number, rule = queries.in_force()
    if not changes:
        _say({"version": number, **asdict(rule)})
        return
    moved = dict(map(_moved, changes))
    rule = Thresholds(**{**asdict(rule), **moved})
    actor.require_everywhere(Permission.SET_THRESHOLDS)
    check_thresholds(rule)
    if reason:
        made = operations.set_thresholds(given=rule, reason=reason, by=actor, at=at)
        operations.stand(as_of=day_of(at), by=actor, at=at)
        click.echo(f"Version {made.number} is in force.")
        return
    for each in queries.preview(rule)[0]:
        _say({"name": each.name, "from": each.before, "to": each.after, "money_minor": each.value})


def _moved(change: str) -> tuple[str, float | int]:
    """Read "good=75"."""
    from heedful.domain.portfolio.rules.thresholds import LABELS, WHOLE

    name, _, value = change.partition("=")
    try:
        read = int(value) if name in WHOLE else float(value)
    except ValueError:
        read = None
    if read is None or name not in LABELS:
        raise click.BadParameter(f"{change!r}: write a name of the list and a number, such as good=75")
    return name, read


def _say(row: dict[str, object]) -> None:
    click.echo(json.dumps(row, ensure_ascii=False))
