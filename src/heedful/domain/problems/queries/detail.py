"""One problem with everything that belongs to it."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from heedful.domain.cases import queries as cases
from heedful.domain.customers import queries as customers
from heedful.domain.problems.models import Action, CaseLink, Event, Plan, Problem
from heedful.domain.problems.queries.counting import cases_where, theme_of
from heedful.domain.problems.queries.listing import visible_to
from heedful.foundation.access import Actor, Permission
from heedful.foundation.errors import NotFound
from heedful.warehouse import engine

YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class ProblemDetail:
    """Everything that the page of a problem shows beside its trend and causes."""

    problem: Problem
    actions: list[Action]
    plans: list[Plan]
    links: list[CaseLink]
    events: list[Event]

    @property
    def plan(self) -> Plan | None:
        """The plan in force: the newest."""
        return self.plans[-1] if self.plans else None


@dataclass(frozen=True, slots=True)
class Impact:
    """What linked cases cost so far: cases, customers, redress in minor units, their revenue of twelve months.

    `revenue` is (currency, minor units); None for who may not see revenue.
    """

    cases: int
    customers: int
    cost_minor: int
    revenue: list[tuple[str, int]] | None


def find_problem(actor: Actor, problem_id: UUID) -> Problem:
    """Return a problem in the actor's sight."""
    found = visible_to(actor).filter(id=problem_id).first()
    if found is None:
        raise NotFound("no problem has this id", field="problem", value=problem_id)
    return found


def problem_detail(actor: Actor, problem_id: UUID) -> ProblemDetail:
    """Return a problem in the actor's sight with its actions, plans, cases in sight and history."""
    problem = find_problem(actor, problem_id)
    links = CaseLink.objects.filter(problem=problem, case_id__in=cases.visible_to(actor).values("id"))
    plans = Plan.objects.filter(problem=problem).select_related("action", "effect", "control")
    return ProblemDetail(
        problem,
        list(Action.objects.filter(problem=problem).select_related("owner", "partner", "cause")),
        list(plans.prefetch_related("verdicts__signature")),
        list(links.select_related("case", "cause").order_by("-case__received_at")),
        list(Event.objects.filter(problem=problem).order_by("-seq")),
    )


def impact(actor: Actor, problem: Problem, on: date) -> Impact:
    """Add up what the linked cases in sight cost."""
    seen = CaseLink.objects.filter(problem=problem, case_id__in=cases.visible_to(actor).values("id"))
    ids = list(seen.values_list("case_id", flat=True))
    accounts = {each for each in seen.values_list("case__account_id", flat=True) if each}
    revenue: list[tuple[str, int]] | None = None
    if actor.can(Permission.SEE_REVENUE):
        seen_accounts = customers.visible_to(actor).filter(id__in=accounts).values_list("id", flat=True)
        revenue = customers.revenue_of_many(list(seen_accounts), on - YEAR, on)
    return Impact(len(ids), len(accounts), sum(cases.costs_of(ids).values()), revenue)


def rows_between(actor: Actor, problem_id: UUID, since: date, until: date) -> list[UUID]:
    """List the cases that a figure of the trend counts, newest first: those in [since, until) in the actor's sight."""
    problem = find_problem(actor, problem_id)
    where = cases_where(theme_of(problem, until), since, until)
    found = [UUID(key) for (key,) in engine.counts("cases", where, ["id"])]
    return list(cases.visible_to(actor).filter(id__in=found).order_by("-received_at").values_list("id", flat=True))
