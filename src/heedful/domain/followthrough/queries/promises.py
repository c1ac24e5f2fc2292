"""Reads of the promise ledger."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, QuerySet

from heedful.domain.followthrough.enums import PromiseState as S
from heedful.domain.followthrough.models import Promise
from heedful.domain.followthrough.rules.promises import Kept, count
from heedful.foundation.access import Actor, Permission, within
from heedful.foundation.errors import NotFound

STATES = ("all", "overdue", *S)


@dataclass(frozen=True, slots=True)
class Filters:
    """Which promises a list shows: a state, "overdue" or "all"; to customers, to colleagues or both (empty)."""

    state: str = "all"
    whom: str = ""


def _seen(actor: Actor) -> QuerySet[Promise]:
    return Promise.objects.filter(within("unit_id", actor, Permission.SEE_PROMISES))


def promises(actor: Actor, filters: Filters, today: date) -> QuerySet[Promise]:
    """Return the promises in sight, the next due first."""
    rows = _seen(actor).select_related("unit", "owner", "account")
    if filters.state == "overdue":
        rows = rows.filter(state=S.OPEN, due_on__lt=today)
    elif filters.state in set(S):
        rows = rows.filter(state=filters.state)
    return rows.filter(whom=filters.whom) if filters.whom else rows


def promise(actor: Actor, promise_id: UUID) -> Promise:
    """Return a promise in sight; raise NotFound."""
    found = _seen(actor).select_related("unit", "owner", "account").filter(id=promise_id).first()
    if found is None:
        raise NotFound("no promise has this id", field="promise", value=promise_id)
    return found


def promises_of(actor: Actor, source_id: UUID) -> list[Promise]:
    """Return the promises in sight that were made in a case, pack or campaign."""
    return list(_seen(actor).select_related("owner").filter(source_id=source_id))


def settleable(actor: Actor, found: Promise) -> bool:
    """Tell whether the actor may settle a promise: its owner, or whoever makes promises in its unit."""
    own = actor.id is not None and actor.id == found.owner_id
    return found.state == S.OPEN and (own or actor.can(Permission.MAKE_PROMISES, found.unit_id))


def overdue_count(actor: Actor, today: date) -> int:
    """Count the promises in sight whose day has passed."""
    return _seen(actor).filter(state=S.OPEN, due_on__lt=today).count()


def kept(actor: Actor, since: date, until: date, today: date) -> Kept:
    """Count the promises in sight that fell due in [since, until); what falls due today or later is not counted."""
    fell_due = _seen(actor).filter(due_on__gte=since, due_on__lt=min(until, today))
    rows = fell_due.values_list("state").annotate(n=Count("id")).order_by()
    states = {S(state): n for state, n in rows}
    return count(states, states.get(S.OPEN, 0))
