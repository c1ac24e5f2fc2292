"""Recovery: the steps of the guide and what the customer gets."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Sum

from heedful.domain.cases.enums import EventType, RedressKind, Step
from heedful.domain.cases.models import RecoveryStep, Redress
from heedful.domain.cases.operations.escalate import escalate_case
from heedful.domain.cases.operations.record import append, current_episode, load
from heedful.domain.cases.rules.priority import money_level
from heedful.domain.cases.rules.states import OPEN_STATES
from heedful.foundation.access import Actor
from heedful.foundation.errors import Refused


@transaction.atomic
def record_step(*, case_id: UUID, step: Step, evidence: str, by: Actor, at: datetime) -> RecoveryStep:
    """Record that a step of the guide was taken, and what shows it."""
    case = load(case_id, by)
    if case.state not in OPEN_STATES:
        raise Refused("the case is closed", field="step", fix="reopen it first")
    if not evidence.strip():
        raise Refused("a step needs evidence", field="evidence", fix="quote what was said or done")
    episode = current_episode(case)
    done = RecoveryStep.objects.create(episode=episode, step=step, evidence=evidence, author=by.name, at=at)
    append(case=case, episode=episode, what=EventType.STEP, by=by, at=at, data={"step": step})
    return done


@transaction.atomic
def record_redress(
    *,
    case_id: UUID,
    kind: RedressKind,
    value_minor: int,
    cost_minor: int,
    currency: str,
    by: Actor,
    at: datetime,
) -> Redress:
    """Record what the customer gets: its value to them and its cost to us, in minor units of the currency.

    When what the episode cost adds up to much, the owner's manager is told; of ten times that, theirs.
    """
    case = load(case_id, by)
    if case.state not in OPEN_STATES:
        raise Refused("the case is closed", field="kind", fix="reopen it first")
    if value_minor < 0 or cost_minor < 0:
        raise Refused("an amount is not negative", field="value", value=min(value_minor, cost_minor))
    if len(currency) != 3 or not currency.isalpha():
        raise Refused("not a currency", field="currency", value=currency, fix="use a code such as KES")
    episode = current_episode(case)
    given = Redress.objects.create(
        episode=episode,
        kind=kind,
        value_minor=value_minor,
        cost_minor=cost_minor,
        currency=currency.upper(),
        author=by.name,
        at=at,
    )
    data = {"redress": kind, "value_minor": value_minor, "cost_minor": cost_minor, "currency": given.currency}
    append(case=case, episode=episode, what=EventType.REDRESS, by=by, at=at, data=data)
    spent = episode.redress.filter(currency=given.currency).aggregate(sum=Sum("cost_minor"))["sum"]
    level = money_level(spent, second_failure=case.second_failure)
    if level is not None:
        escalate_case(case=case, episode=episode, cause="money", level=level, at=at)
    return given
