"""The trace: from a complaint to the hop that failed, how many people sit below it and which other cases share it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from heedful.domain.cases import queries as cases
from heedful.domain.cases.queries.speech import customer_words
from heedful.domain.communication.queries import chain
from heedful.domain.failures.enums import Hop
from heedful.domain.failures.models import Failure, Statement
from heedful.domain.failures.queries.reading import Matched, decisions_in_sight, facts_of, matches
from heedful.domain.failures.rules.facts import Said
from heedful.domain.failures.rules.labels import Verdict, judge
from heedful.domain.failures.rules.walk import Step, failed_hop, walk
from heedful.domain.organisation import queries as organisation
from heedful.domain.strategy import queries as strategy
from heedful.foundation.access import Actor, Permission
from heedful.foundation.days import day_of
from heedful.foundation.errors import NotFound

SHARED_WITHIN = timedelta(days=90)
MOST = 10


@dataclass(frozen=True, slots=True)
class Trace:
    """A complaint traced back, as of when it was received.

    `people` sit at or below the failed hop, of `asked` who were asked to read. `shared` are other cases in sight that
    came where the decision is noticed, from units below that hop, since it was approved and within 90 days:
    `shared_count` in all.
    """

    at: datetime
    served_id: UUID | None
    matched: list[Matched]
    decision_id: UUID | None
    announcement_id: UUID | None
    steps: list[Step]
    failed: Step | None
    verdicts: list[Verdict]
    people: int
    asked: int
    shared: list[Any]
    shared_count: int
    said: Sequence[Said]


def trace(actor: Actor, case_id: UUID, *, served_id: UUID | None = None, decision_id: UUID | None = None) -> Trace:
    """Trace a case in the actor's sight; `served_id` and `decision_id` take the place of what the trace would choose.

    Nothing after the complaint is looked at (invariant M13). People above the actor's teams are not named.
    """
    case = cases.find_case(actor, case_id)
    actor.require(Permission.SEE_CASCADE)
    at, served = case.received_at, served_id or case.colleague_id
    if served_id and served_id not in dict(served_choices(actor, case_id)):
        raise NotFound("nobody who could have served here has this id", field="served", value=served_id)
    quoted = strategy.decisions_behind(set(Statement.objects.filter(case=case).values_list("fact_id", flat=True)), at)
    matched = matches(actor, customer_words(case.id), case.touchpoint_id, quoted, at)
    chosen = decision_id or (matched[0].id if matched else None)
    facts, way = facts_of(actor, case.id, chosen, served, case.unit_id, at)
    steps = walk(facts, at)
    failed = failed_hop(steps)
    asks = way.version.asks_id if way and way.version else None
    everybody = chain.below(asks, None, at) if asks else []
    root = UUID(failed.key) if failed and failed.key else None
    below = chain.below(asks, root, at) if asks and root else everybody
    units = {node.unit_id for node in below} or {case.unit_id}
    shared = _shared(actor, case.id, chosen, units, at) if failed and chosen else None
    return Trace(
        at=at,
        served_id=served,
        matched=matched,
        decision_id=chosen,
        announcement_id=way.announcement.id if way and way.announcement else None,
        steps=steps,
        failed=failed,
        verdicts=judge(facts, at),
        people=len(below) if failed and failed.hop is not Hop.SAID else 0,
        asked=len(everybody),
        shared=list(shared[:MOST]) if shared is not None else [],
        shared_count=shared.count() if shared is not None else 0,
        said=facts.said,
    )


def _shared(actor: Actor, case_id: UUID, decision_id: UUID, units: set[UUID], at: datetime) -> QuerySet[Any]:
    """Return other cases in sight from these units, at the decision's touchpoints, since it was approved."""
    decision = strategy.decision_by_id(decision_id)
    touchpoints = decision.touchpoints.values("touchpoint_id")
    begin = max(at - SHARED_WITHIN, decision.approved_at or at)
    window = (begin, at + SHARED_WITHIN)
    rows = cases.visible_to(actor).filter(unit_id__in=units, touchpoint_id__in=touchpoints, received_at__range=window)
    return rows.exclude(id=case_id).order_by("-received_at")


def served_choices(actor: Actor, case_id: UUID) -> list[tuple[UUID, str]]:
    """Return (id, name) of those who may have served the customer: colleagues of the unit, and whoever is named."""
    case = cases.find_case(actor, case_id)
    found = dict(organisation.colleague_choices(frozenset({case.unit_id}), day_of(case.received_at)))
    if case.colleague:
        found[case.colleague.id] = case.colleague.name
    return sorted(found.items(), key=lambda pair: pair[1])


def failures_of(actor: Actor, case_id: UUID) -> QuerySet[Failure]:
    """Return the labels of a case in sight, with their evidence; those about a decision kept from the actor are not."""
    case = cases.find_case(actor, case_id)
    actor.require(Permission.SEE_CASCADE)
    seen = Q(decision__isnull=True) | Q(decision__in=decisions_in_sight(actor))
    rows = Failure.objects.filter(seen, case=case)
    return rows.select_related("decision", "person", "served", "suggested_by", "decided_by")
