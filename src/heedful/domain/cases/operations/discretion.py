"""Grants, and exemptions under them: limits are read and used under lock, so that none is exceeded in parallel."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from heedful.domain.cases.enums import EventType, ExemptionState, Grounds, RedressKind, Review
from heedful.domain.cases.models import Case, CustomerUse, DiscretionGrant, Exemption, OpenedClause
from heedful.domain.cases.operations.record import append, current_episode, load
from heedful.domain.cases.operations.recover import record_redress
from heedful.domain.cases.queries.discretion import exemptions_seen, grants_of, limits_of, used
from heedful.domain.cases.rules.discretion import (
    DECIDED_WITHIN,
    Limit,
    Limits,
    check_approver,
    check_asked,
    check_limits,
    check_move,
    exceeded,
)
from heedful.domain.organisation import queries as organisation
from heedful.domain.strategy import queries as strategy
from heedful.foundation.access import Actor, ActorKind, Permission, Role
from heedful.foundation.audit import operations as audit
from heedful.foundation.errors import Denied, NotFound, Refused
from heedful.foundation.notify import operations as notify


@dataclass(frozen=True, slots=True, kw_only=True)
class Bent:
    """What is done for the customer although a clause says otherwise, its worth and its cost in minor units."""

    clause_id: UUID
    kind: RedressKind
    value_minor: int
    cost_minor: int
    grounds: Grounds
    words: str
    happened_at: datetime | None = None


@transaction.atomic
def grant_discretion(
    *,
    role: Role,
    unit_id: UUID,
    clause_ids: Collection[UUID],
    kinds: Collection[RedressKind],
    limits: Limits,
    currency: str,
    valid_to: datetime | None = None,
    by: Actor,
    at: datetime,
) -> DiscretionGrant:
    """Let the holders of a role in a unit decide alone, within limits, on clauses that bear exemption."""
    by.require(Permission.GRANT_DISCRETION, unit_id)
    check_limits(limits)
    in_force = {version.clause_id: version for version in strategy.clauses_in_force(at)}
    closed = [each for each in clause_ids if each not in in_force or not in_force[each].exemptable]
    if closed or not clause_ids or not kinds:
        raise Refused("a grant names clauses that bear exemption", field="clauses", fix="choose others")
    if len(currency) != 3 or not currency.isalpha():
        raise Refused("not a currency", field="currency", value=currency, fix="use a code such as KES")
    grant = DiscretionGrant.objects.create(
        role=role,
        unit_id=unit_id,
        kinds=sorted(kinds),
        case_minor=limits.case,
        customer_minor=limits.customer,
        customer_days=limits.customer_days,
        budget_minor=limits.budget,
        currency=currency.upper(),
        valid_from=at,
        valid_to=valid_to,
    )
    OpenedClause.objects.bulk_create([OpenedClause(grant=grant, clause_id=each) for each in set(clause_ids)])
    audit.record(by=by, at=at, action="discretion.granted", entity="grant", entity_id=grant.id, data={"role": role})
    return grant


@transaction.atomic
def end_grant(*, grant_id: UUID, by: Actor, at: datetime) -> None:
    """End a grant; what was given under it stays."""
    grant = DiscretionGrant.objects.filter(id=grant_id, valid_to__isnull=True).first()
    if grant is None or not by.can(Permission.GRANT_DISCRETION, grant.unit_id):
        raise NotFound("no grant in force has this id", field="grant", value=grant_id)
    if at <= grant.valid_from:
        raise Refused("a grant ends after it began", field="at", value=at)
    DiscretionGrant.objects.filter(id=grant_id).update(valid_to=at)
    audit.record(by=by, at=at, action="discretion.ended", entity="grant", entity_id=grant_id)


@transaction.atomic
def exempt(*, case_id: UUID, bent: Bent, by: Actor, at: datetime) -> Exemption:
    """Do it at once where a grant of the actor covers it; ask those who approve where none does."""
    person = _person(by)
    case = load(case_id, by)
    version = strategy.clause_in_force(bent.clause_id, at)
    if version is None:
        raise Refused("this clause is not in force", field="clause", value=bent.clause_id, fix="choose another")
    check_asked(value=bent.value_minor, cost=bent.cost_minor, words=bent.words, exemptable=version.exemptable)
    covering = _covering(by, case, bent.clause_id, bent.kind, at)
    exemption = Exemption(
        case=case,
        clause_id=version.id,
        kind=bent.kind,
        value_minor=bent.value_minor,
        cost_minor=bent.cost_minor,
        currency=covering[0].currency if covering else _currency(at),
        grounds=bent.grounds,
        words=bent.words.strip(),
        state=ExemptionState.PENDING,
        asked_by_id=person,
        happened_at=min(bent.happened_at or at, at),
        at=at,
    )
    for grant in covering:
        if not _over(grant, case, bent.value_minor, at):
            return _applied(exemption, grant, decided_by=None, by=by, at=at)
    exemption.save(force_insert=True)
    data = {"exemption": str(exemption.id), "value_minor": bent.value_minor}
    append(case=case, episode=current_episode(case), what=EventType.EXEMPTION_ASKED, by=by, at=at, data=data)
    _tell_approvers(exemption, person, at)
    return exemption


@transaction.atomic
def approve(*, exemption_id: UUID, by: Actor, at: datetime) -> Exemption:
    """Approve a request under a grant of one's own that covers it; nobody approves their own (C15)."""
    exemption = _asked(exemption_id, by)
    check_move(ExemptionState(exemption.state), ExemptionState.APPLIED)
    person = check_approver(approver=_person(by), asked_by=exemption.asked_by_id)
    covering = _covering(by, exemption.case, exemption.clause.clause_id, RedressKind(exemption.kind), at)
    over: list[Limit] = []
    for grant in covering:
        over = _over(grant, exemption.case, exemption.value_minor, at)
        if not over:
            _claim(exemption)
            return _applied(exemption, grant, decided_by=person, by=by, at=at)
    above = " and ".join(over) or "what your grants cover"
    raise Denied(f"this is above {above}", field="value", value=exemption.value_minor, fix="ask who may decide more")


