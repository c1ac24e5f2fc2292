"""Reads of policies, clauses and facts, open to every colleague: a rule nobody may read cannot be explained."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from heedful.domain.strategy.models import Clause, ClauseVersion, FactVersion, Policy, PolicyFact
from heedful.foundation.errors import NotFound


def _at(at: datetime) -> Q:
    return Q(valid_from__lte=at) & (Q(valid_to__isnull=True) | Q(valid_to__gt=at))


def policies() -> QuerySet[Policy]:
    """Return all policies with their clauses, wordings, facts and values."""
    return Policy.objects.select_related("owner").prefetch_related("clauses__versions", "clauses__facts__versions")


def policy(code: str) -> Policy:
    """Return the policy with this code."""
    found = Policy.objects.filter(code=code).first()
    if found is None:
        raise NotFound("no policy has this code", field="policy", value=code)
    return found


def clause(code: str) -> Clause:
    """Return the clause with this code."""
    found = Clause.objects.select_related("policy").filter(code=code).first()
    if found is None:
        raise NotFound("no clause has this code", field="clause", value=code)
    return found


def clauses_in_force(at: datetime) -> QuerySet[ClauseVersion]:
    """Return the wording of every clause in force at a time."""
    return ClauseVersion.objects.filter(_at(at)).select_related("clause__policy")


def clause_in_force(clause_id: UUID, at: datetime) -> ClauseVersion | None:
    """Return the wording of a clause at a time, None where it was not in force."""
    return clauses_in_force(at).filter(clause_id=clause_id).first()


def facts_in_force(at: datetime) -> dict[str, FactVersion]:
    """Return the value of every fact at a time, by the code of the fact."""
    rows = FactVersion.objects.filter(_at(at)).select_related("fact__clause")
    return {row.fact.code: row for row in rows.order_by("fact__code")}


def fact(code: str) -> PolicyFact:
    """Return the fact with this code."""
    found = PolicyFact.objects.filter(code=code).first()
    if found is None:
        raise NotFound("no fact has this code", field="fact", value=code)
    return found


def was_before(fact_id: UUID, value: str, at: datetime) -> bool:
    """Say whether a fact had this value before a time, and no longer has it."""
    return FactVersion.objects.filter(fact_id=fact_id, value=value, valid_to__lte=at).exists()


def decisions_behind(fact_ids: set[UUID], at: datetime) -> set[UUID]:
    """Return the decisions that put the clauses of some facts in force, as they were at a time."""
    clauses = PolicyFact.objects.filter(id__in=fact_ids).values("clause_id")
    rows = clauses_in_force(at).filter(clause_id__in=clauses, decision__isnull=False)
    return {row.decision_id for row in rows if row.decision_id}
