"""Lists: problems in sight, what a partner owes, what is known about the case at hand."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery

from heedful.analytics.inference.effect import expected_by_chance
from heedful.domain.cases import queries as cases
from heedful.domain.organisation import queries as organisation
from heedful.domain.problems.enums import ActionState
from heedful.domain.problems.models import Action, CaseLink, Cause, Problem, Verdict
from heedful.domain.problems.queries.counting import FAILURES
from heedful.domain.problems.rules.states import ENDED, KNOWN_ERROR, WATCHED
from heedful.foundation.access import Actor, Permission, within

LIVING = (ActionState.PROPOSED, ActionState.COMMITTED, ActionState.DONE, ActionState.IN_EFFECT)


@dataclass(frozen=True, slots=True)
class ProblemRow:
    """A line of the list: the problem, how many cases are linked, what is due next, the newest verdict."""

    problem: Problem
    cases: int
    due_on: date | None
    verdict: str
    signed: bool


def visible_to(actor: Actor) -> QuerySet[Problem]:
    """Return the problems of the units the actor may see."""
    seen = Problem.objects.filter(within("unit_id", actor, Permission.SEE_PROBLEMS))
    return seen.select_related("unit", "touchpoint", "owner")


def linked_cases(problem_id: UUID) -> list[UUID]:
    """Return the cases that come from a problem; for our own use: no actor, no scope."""
    return list(CaseLink.objects.filter(problem_id=problem_id).values_list("case_id", flat=True))


def workable(actor: Actor) -> QuerySet[Problem]:
    """Return the problems of the units where the actor works on problems."""
    return visible_to(actor).filter(within("unit_id", actor, Permission.WORK_PROBLEMS))


def listed(actor: Actor, *, status: str = "open", words: str = "") -> list[ProblemRow]:
    """List the problems in sight, newest first; `status` is open, ended, all or one state."""
    found = visible_to(actor)
    if status in ("open", "ended"):
        found = found.exclude(state__in=ENDED) if status == "open" else found.filter(state__in=ENDED)
    elif status != "all":
        found = found.filter(state=status)
    for word in words.split():
        found = found.filter(Q(statement__icontains=word) | Q(reference__icontains=word))
    newest = Verdict.objects.filter(plan__problem=OuterRef("pk")).order_by("-at")
    actions = Action.objects.filter(problem=OuterRef("pk"), state__in=[ActionState.PROPOSED, ActionState.COMMITTED])
    rows = found.annotate(
        linked=Count("links"),
        due_on=Subquery(actions.order_by("due_on").values("due_on")[:1]),
        verdict=Subquery(newest.values("verdict")[:1]),
        signed=Subquery(newest.values("signature__person_id")[:1]),
    )
    return [
        ProblemRow(row, row.linked, row.due_on, row.verdict or "", row.signed is not None)
        for row in rows.order_by("-opened_at", "-id")
    ]


def by_chance(actor: Actor) -> tuple[int, int, int]:
    """Return (fixes judged, verdicts "effective", how many of those chance alone gives at most) in sight."""
    judged = (
        Verdict.objects.filter(plan__problem__in=visible_to(actor).values("id"), look__gt=0)
        .values("plan_id", "plan__alpha")
        .annotate(good=Max("look", filter=Q(verdict="effective")))
    )
    rows = list(judged)
    return (
        len(rows),
        sum(row["good"] is not None for row in rows),
        expected_by_chance([row["plan__alpha"] for row in rows]),
    )


def watched() -> QuerySet[Problem]:
    """Return the problems whose fixes are judged or watched, for the nightly run."""
    return Problem.objects.filter(state__in=WATCHED).select_related("unit", "touchpoint").order_by("id")


def owed_to(actor: Actor) -> list[Action]:
    """List the actions that the actor's partner unit owes, next due first."""
    owed = Action.objects.filter(within("partner_id", actor, Permission.DO_WHAT_IS_OWED), partner__isnull=False)
    return list(owed.select_related("problem", "partner", "cause").order_by("due_on", "id"))


def causes_with(actor: Actor) -> list[Cause]:
    """List the causes that lie with the actor's partner unit, the oldest first."""
    found = Cause.objects.filter(within("partner_id", actor, Permission.DO_WHAT_IS_OWED), partner__isnull=False)
    return list(found.select_related("problem", "partner").order_by("at", "id"))


def known_errors(case_id: UUID, actor: Actor, on: date) -> list[Problem]:
    """List the known errors with a workaround that fit a case in sight, whichever unit found them."""
    case = cases.find_case(actor, case_id)
    places = [case.unit_id, *(unit.id for unit in organisation.ancestors(case.unit_id, on))]
    kinds = ["", case.kind] if case.kind in FAILURES else [case.kind]
    fitting = Problem.objects.filter(state__in=KNOWN_ERROR, unit_id__in=places, kind__in=kinds)
    fitting = fitting.filter(Q(touchpoint__isnull=True) | Q(touchpoint_id=case.touchpoint_id))
    return list(fitting.filter(channel__in=["", case.channel]).exclude(workaround="").order_by("-opened_at")[:3])


def problems_of_case(case_id: UUID, actor: Actor) -> list[CaseLink]:
    """List the problems in sight that a case is linked to."""
    links = CaseLink.objects.filter(case_id=case_id, problem__in=visible_to(actor).values("id"))
    return list(links.select_related("problem", "cause"))


def choices_for_case(actor: Actor, linked: Collection[UUID]) -> list[Problem]:
    """List the open problems in sight that a case could be linked to."""
    return list(visible_to(actor).exclude(state__in=ENDED).exclude(id__in=linked).order_by("-opened_at")[:50])
