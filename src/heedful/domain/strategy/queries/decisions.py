"""Reads of decisions and of the burden ledger."""

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from uuid import UUID

from django.db.models import Q, QuerySet

from heedful.domain.strategy.enums import DecisionState
from heedful.domain.strategy.models import BurdenAssessment, Decision
from heedful.domain.strategy.rules.burden import OWN_UNITS, quarter_of, seconds_a_year
from heedful.domain.strategy.rules.states import APPROVED_STATES
from heedful.foundation.access import Actor, Permission, within
from heedful.foundation.days import day_of
from heedful.foundation.errors import NotFound


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One segment of one approved decision: hours a year, and its own units as differences."""

    decision: Decision
    burden: BurdenAssessment
    hours: Fraction
    observed_hours: Fraction | None
    own_units: dict[str, int]


@dataclass(frozen=True, slots=True)
class Quarter:
    """What the decisions approved in a quarter ask of customers together, in hours a year. A census: no interval."""

    starts: date
    lines: list[LedgerLine]

    @property
    def hours(self) -> Fraction:
        """The sum of the lines."""
        return sum((line.hours for line in self.lines), Fraction(0))


def visible_to(actor: Actor) -> QuerySet[Decision]:
    """Return the decisions in sight. What is under embargo, its owner and those who approve alone know."""
    seen = Decision.objects.filter(within("unit_id", actor, Permission.SEE_DECISIONS))
    if not actor.everywhere(Permission.APPROVE_DECISIONS):
        mine = Q(owner_id=actor.id) | within("unit_id", actor, Permission.APPROVE_DECISIONS)
        seen = seen.filter(~Q(state=DecisionState.EMBARGOED) | mine)
    return seen.select_related("unit", "owner", "approved_by")


def found(actor: Actor, decision_id: UUID) -> Decision:
    """Return a decision in sight; raise NotFound otherwise."""
    decision = visible_to(actor).filter(id=decision_id).first()
    if decision is None:
        raise NotFound("no decision has this id", field="decision", value=decision_id)
    return decision


def decision_by_id(decision_id: UUID) -> Decision:
    """Return a decision for our own use: no actor, no scope."""
    return Decision.objects.get(id=decision_id)


def due_to_move(at: datetime) -> list[Decision]:
    """Return the decisions whose embargo ends, or whose day of effect has come, by `at`."""
    ended = Q(state=DecisionState.EMBARGOED, embargo_until__lte=at)
    effective = Q(state=DecisionState.ANNOUNCED, effective_at__lte=at)
    return list(Decision.objects.filter(ended | effective).order_by("id"))


def unannounced(actor: Actor, at: datetime) -> list[Decision]:
    """Return approved decisions that customers already meet although nothing was announced: omissions, not plans."""
    states = [DecisionState.APPROVED, DecisionState.EMBARGOED]
    late = visible_to(actor).filter(state__in=states, effective_at__lte=at)
    return list(late.order_by("effective_at"))


def ledger(actor: Actor) -> list[Quarter]:
    """Return the burden ledger: a quarter's approved assessments with their sum, newest first."""
    rows = BurdenAssessment.objects.filter(
        decision__in=visible_to(actor).filter(state__in=APPROVED_STATES)
    ).select_related("decision__owner")
    quarters: dict[date, list[LedgerLine]] = {}
    for row in rows.order_by("decision__approved_at", "decision__code", "segment"):
        if row.decision.approved_at is not None:
            quarters.setdefault(quarter_of(day_of(row.decision.approved_at)), []).append(line_of(row))
    return [Quarter(starts, quarters[starts]) for starts in sorted(quarters, reverse=True)]


def line_of(row: BurdenAssessment) -> LedgerLine:
    """Do the arithmetic of one assessment."""

    def hours(after: int) -> Fraction:
        return seconds_a_year(row.customers, row.times_a_year, row.seconds_before, after) / 3600

    moved = {name: getattr(row, f"{name}_after") - getattr(row, f"{name}_before") for name in OWN_UNITS}
    return LedgerLine(
        decision=row.decision,
        burden=row,
        hours=hours(row.seconds_after),
        observed_hours=None if row.observed_seconds_after is None else hours(row.observed_seconds_after),
        own_units={name: value for name, value in moved.items() if value},
    )


def took_effect(actor: Actor, since: datetime, until: datetime) -> list[tuple[str, date]]:
    """Return (title, day) of the decisions in sight that took effect in [since, until), in order."""
    rows = visible_to(actor).filter(effective_at__gte=since, effective_at__lt=until, state__in=APPROVED_STATES)
    return [(row.title, day_of(row.effective_at)) for row in rows.order_by("effective_at") if row.effective_at]