@transaction.atomic
def reject(*, exemption_id: UUID, by: Actor, at: datetime) -> Exemption:
    """Say no to a request."""
    exemption = _asked(exemption_id, by)
    check_move(ExemptionState(exemption.state), ExemptionState.REJECTED)
    person = check_approver(approver=_person(by), asked_by=exemption.asked_by_id)
    _claim(exemption)
    exemption.state, exemption.decided_by_id, exemption.decided_at = ExemptionState.REJECTED, person, at
    exemption.save(update_fields=["state", "decided_by", "decided_at"])
    audit.record(by=by, at=at, action="exemption.rejected", entity="exemption", entity_id=exemption.id)
    return exemption


@transaction.atomic
def record_breach(*, case_id: UUID, bent: Bent, by: Actor, at: datetime) -> Exemption:
    """Write down that a clause without exemption was not applied: under no grant and without redress (C16)."""
    case = load(case_id, by)
    version = strategy.clause_in_force(bent.clause_id, at)
    if version is None or version.exemptable:
        raise Refused("this clause bears exemption", field="clause", fix="make it an exemption")
    exemption = Exemption.objects.create(
        case=case,
        clause_id=version.id,
        kind=bent.kind,
        value_minor=bent.value_minor,
        cost_minor=bent.cost_minor,
        currency=_currency(at),
        grounds=bent.grounds,
        words=bent.words.strip(),
        state=ExemptionState.BREACH,
        asked_by_id=_person(by),
        happened_at=min(bent.happened_at or at, at),
        at=at,
        review=Review.FLOUT,
    )
    audit.record(by=by, at=at, action="exemption.breach", entity="exemption", entity_id=exemption.id)
    return exemption


