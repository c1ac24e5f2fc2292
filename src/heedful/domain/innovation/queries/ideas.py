"""Reads of ideas and their experiments."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from heedful.domain.innovation.enums import Verdict
from heedful.domain.innovation.models import Experiment, Idea, Look
from heedful.domain.innovation.rules.ideas import Design
from heedful.foundation.access import Actor, Permission, within
from heedful.foundation.errors import NotFound


def visible_to(actor: Actor) -> QuerySet[Idea]:
    """Return the ideas of the units the actor may see."""
    found = Idea.objects.filter(within("unit_id", actor, Permission.SEE_IDEAS))
    return found.select_related("unit", "owner", "wish")


def find_idea(actor: Actor, idea_id: UUID) -> Idea:
    """Return an idea in sight; raise NotFound."""
    found = visible_to(actor).filter(id=idea_id).first()
    if found is None:
        raise NotFound("no idea has this id", field="idea", value=idea_id)
    return found


def experiment_of(idea: Idea) -> Experiment | None:
    """Return how an idea is judged; None before it starts, and for a small tweak."""
    return Experiment.objects.filter(idea=idea).first()


def looks(idea: Idea) -> list[Look]:
    """Return the looks at an experiment, newest first."""
    return list(Look.objects.filter(experiment__idea=idea).order_by("-at", "-id"))


def verdict_of(idea: Idea) -> Verdict | None:
    """Return what the newest look said."""
    newest = Look.objects.filter(experiment__idea=idea).order_by("-at", "-id").first()
    return Verdict(newest.verdict) if newest else None


def verdicts_of(ideas: Iterable[Idea]) -> dict[UUID, Verdict]:
    """Return what the newest look at each of some experiments said, in one query."""
    rows = Look.objects.filter(experiment__idea__in=[each.id for each in ideas]).order_by("at", "id")
    return {idea: Verdict(said) for idea, said in rows.values_list("experiment_id", "verdict")}


def design_of(kept: Experiment) -> Design:
    """Return the design as it was locked."""
    return Design(
        hypothesis=kept.hypothesis, higher_is_better=kept.higher_is_better, effect=kept.effect,
        deviation=kept.deviation, guard=kept.guard, guard_higher_is_better=kept.guard_higher_is_better,
        guard_margin=kept.guard_margin, stops_on=kept.stops_on, alpha=kept.alpha, power=kept.power,
    )  # fmt: skip
