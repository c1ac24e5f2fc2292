"""The closed months: cut off, checked, locked, signed by two; and what the board resolved on their packs."""

from datetime import datetime, timedelta
from uuid import UUID

from heedful.domain.measurement import operations as measurement
from heedful.domain.measurement.enums import PeriodKind
from heedful.domain.measurement.rules import MANUAL
from heedful.domain.organisation import queries as organisation
from heedful.foundation.access import Actor
from heedful.interfaces.cli.demo.world import MONTHS, TROUBLE, World
from heedful.workflows import period_close

CLOSED = 3
"""How many of the last full months are closed."""
HEADLINES = {
    TROUBLE[
        -1
    ]: "Mombasa delivered late for the fourth month: the sorting plan of spring sends its streets to the wrong round.",
    TROUBLE[-1]
    + 1: "The sorting plan was put right on the first of the month; Mombasa's scores are on their way back.",
    TROUBLE[-1]
    + 2: "Mombasa is back where it was before the trouble; what remains is to tell the customers who told us.",
}
QUIET = "A quiet month: nothing moved by more than chance explains."


def build(world: World) -> int:
    """Close the last full months one after the other and return how many."""
    people = world.ids["people"]
    months = range(MONTHS - 1 - CLOSED, MONTHS - 1)
    for month in months:
        day = world.months[month]
        at = min(world.month_start(month + 1) + timedelta(days=2, hours=8), world.until)
        leader = _actor(people["achieng"], world)
        period = measurement.open_period(kind=PeriodKind.MONTH, day=day, by=leader, at=at)
        measurement.write_headline(period_id=period.id, text=HEADLINES.get(month, QUIET), by=leader, at=at)
        period_close.begin(period_id=period.id, by=leader, at=at)
        for code in MANUAL:
            measurement.record_check(
                period_id=period.id,
                code=code,
                passed=True,
                note="Looked at in the huddle of the depots.",
                by=leader,
                at=at,
            )
        period_close.close(period_id=period.id, by=leader, at=at)
        _meeting(world, month - months[0], leader, at + timedelta(days=8))
        if month == months[-1]:
            measurement.sign(period_id=period.id, by=leader, at=at + timedelta(hours=1))
            continue
        for signer in ("achieng", "grace"):
            measurement.sign(period_id=period.id, by=_actor(people[signer], world), at=at + timedelta(hours=1))
    return len(months)


def _meeting(world: World, number: int, leader: Actor, at: datetime) -> None:
    """Let the board meet on a pack: two decisions on the first, one of them done in time and one late; a question."""
    people = world.ids["people"]
    if number == 0:
        measurement.decide(
            number=None,
            decided=measurement.Decided(
                text="No sorting plan changes without the depot's own signature.",
                owner_id=people["achieng"],
                due_on=at.date() + timedelta(days=21),
                metric="delivered_on_time",
            ),
            by=leader,
            at=at,
        )
        measurement.decide(
            number=None,
            decided=measurement.Decided(
                text="Every depot checks its rounds against the map each Monday.",
                owner_id=people["omar"],
                due_on=at.date() + timedelta(days=40),
                metric="delivered_on_time",
            ),
            by=leader,
            at=at,
        )
    elif number == 1:
        measurement.finish(number=1, outcome="Written into the plan's release form; Omar signs.", by=leader, at=at)
        question = "Lamu waits three days for a lost parcel: a second rider there, or a longer promise?"
        measurement.ask(question=question, by=leader, at=at)


def _actor(person_id: UUID, world: World) -> Actor:
    return organisation.actor_for_person(organisation.person(person_id), world.until)
