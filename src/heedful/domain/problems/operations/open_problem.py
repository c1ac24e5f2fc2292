"""Opening a problem, by hand or by the rule of ten alike, and linking cases to it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F

from heedful.domain.cases import queries as cases
from heedful.domain.journeys import queries as journeys
from heedful.domain.organisation import queries as organisation
from heedful.domain.problems.enums import Exposure, LinkKind, Note, ProblemState
from heedful.domain.problems.models import CaseLink, Cause, Event, Problem, ReferenceCounter
from heedful.domain.problems.operations.record import append
from heedful.domain.problems.queries.counting import FAILURES, Theme, alike, lived, weekly
from heedful.domain.problems.queries.detail import rows_between
from heedful.domain.problems.queries.listing import visible_to
from heedful.domain.problems.rules.opening import is_trigger
from heedful.domain.problems.rules.states import ENDED
from heedful.domain.problems.rules.windows import HISTORY, WEEK, week_of
from heedful.foundation.access import SYSTEM, Actor, ActorKind, Permission
from heedful.foundation.audit import operations as audit
from heedful.foundation.days import day_of
from heedful.foundation.errors import NotFound, Refused

REST = timedelta(days=28)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """What comes back, and which cases are alike; empty conditions hold for all."""

    statement: str
    unit_id: UUID
    touchpoint_id: UUID | None = None
    kind: str = ""
    channel: str = ""
    exposure: Exposure = Exposure.WEEKS
    trigger_on: date | None = None
    owner_id: UUID | None = None


@transaction.atomic
def open_problem(*, trouble: Trouble, by: Actor, at: datetime) -> Problem:
    """Open a problem by hand; the week that called for it is that of today where none is named."""
    by.require(Permission.WORK_PROBLEMS, trouble.unit_id)
    return _opened(trouble, ProblemState.OPEN, by=by, at=at)


@transaction.atomic
def link_case(
    *, problem_id: UUID, case_id: UUID, kind: LinkKind, cause_id: UUID | None = None, by: Actor, at: datetime
) -> CaseLink:
    """Link a case to a problem, or say better from which cause it comes. Whoever works on the case may do it."""
    problem = visible_to(by).filter(id=problem_id).first()
    if problem is None:
        raise NotFound("no problem has this id", field="problem", value=problem_id)
    if not cases.workable(by).filter(id=case_id).exists():
        raise NotFound("no case has this id", field="case", value=case_id)
    if problem.state in ENDED:
        raise Refused(f"{problem.reference} has ended", field="problem", fix="link it to an open problem")
    if cause_id is not None and not Cause.objects.filter(id=cause_id, problem=problem).exists():
        raise Refused("this cause belongs to another problem", field="cause", value=cause_id)
    fields = {"kind": kind, "cause_id": cause_id, "by_name": by.name, "at": at}
    link, _ = CaseLink.objects.update_or_create(problem=problem, case_id=case_id, defaults=fields)
    append(problem=problem, what=Note.LINKED, by=by, at=at, data={"case": str(case_id), "kind": kind})
    return link


@transaction.atomic
def suspect(*, at: datetime) -> list[Problem]:
    """Open a suspected problem where the last whole week brought ten alike and more than its history explains.

    A place that has an open problem already gets no second one. The cases of the week are linked as suspected.
    """
    until = week_of(day_of(at))
    since = until - WEEK
    touchpoints = {each.code: each for each in journeys.touchpoints()}
    opened = []
    for (unit_id, code), count in sorted(alike(since, until).items()):
        touchpoint = touchpoints.get(code)
        if touchpoint is None or _has_one(unit_id, touchpoint.id, at):
            continue
        exposure = Exposure.INTERACTIONS
        weeks = weekly(Theme(code, "", "", frozenset({unit_id}), exposure), since - HISTORY * WEEK, until)
        if not all(week.window.exposure for week in weeks[-4:]):
            exposure = Exposure.WEEKS
            weeks = weekly(Theme(code, "", "", frozenset({unit_id}), exposure), since - HISTORY * WEEK, until)
        history = [week.window for week in lived(weeks[:-1])]
        if not is_trigger(weeks[-1].window, history):
            continue
        trouble = Trouble(
            statement=f"{touchpoint.name}, {organisation.name_of(unit_id)}: {count} cases alike in a week",
            unit_id=unit_id,
            touchpoint_id=touchpoint.id,
            exposure=exposure,
            trigger_on=since,
        )
        opened.append(_suspected(trouble, at))
    return opened


def _suspected(trouble: Trouble, at: datetime) -> Problem:
    problem = _opened(trouble, ProblemState.SUSPECTED, by=SYSTEM, at=at, by_rule=True)
    since = problem.trigger_on
    links = [
        CaseLink(problem=problem, case_id=case_id, kind=LinkKind.SUSPECTED, by_name=SYSTEM.name, at=at)
        for case_id in rows_between(SYSTEM, problem.id, since, since + WEEK)
    ]
    CaseLink.objects.bulk_create(links)
    return problem


def _has_one(unit_id: UUID, touchpoint_id: UUID, at: datetime) -> bool:
    """Say whether an open problem covers the place; one that ended in the last four weeks is given time too."""
    places = [unit_id, *(unit.id for unit in organisation.ancestors(unit_id, day_of(at)))]
    covering = Problem.objects.filter(unit_id__in=places, touchpoint_id=touchpoint_id, kind__in=["", *FAILURES])
    recent = covering.filter(closed_at__gte=at - REST)
    return covering.exclude(state__in=ENDED).exists() or recent.exists()


def _opened(trouble: Trouble, state: ProblemState, *, by: Actor, at: datetime, by_rule: bool = False) -> Problem:
    if not trouble.statement.strip():
        raise Refused("a problem needs a sentence", field="statement", fix="say what goes wrong, for whom, where")
    trigger = week_of(trouble.trigger_on or day_of(at))
    if trigger > day_of(at):
        raise Refused("the trigger lies ahead", field="trigger_on", value=trigger, fix="name a week that has begun")
    if trouble.touchpoint_id is None and trouble.exposure is Exposure.INTERACTIONS:
        raise Refused(
            "contacts are counted at a touchpoint", field="exposure", fix="choose the touchpoint, or count by weeks"
        )
    ReferenceCounter.objects.get_or_create(year=at.year)
    ReferenceCounter.objects.filter(year=at.year).update(last=F("last") + 1)
    problem = Problem.objects.create(
        reference=f"P-{at.year}-{ReferenceCounter.objects.get(year=at.year).last:04d}",
        statement=trouble.statement.strip()[:300],
        state=state,
        unit_id=trouble.unit_id,
        owner_id=trouble.owner_id or (by.id if by.kind is ActorKind.COLLEAGUE else None),
        touchpoint_id=trouble.touchpoint_id,
        kind=trouble.kind,
        channel=trouble.channel,
        exposure=trouble.exposure,
        trigger_on=trigger,
        by_rule=by_rule,
        opened_at=at,
    )
    Event.objects.create(
        problem=problem, seq=1, type=Note.OPENED, state=state, at=at, actor_id=by.id, actor_name=by.name
    )
    data = {"state": state, "by_rule": by_rule}
    audit.record(by=by, at=at, action="problem.opened", entity="problem", entity_id=problem.id, data=data)
    return problem
