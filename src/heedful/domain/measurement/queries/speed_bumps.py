"""Where people have to step in, with the rules that were not applied there beside the contacts."""

from datetime import date, datetime, time

from heedful.domain.cases.queries import discretion
from heedful.domain.journeys import queries as journeys
from heedful.foundation.access import Actor, Permission
from heedful.foundation.days import zone


def speed_bumps(*, code: str, actor: Actor, since: date, until: date) -> list[journeys.FoundBump]:
    """Return the steps of a journey by what stepping in costs, in passages begun on the days [since, until).

    Overrides are those of the cases in sight; for who may see no case there are none.
    """
    begin, end = (datetime.combine(day, time.min, zone()) for day in (since, until))
    sees = actor.can(Permission.SEE_CASES)
    overrides = discretion.overrides_by_touchpoint(actor, begin, end) if sees else {}
    return journeys.found_bumps(journeys.journey_map(code).code, actor, since, until, overrides)
