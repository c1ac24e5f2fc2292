"""Which contacts a number counts: those of a window of days, in the units that the actor reaches."""

from datetime import date

from heedful.analytics.definitions.model import Condition
from heedful.foundation.access import Actor, Permission


def reached(actor: Actor, permission: Permission = Permission.SEE_JOURNEYS) -> list[Condition]:
    """Return the condition that keeps the contacts of the units where the actor holds a permission."""
    actor.require(permission)
    units = actor.units(permission)
    return [] if units is None else [Condition("unit_id", "in", tuple(sorted(map(str, units))))]


def days(since: date, until: date) -> list[Condition]:
    """Return the conditions of the days [since, until)."""
    return [Condition("started_on", ">=", since.isoformat()), Condition("started_on", "<", until.isoformat())]
