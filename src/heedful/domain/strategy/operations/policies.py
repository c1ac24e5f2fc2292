"""Writes of policies: clauses and facts are stated in versions that never change."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from heedful.domain.strategy.enums import FactKind, HardLimit
from heedful.domain.strategy.models import Clause, ClauseVersion, FactVersion, Policy, PolicyFact
from heedful.domain.strategy.queries.policies import clause, policy
from heedful.domain.strategy.rules.facts import normalised
from heedful.foundation.access import Actor, Permission
from heedful.foundation.audit import operations as audit
from heedful.foundation.errors import Refused


@transaction.atomic
def add_policy(*, code: str, name: str, owner_id: UUID, by: Actor, at: datetime) -> Policy:
    """Add a policy with the person who answers for it."""
    by.require_everywhere(Permission.RECORD_DECISIONS)
    if Policy.objects.filter(code=code).exists():
        raise Refused("another policy has this code", field="code", value=code, fix="choose another code")
    added = Policy.objects.create(code=code, name=name, owner_id=owner_id)
    audit.record(by=by, at=at, action="policy.added", entity="policy", entity_id=added.id)
    return added


@transaction.atomic
def word_clause(
    *,
    policy_code: str,
    code: str,
    title: str,
    text: str,
    why: str,
    exemptable: bool,
    hard_limit: HardLimit | None = None,
    decision_id: UUID | None = None,
    by: Actor,
    at: datetime,
) -> ClauseVersion:
    """Put the next wording of a clause in force.

    What law, safety, privacy or fraud limits bears no exemption.
    """
    by.require_everywhere(Permission.RECORD_DECISIONS)
    if not text.strip() or not why.strip():
        raise Refused("a clause says what and why", field="text" if not text.strip() else "why", fix="write it")
    if hard_limit is not None and exemptable:
        raise Refused("a hard limit bears no exemption", field="exemptable", fix="take one of the two away")
    held, _ = Clause.objects.get_or_create(code=code, defaults={"policy": policy(policy_code), "title": title})
    if held.policy.code != policy_code:
        raise Refused("another policy has a clause of this code", field="code", value=code)
    _end(held, at)
    version = ClauseVersion.objects.create(
        clause=held,
        n=held.versions.count() + 1,
        text=text,
        why=why,
        exemptable=exemptable,
        hard_limit=hard_limit or "",
        decision_id=decision_id,
        valid_from=at,
    )
    audit.record(by=by, at=at, action="clause.worded", entity="clause", entity_id=held.id, data={"version": version.n})
    return version


@transaction.atomic
def set_fact(
    *,
    clause_code: str,
    code: str,
    name: str,
    kind: FactKind,
    value: str,
    unit: str = "",
    conditions: Sequence[str] = (),
    by: Actor,
    at: datetime,
) -> FactVersion:
    """State the value of a fact from `at`, with the conditions without which it is not true."""
    by.require_everywhere(Permission.RECORD_DECISIONS)
    fact, _ = PolicyFact.objects.get_or_create(
        code=code, defaults={"clause": clause(clause_code), "name": name, "kind": kind}
    )
    if fact.kind != kind:
        raise Refused("a fact keeps its kind", field="kind", value=kind, fix="end it and state a new one")
    _end(fact, at)
    version = FactVersion.objects.create(
        fact=fact,
        n=fact.versions.count() + 1,
        value=normalised(kind, value),
        unit=unit,
        conditions=list(conditions),
        valid_from=at,
    )
    audit.record(by=by, at=at, action="fact.set", entity="fact", entity_id=fact.id, data={"version": version.n})
    return version


def _end(held: Clause | PolicyFact, at: datetime) -> None:
    """End the version in force; a change to the past is refused."""
    current = held.versions.filter(valid_to__isnull=True).first()
    if current is not None and current.valid_from >= at:
        raise Refused("a later version is in force already", field="at", value=at)
    held.versions.filter(valid_to__isnull=True).update(valid_to=at)
