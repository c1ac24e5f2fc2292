"""Causes as they are shown: nested whys, the fishbone, Pareto by cases and by cost, how well coders agree."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count

from heedful.analytics.inference.agreement import Agreement, cohen_kappa
from heedful.domain.cases import queries as cases
from heedful.domain.problems.enums import CauseCategory, CauseTest
from heedful.domain.problems.models import CaseLink, Cause, Coding, Why
from heedful.domain.problems.rules.causes import as_list
from heedful.foundation.access import Actor


@dataclass(frozen=True, slots=True)
class Node:
    """A cause in the nested list; `again` marks one that is unfolded above."""

    cause: Cause
    depth: int
    again: bool


@dataclass(frozen=True, slots=True)
class Bone:
    """A bar of the Pareto: a cause (None for cases without one), its cases and what they cost, in minor units."""

    cause: Cause | None
    cases: int
    cost_minor: int


def whys(problem_id: UUID) -> list[Node]:
    """Lay the causes of a problem out as a nested list."""
    causes = {cause.id: cause for cause in Cause.objects.filter(problem_id=problem_id).select_related("partner")}
    edges = list(Why.objects.filter(effect__problem_id=problem_id).order_by("id").values_list("effect_id", "cause_id"))
    return [Node(causes[step.id], step.depth, step.again) for step in as_list(list(causes), edges)]


def fishbone(problem_id: UUID) -> dict[CauseCategory, list[Cause]]:
    """Group the causes that are not refuted by category (Ishikawa); empty bones are left out."""
    bones: dict[CauseCategory, list[Cause]] = {}
    for cause in Cause.objects.filter(problem_id=problem_id).exclude(test=CauseTest.REFUTED):
        bones.setdefault(CauseCategory(cause.category), []).append(cause)
    return {category: bones[category] for category in CauseCategory if category in bones}


def pareto(problem_id: UUID, *, by_cost: bool = False) -> list[Bone]:
    """Count linked cases and their redress cost by cause, the largest first."""
    links = list(CaseLink.objects.filter(problem_id=problem_id).values_list("cause_id", "case_id"))
    causes = Cause.objects.filter(problem_id=problem_id).in_bulk()
    costs = cases.costs_of([case_id for _, case_id in links])
    bones = []
    for cause_id in {cause_id for cause_id, _ in links}:
        mine = [case_id for each, case_id in links if each == cause_id]
        cause = causes[cause_id] if cause_id else None
        bones.append(Bone(cause, len(mine), sum(costs.get(case_id, 0) for case_id in mine)))
    key = (lambda bone: (bone.cost_minor, bone.cases)) if by_cost else (lambda bone: (bone.cases, bone.cost_minor))
    return sorted(bones, key=key, reverse=True)


def has_coded(case_id: UUID, actor: Actor) -> bool:
    """Say whether the actor has coded a case."""
    return actor.id is not None and Coding.objects.filter(case_id=case_id, coder_id=actor.id).exists()


def agreement(actor: Actor) -> Agreement | None:
    """Return Cohen's kappa over the cases in sight that two colleagues coded: the first two codings of each."""
    seen = Coding.objects.filter(case_id__in=cases.visible_to(actor).values("id"))
    twice = seen.values("case_id").annotate(n=Count("id")).filter(n__gte=2).values("case_id")
    codes: dict[UUID, list[str]] = {}
    for case_id, category in seen.filter(case_id__in=twice).order_by("at", "id").values_list("case_id", "category"):
        codes.setdefault(case_id, []).append(category)
    return cohen_kappa([(found[0], found[1]) for found in codes.values()])
