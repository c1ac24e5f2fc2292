"""Who may decide what alone, what was decided, and what can be learned from it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum

from heedful.domain.cases.enums import ExemptionState, RedressKind
from heedful.domain.cases.models import Case, DiscretionGrant, Exemption
from heedful.domain.cases.queries.queue import visible_to
from heedful.domain.cases.rules.discretion import Limits, Used, month_of
from heedful.domain.organisation import queries as organisation
from heedful.domain.strategy import queries as strategy
from heedful.foundation.access import Actor, Permission, within

S = ExemptionState


@dataclass(frozen=True, slots=True)
class Offer:
    """A line of the card "what you may decide alone": a grant, its clauses in force, what is left of the month."""

    grant: DiscretionGrant
    clauses: list[tuple[UUID, str, str]]
    kinds: list[RedressKind]
    left_minor: int


def grants_in_force(at: datetime) -> QuerySet[DiscretionGrant]:
    """Return the grants in force, with unit and clauses."""
    now = Q(valid_from__lte=at) & (Q(valid_to__isnull=True) | Q(valid_to__gt=at))
    return DiscretionGrant.objects.filter(now).select_related("unit").prefetch_related("opened__clause")


def grants_of(actor: Actor, at: datetime, unit_id: UUID | None = None) -> list[DiscretionGrant]:
    """List the grants that an actor holds by role, in one unit or anywhere, the largest first."""
    held = []
    for grant in grants_in_force(at):
        reach = organisation.subtree_ids(grant.unit_id, at.date())
        for role in actor.grants:
            mine = role.role == grant.role and (role.units is None or bool(role.units & reach))
            there = unit_id is None or (unit_id in reach and (role.units is None or unit_id in role.units))
            if mine and there:
                held.append(grant)
                break
    return sorted(held, key=lambda grant: -grant.case_minor)


def offers(actor: Actor, at: datetime, unit_id: UUID | None = None) -> list[Offer]:
    """Write the card of an actor: the same grants that exempting enforces (EM-6)."""
    in_force = {version.clause_id: version for version in strategy.clauses_in_force(at)}
    found = []
    for grant in grants_of(actor, at, unit_id):
        clauses = [
            (row.clause_id, row.clause.title, in_force[row.clause_id].text)
            for row in grant.opened.all()
            if row.clause_id in in_force and in_force[row.clause_id].exemptable
        ]
        kinds = [RedressKind(kind) for kind in grant.kinds]
        found.append(Offer(grant, clauses, kinds, grant.budget_minor - spent(grant.id, at)))
    return found


def limits_of(grant: DiscretionGrant) -> Limits:
    """Return the money of a grant."""
    return Limits(grant.case_minor, grant.customer_minor, grant.customer_days, grant.budget_minor)


def spent(grant_id: UUID, at: datetime) -> int:
    """Return what a grant has given in the calendar month of a moment."""
    begins = month_of(at)
    given = Exemption.objects.filter(grant_id=grant_id, state=S.APPLIED, decided_at__gte=begins)
    return _sum(given.filter(decided_at__lt=month_of(begins + timedelta(days=32))))


def used(grant: DiscretionGrant, case: Case, at: datetime) -> Used:
    """Return what has been taken of each limit, whoever gave it; splits add up."""
    applied = Exemption.objects.filter(state=S.APPLIED)
    since = at - timedelta(days=grant.customer_days)
    mine = applied.filter(case__account_id=case.account_id, decided_at__gt=since) if case.account_id else applied.none()
    return Used(_sum(applied.filter(case=case)), _sum(mine), spent(grant.id, at))


def exemptions_of(case_id: UUID) -> list[Exemption]:
    """List the exemptions of a case that was found in sight, newest first."""
    found = Exemption.objects.filter(case_id=case_id).select_related("clause__clause", "asked_by", "decided_by")
    return list(found)


def overrides_by_touchpoint(actor: Actor, since: datetime, until: datetime) -> dict[str, int]:
    """Count the rules that were not applied in [since, until) to cases in sight, by the touchpoint of the case."""
    rows = exemptions_seen(actor).filter(state=S.APPLIED, happened_at__gte=since, happened_at__lt=until)
    counted = rows.filter(case__touchpoint__isnull=False).values_list("case__touchpoint__code")
    return dict(counted.annotate(n=Count("id")).order_by("case__touchpoint__code"))


def exemptions_seen(actor: Actor) -> QuerySet[Exemption]:
    """Return the exemptions of cases in sight."""
    seen = Exemption.objects.filter(case_id__in=visible_to(actor).values("id"))
    return seen.select_related("case__unit", "clause__clause", "asked_by", "decided_by", "grant")


def waiting(actor: Actor) -> list[Exemption]:
    """List the requests that wait in the units where the actor approves, but not the actor's own."""
    mine = within("case__unit_id", actor, Permission.APPROVE_EXEMPTIONS)
    found = exemptions_seen(actor).filter(mine, state=S.PENDING)
    return list(found.exclude(asked_by_id=actor.id).order_by("at"))


def _sum(found: QuerySet[Exemption]) -> int:
    return int(found.aggregate(total=Sum("value_minor"))["total"] or 0)
