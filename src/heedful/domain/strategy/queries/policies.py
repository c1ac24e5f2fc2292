"""Reads of policies, clauses and facts, open to every colleague: a rule nobody may read cannot be explained."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from heedful.domain.strategy.models import Clause, ClauseVersion, FactVersion, Policy
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
