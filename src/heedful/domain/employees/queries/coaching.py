"""Reads of coaching: patterns in what customers say of colleagues, plans, and whether coaching worked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from heedful.analytics.inference.coached import Colleague, effect_of_coaching
from heedful.analytics.inference.finding import Finding
from heedful.domain.employees.enums import PlanState
from heedful.domain.employees.models import CoachingPlan, PlanEvidence
from heedful.domain.employees.rules.coaching import WINDOW_DAYS, Heard, Pattern, patterns
from heedful.domain.feedback import queries as feedback
from heedful.domain.feedback.queries import Naming
from heedful.domain.organisation import queries as organisation
from heedful.foundation.access import Actor, Permission
from heedful.foundation.days import day_of, zone
from heedful.foundation.errors import NotFound

WINDOW = timedelta(days=WINDOW_DAYS)


@dataclass(frozen=True, slots=True)
class Trend:
    """A colleague with the pattern of the last 90 days and the low answers with words, newest first."""

    person_id: UUID
    name: str
    unit_id: UUID
    pattern: Pattern
    words: list[Naming]


@dataclass(frozen=True, slots=True)
class Round:
    """The coaching that ended in a window, judged 90 days later: good answers of the coached beside their peers'."""

    since: date
    until: date
    coached: int
    finding: Finding
    sentence: str


def visible_to(actor: Actor) -> QuerySet[CoachingPlan]:
    """Return the plans of the units where the actor coaches, and those that are the colleague's own."""
    found = CoachingPlan.objects.select_related("person", "coach", "unit")
    reach = actor.units(Permission.COACH)
    if reach is None:  # an empty condition would vanish beside another
        return found
    mine = Q(person_id=actor.id) | Q(coach_id=actor.id) if actor.id else Q(pk__in=[])
    return found.filter(Q(unit_id__in=reach) | mine)


def find_plan(actor: Actor, plan_id: UUID) -> CoachingPlan:
    """Return a plan in sight; raise NotFound."""
    found = visible_to(actor).filter(id=plan_id).first()
    if found is None:
        raise NotFound("no plan has this id", field="plan", value=plan_id)
    return found


def trends(actor: Actor, at: datetime) -> list[Trend]:
    """Return the colleagues in sight whom customers name, beside all others of their unit; real patterns first."""
    reach = actor.units(Permission.COACH)
    on = day_of(at)
    people = organisation.colleague_choices(reach, on)
    placed = _units([person for person, _ in people], on)
    by_unit: dict[UUID, dict[UUID, list[Naming]]] = {}
    for row in feedback.naming_colleagues(at - WINDOW, at):
        if row.bad is not None and row.colleague_id in placed:
            by_unit.setdefault(placed[row.colleague_id], {}).setdefault(row.colleague_id, []).append(row)
    names, found = dict(people), []
    for unit, those in by_unit.items():
        heard = {person: Heard(sum(bool(row.bad) for row in rows), len(rows)) for person, rows in those.items()}
        for person, pattern in patterns(heard).items():
            words = [row for row in reversed(those[person]) if row.bad and row.body]
            found.append(Trend(person, names[person], unit, pattern, words))
    return sorted(found, key=lambda each: (not each.pattern.real, each.name))


def trend_of(actor: Actor, person_id: UUID, at: datetime) -> Trend | None:
    """Return the trend of one colleague in sight; None where no answer names them."""
    return next((each for each in trends(actor, at) if each.person_id == person_id), None)


def evidence(actor: Actor, plan: CoachingPlan) -> list[str]:
    """Return what customers said, as far as it is still kept."""
    rows = PlanEvidence.objects.filter(plan=plan).select_related("submission").order_by("id")
    return [row.submission.body for row in rows if row.submission.body]


def did_it_work(actor: Actor, since: date, until: date) -> Round:
    """Judge the coaching that ended in [since, until) in the units where the actor coaches.

    Before are the 90 days up to the window, after the 90 days from its end; peers are the colleagues whom customers
    name as often and who were not coached. A past low by chance is drawn to the average first.
    """
    begin, end = (datetime.combine(day, time(), zone()) for day in (since, until))
    people = {person for person, _ in organisation.colleague_choices(actor.units(Permission.COACH), until)}
    ended = CoachingPlan.objects.filter(state=PlanState.DONE, ended_at__gte=begin, ended_at__lt=end)
    coached = set(ended.filter(person_id__in=people).values_list("person_id", flat=True))
    touched = CoachingPlan.objects.filter(at__lt=end + WINDOW).values_list("person_id", flat=True)
    others = people - set(touched)
    before, after = _counts(begin - WINDOW, begin), _counts(end, end + WINDOW)
    none = (0, 0)
    rows = [
        Colleague(*before.get(person, none), *after.get(person, none), person in coached)
        for person in sorted(coached | others, key=str)
        if person in before or person in after
    ]
    finding = effect_of_coaching(rows)
    return Round(since, until, len(coached), finding, _sentence(finding))


def _sentence(finding: Finding) -> str:
    if finding.low is None or finding.high is None:
        return f"Nothing can be said yet: {finding.warnings[0]}."
    numbers = (
        f"{finding.estimate:+.1f} points of good answers (95 % interval {finding.low:+.1f} to {finding.high:+.1f})"
    )
    if not finding.shown:
        return f"No effect is shown: the coached stand at {numbers} beside peers with the same past."
    word = "better" if finding.estimate > 0 else "worse"
    return f"Coaching is associated with {word} answers: {numbers} beside peers with the same past."


def _counts(begin: datetime, end: datetime) -> dict[UUID, tuple[int, int]]:
    """Return (good, all) scored answers that name each colleague."""
    found: dict[UUID, tuple[int, int]] = {}
    for row in feedback.naming_colleagues(begin, end):
        if row.bad is not None:
            good, n = found.get(row.colleague_id, (0, 0))
            found[row.colleague_id] = (good + (not row.bad), n + 1)
    return found


def _units(people: list[UUID], on: date) -> dict[UUID, UUID]:
    every = frozenset(organisation.unit_names())
    wanted = set(people)
    return {person: unit for person, unit, _ in organisation.placed_in(every, on) if person in wanted}
