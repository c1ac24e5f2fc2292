"""Trouble that comes back: weeks of cases and deliveries with a fault and a fix, as history."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from heedful.domain.cases.enums import CaseKind
from heedful.domain.cases.operations.history import PastCase, load_history
from heedful.domain.cases.operations.open_case import Matter
from heedful.domain.journeys import operations as journeys
from heedful.domain.journeys.enums import Channel
from heedful.domain.journeys.operations import InteractionInput
from heedful.domain.problems import operations as problems
from heedful.domain.problems.enums import (
    ActionKind,
    ActionVerb,
    CauseCategory,
    CauseRole,
    CauseTest,
)
from heedful.domain.problems.models import Action, Plan, Problem
from heedful.domain.problems.rules.closing import Terms
from heedful.foundation.access import SYSTEM, Actor
from heedful.warehouse.refresh import refresh
from tests.factories.company import Company

WEEK = timedelta(days=7)
TRIGGER = date(2026, 1, 5)
"""A Monday: the week that calls for a problem."""


def moment(day: date, hour: int = 10) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def complaints(
    company: Company, counts: Sequence[int], first: date, *, unit: str = "north-desk", channel: str = "web"
) -> list[UUID]:
    """Record so many complaints about deliveries in each week from `first` on; every third paid 100 shillings."""
    told = []
    for number, count in enumerate(counts):
        for place in range(count):
            at = moment(first + number * WEEK + timedelta(days=place % 6)) + timedelta(minutes=place)
            matter = Matter(
                kind=CaseKind.COMPLAINT,
                subject=f"Late again, {first + number * WEEK:%-d %b} {place}",
                channel=channel,
                received_at=at,
                account_id=company.accounts["A-1"],
                touchpoint_id=company.touchpoints["delivery"],
            )
            told.append(
                PastCase(
                    matter=matter, unit_id=company.units[unit], owner_id=None, segment="key", segment_weight=0,
                    second_failure=False, events=(),
                )
            )  # fmt: skip
    return load_history(cases=told, by=SYSTEM, at=moment(first))


def deliveries(company: Company, counts: Sequence[int], first: date, *, unit: str = "north-desk") -> None:
    """Record so many deliveries in each week from `first` on."""
    told = [
        InteractionInput(
            source="test",
            source_ref=f"{unit}:{first}:{number}:{place}",
            account_id=company.accounts["A-1"],
            touchpoint_id=company.touchpoints["delivery"],
            unit_id=company.units[unit],
            channel=Channel.DELIVERY,
            started_at=moment(first + number * WEEK + timedelta(days=place % 6)),
        )
        for number, count in enumerate(counts)
        for place in range(count)
    ]
    journeys.load_history(told=told, by=SYSTEM, at=moment(first))


def opened(company: Company, by: Actor, *, at: datetime, **more: Any) -> Problem:
    """Open the problem of late deliveries at the north desk."""
    trouble: dict[str, Any] = {
        "statement": "Parcels come late",
        "unit_id": company.units["north-desk"],
        "touchpoint_id": company.touchpoints["delivery"],
        "trigger_on": TRIGGER,
        **more,
    }
    return problems.open_problem(trouble=problems.Trouble(**trouble), by=by, at=at)


def explained(problem: Problem, by: Actor, at: datetime) -> None:
    """Add and confirm why it happens and why it was not caught."""
    common: dict[str, Any] = {"by": by, "at": at}
    for role in (CauseRole.OCCURRENCE, CauseRole.ESCAPE):
        cause = problems.add_cause(
            problem_id=problem.id, statement=f"The plan, {role}", role=role, category=CauseCategory.PROCESS, **common
        )
        problems.test_cause(cause_id=cause.id, test=CauseTest.CONFIRMED, evidence="Seen in 20 of 20 rounds.", **common)
    problems.confirm_cause(problem_id=problem.id, **common)


def fixed(
    company: Company, problem: Problem, by: Actor, *, at: datetime, terms: Terms, owner: str = "north-lead", **more: Any
) -> tuple[Action, Plan]:
    """Agree a corrective action, lock its plan, do it and let it take effect the next morning."""
    common: dict[str, Any] = {"by": by, "at": at}
    action = problems.add_action(
        problem_id=problem.id, kind=ActionKind.CORRECTIVE, statement="Sort by street", due_on=at.date(),
        owner_id=company.people[owner], **common,
    )  # fmt: skip
    plan = problems.lock_plan(
        action_id=action.id, terms=terms, planned_on=at.date() + timedelta(days=1), **more, **common
    )
    problems.move_action(action_id=action.id, verb=ActionVerb.FINISH, evidence="The new list is up.", **common)
    problems.take_effect(plan_id=plan.id, by=by, at=at + timedelta(hours=16))
    return action, plan


def seen(at: datetime) -> None:
    """Bring the facts up to a moment."""
    refresh(at=at)
