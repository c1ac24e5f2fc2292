"""Reading the facts of one complaint out of the areas that hold them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from heedful.domain.communication.queries import announcements, chain, planner
from heedful.domain.communication.rules.wording import references
from heedful.domain.failures.models import Statement
from heedful.domain.failures.rules.facts import Asked, Decided, Facts, Place, Pressure, Said, Told
from heedful.domain.failures.rules.matching import Candidate, rank
from heedful.domain.strategy import queries as strategy
from heedful.domain.strategy.enums import DecisionState
from heedful.foundation.access import SYSTEM, Actor, Permission
from heedful.foundation.errors import NotFound

QUARTER = 4
ABOVE = "somebody above your teams"


@dataclass(frozen=True, slots=True)
class Matched:
    """A decision that the complaint may speak of, and how strongly."""

    id: UUID
    title: str
    score: float


def decisions_in_sight(actor: Actor) -> QuerySet[Any]:
    """Return the decisions that the actor may see, and those that people in their reach were told about."""
    told = announcements.visible_to(actor).filter(versions__released_at__isnull=False).values("decision_id")
    heard = Q(id__in=told) & ~Q(state=DecisionState.EMBARGOED)
    return strategy.visible_to(SYSTEM).filter(heard | Q(id__in=strategy.visible_to(actor).values("id")))


def matches(actor: Actor, words: str, touchpoint_id: UUID | None, quoted: set[UUID], at: datetime) -> list[Matched]:
    """Return the decisions in the actor's sight, approved by `at`, that the customer's words speak of; best first.

    `quoted` are decisions behind facts that the customer was told.
    """
    rows = decisions_in_sight(actor).filter(touches_customers=True, approved_at__lte=at).exclude(state="withdrawn")
    found = {str(row.id): row for row in rows.prefetch_related("touchpoints")}
    candidates = [
        Candidate(
            key,
            f"{row.title} {row.topic} {row.what}",
            touches=any(each.touchpoint_id == touchpoint_id for each in row.touchpoints.all()),
            quoted=row.id in quoted,
        )
        for key, row in found.items()
    ]
    return [Matched(found[key].id, found[key].title, score) for key, score in rank(words, candidates)]


def facts_of(
    actor: Actor, case_id: UUID, decision_id: UUID | None, served_id: UUID | None, unit_id: UUID, at: datetime
) -> tuple[Facts, chain.Way | None]:
    """Return what the rules look at, with times, and the way of the decision; nothing of it is judged here."""
    statements = said_of(case_id)
    if decision_id is None:
        return Facts(decided=None, served=served_id is not None, said=statements), None
    row = decisions_in_sight(actor).filter(id=decision_id).first()
    if row is None:
        raise NotFound("no decision has this id", field="decision", value=decision_id)
    way = chain.way_to(decision_id, served_id, unit_id, at)
    decided = Decided(
        title=row.title,
        approved_at=row.approved_at or at,
        effective_at=row.effective_at,
        embargoed_at=row.embargoed_at,
        embargo_until=row.embargo_until,
        embargo_because=row.embargo_because,
    )
    reach = actor.units(Permission.SEE_CASCADE)
    path = [
        Place(
            key=str(node.person_id),
            name=node.person.name if reach is None or node.unit_id in reach else ABOVE,
            due_at=node.due_at,
            delivered_at=node.delivered_at,
            acknowledged_at=node.acknowledged_at,
            briefed_at=node.briefed_at,
            tried_at=node.tried_at,
            first_passed=node.first_passed,
            reminded_at=[datetime.fromisoformat(each) for each in node.reminded_at],
        )
        for node in way.places
    ]
    asked = chain.asked_by(served_id, way.announcement.id, at) if served_id and way.announcement else []
    facts = Facts(
        decided=decided,
        told=_told(way, at),
        left_out=way.left_out,
        served=served_id is not None,
        path=path,
        asked=[Asked(text=each.text, asked_at=each.asked_at, answered_at=each.answered_at) for each in asked],
        said=statements,
        pressure=_pressure(way, served_id, at),
    )
    return facts, way


def said_of(case_id: UUID) -> list[Said]:
    """Return what the customer of a case was told, beside what the facts were then."""
    found = []
    for row in Statement.objects.filter(case_id=case_id).select_related("fact"):
        held = strategy.facts_in_force(row.told_at).get(row.fact.code)
        found.append(
            Said(
                fact=row.fact.name,
                at=row.told_at,
                said=row.value,
                was=held.value if held else None,
                stale=held is not None and strategy.was_before(row.fact_id, row.value, row.told_at),
                conditions=held.conditions if held else [],
                told=row.conditions_told,
                as_in_force=row.as_in_force,
            )
        )
    return found


def _told(way: chain.Way, at: datetime) -> Told | None:
    """Return what went out: the shortest wording of each field counts, for somebody read that one."""
    version = way.version
    if version is None or version.released_at is None or not way.words:
        return None
    names = ("what_changes", "why", "what_to_say")
    fields = {name: min((getattr(w, name) for w in way.words.values()), key=lambda t: len(t.split())) for name in names}
    held = strategy.facts_in_force(version.effective_at or at)
    left: dict[str, list[str]] = {}
    for words in way.words.values():
        text = words.text()
        for code in sorted(references(text) & set(held)):
            missing = [each for each in held[code].conditions if each.casefold() not in text.casefold()]
            if missing:
                left[held[code].fact.name] = missing
    return Told(
        title=way.title,
        released_at=version.released_at,
        effective_at=version.effective_at,
        fields=fields,
        conditions=left,
    )


def _pressure(way: chain.Way, served_id: UUID | None, at: datetime) -> Pressure | None:
    """Compare the most loaded quarter of those asked with the others: is it read later there?"""
    if served_id is None or way.version is None or way.version.asks_id is None or not way.places:
        return None
    nodes = chain.below(way.version.asks_id, None, at)
    asked_at = way.places[-1].required_since
    loads = planner.loads_of([node.person_id for node in nodes], max(asked_at, min(at, way.places[-1].due_at)))
    ranked = sorted(loads, key=lambda each: (-loads[each].items, -loads[each].minutes, str(each)))
    edge = ranked[max(0, -(-len(ranked) // QUARTER) - 1)]
    bound = (loads[edge].items, loads[edge].minutes)
    heavy = {each for each in ranked if (loads[each].items, loads[each].minutes) >= bound}
    if 2 * len(heavy) > len(ranked):
        heavy = {each for each in ranked if (loads[each].items, loads[each].minutes) > bound}
    late = chain.lateness(nodes, at)
    mine = loads[served_id]
    return Pressure(
        items=mine.items,
        minutes=mine.minutes,
        over=mine.over,
        in_heavy=served_id in heavy,
        heavy=(sum(late[each] for each in heavy), len(heavy)),
        others=(sum(each not in heavy and hit for each, hit in late.items()), len(late) - len(heavy)),
    )