@transaction.atomic
def review(*, exemption_id: UUID, word: Review, by: Actor, at: datetime) -> Exemption:
    """Give an exemption its second look, as somebody other than who made it."""
    exemption = _asked(exemption_id, by)
    check_approver(approver=_person(by), asked_by=exemption.asked_by_id)
    Exemption.objects.filter(id=exemption.id).update(review=word)
    data = {"review": word}
    audit.record(by=by, at=at, action="exemption.reviewed", entity="exemption", entity_id=exemption.id, data=data)
    return exemption


@transaction.atomic
def lapse(*, at: datetime) -> int:
    """Let requests lapse that nobody decided in time."""
    return Exemption.objects.filter(state=ExemptionState.PENDING, at__lt=at - DECIDED_WITHIN).update(
        state=ExemptionState.LAPSED, decided_at=at
    )


def _applied(
    exemption: Exemption, grant: DiscretionGrant, *, decided_by: UUID | None, by: Actor, at: datetime
) -> Exemption:
    """Record the redress and the exemption under a grant whose row is locked."""
    exemption.redress = record_redress(
        case_id=exemption.case_id,
        kind=RedressKind(exemption.kind),
        value_minor=exemption.value_minor,
        cost_minor=exemption.cost_minor,
        currency=grant.currency,
        by=by,
        at=at,
    )
    exemption.grant, exemption.currency, exemption.state = grant, grant.currency, ExemptionState.APPLIED
    exemption.decided_by_id, exemption.decided_at = decided_by, at
    exemption.save()
    case = load(exemption.case_id, by)
    data = {"exemption": str(exemption.id), "value_minor": exemption.value_minor, "grant": str(grant.id)}
    append(case=case, episode=current_episode(case), what=EventType.EXEMPTED, by=by, at=at, data=data)
    return exemption


def _over(grant: DiscretionGrant, case: Case, value: int, at: datetime) -> list[Limit]:
    """Take the locks of the grant and of the customer, then read what is used: nobody else can until we commit."""
    DiscretionGrant.objects.filter(id=grant.id).update(version=F("version") + 1)
    if case.account_id is not None:
        CustomerUse.objects.get_or_create(account_id=case.account_id)
        CustomerUse.objects.filter(account_id=case.account_id).update(n=F("n") + 1)
    return exceeded(limits_of(grant), used(grant, case, at), value)


def _covering(by: Actor, case: Case, clause_id: UUID, kind: RedressKind, at: datetime) -> list[DiscretionGrant]:
    return [
        grant
        for grant in grants_of(by, at, case.unit_id)
        if kind in grant.kinds and any(row.clause_id == clause_id for row in grant.opened.all())
    ]


def _claim(exemption: Exemption) -> None:
    """Take a request out of those that wait, in this transaction; of two who decide at once one is refused."""
    pending = Exemption.objects.filter(id=exemption.id, state=ExemptionState.PENDING)
    if not pending.update(state=ExemptionState.REJECTED):
        raise Refused("somebody else has decided", field="state", fix="look at it again")


def _asked(exemption_id: UUID, by: Actor) -> Exemption:
    found = exemptions_seen(by).filter(id=exemption_id).first()
    if found is None:
        raise NotFound("no exemption has this id", field="exemption", value=exemption_id)
    by.require(Permission.APPROVE_EXEMPTIONS, found.case.unit_id)
    return found


def _person(by: Actor) -> UUID:
    if by.kind is not ActorKind.COLLEAGUE or by.id is None:
        raise Denied("a person bends a rule, not a program", field="exemption", fix="sign in as a colleague")
    return by.id


def _currency(at: datetime) -> str:
    newest = DiscretionGrant.objects.filter(valid_from__lte=at).order_by("-valid_from").first()
    if newest is None:
        raise Refused("nobody may decide on exemptions yet", field="clause", fix="grant discretion first")
    return newest.currency


def _tell_approvers(exemption: Exemption, person: UUID, at: datetime) -> None:
    manager = organisation.manager_of(person)
    if manager is not None:
        notify.tell(
            person_id=manager.id,
            subject=f"{exemption.case.reference}: an exemption waits for your word",
            text=exemption.words,
            url="/manage/discretion/",
            at=at,
            key=str(exemption.id),
        )
