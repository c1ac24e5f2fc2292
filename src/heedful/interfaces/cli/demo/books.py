"""The closed months: cut off, checked, locked, signed by two, one of them restated."""

from datetime import timedelta
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
        if month == months[-1]:
            measurement.sign(period_id=period.id, by=leader, at=at + timedelta(hours=1))
            continue
        for signer in ("achieng", "grace"):
            measurement.sign(period_id=period.id, by=_actor(people[signer], world), at=at + timedelta(hours=1))
    return len(months)


def _actor(person_id: UUID, world: World) -> Actor:
    return organisation.actor_for_person(organisation.person(person_id), world.until)
