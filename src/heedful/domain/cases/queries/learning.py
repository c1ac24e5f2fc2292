"""What exemptions teach: which clause to change, which limit to raise, where nobody dares, where to look."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from heedful.analytics.inference.changes import difference_p
from heedful.analytics.inference.funnel import funnel
from heedful.analytics.inference.intervals import Estimate, wilson
from heedful.domain.cases.enums import Confirmation, ExemptionState
from heedful.domain.cases.models import DiscretionGrant, Episode, Escalation, Exemption
from heedful.domain.cases.queries.discretion import exemptions_seen, grants_in_force
from heedful.domain.cases.queries.queue import visible_to
from heedful.domain.cases.rules.discretion import Given, approved_share, flagrant, is_late, month_of
from heedful.domain.organisation import queries as organisation
from heedful.foundation.access import Actor, Role

S = ExemptionState
WINDOW = timedelta(days=92)
MONTHS = 3
CHANGE_PER_1000 = 10.0
RAISE_ABOVE = 0.95
MANY_ESCALATIONS = 10


@dataclass(frozen=True, slots=True)
class ClauseLine:
    """A clause by what its exemptions did: how often, per 1,000 cases, and how customers took them against others.

    `well` counts exemptions whose customer says that it is solved: exemptions times the share of good outcomes.
    """

    clause_id: UUID
    title: str
    n: int
    well: int
    cost_minor: int
    currency: str
    per_1000: float
    months: int
    good: Estimate
    others: Estimate
    better: bool

    @property
    def change(self) -> bool:
        """Say whether to change it: bent in each of three months, above 1 % of cases, and with better outcomes."""
        return self.months >= MONTHS and self.per_1000 >= CHANGE_PER_1000 and self.better


@dataclass(frozen=True, slots=True)
class GrantLine:
    """A grant: what was given alone, requests above it that were decided, the share approved, signs of under-use."""

    grant: DiscretionGrant
    alone: int
    decided: int
    approved: float | None
    escalations: int

    @property
    def who(self) -> str:
        """The role that holds it, in words."""
        return Role(self.grant.role).label

    @property
    def raise_it(self) -> bool:
        """Say whether the limit is too low: nearly all that is asked above it is approved."""
        return self.approved is not None and self.approved > RAISE_ABOVE

    @property
    def unused(self) -> bool:
        """Say whether nobody dares: no exemption at all, and many cases go up."""
        return self.alone == 0 and self.decided == 0 and self.escalations >= MANY_ESCALATIONS


@dataclass(frozen=True, slots=True)
class Look:
    """A reason to look at some cases: what is certain (`because`), or a count that stands out with its q value."""

    because: str
    person: str
    observed: int
    expected: float | None
    q: float | None
    cases: list[Exemption]


def clause_lines(actor: Actor, *, at: datetime) -> list[ClauseLine]:
    """List the clauses bent in the last three months, those with the most exemptions that were taken well first."""
    seen = visible_to(actor).filter(received_at__gt=at - WINDOW, received_at__lte=at)
    total = seen.count()
    bent = list(exemptions_seen(actor).filter(state=S.APPLIED, at__gt=at - WINDOW, at__lte=at))
    said = Episode.objects.filter(case=OuterRef("pk"), confirmed_by=Confirmation.CUSTOMER)
    happy = set(seen.filter(Exists(said)).values_list("id", flat=True))
    touched = {each.case_id for each in bent}
    rest = max(1, total - len(touched))
    others = wilson(len(happy - touched), rest)
    lines = []
    for clause_id in {each.clause.clause_id for each in bent}:
        mine = [each for each in bent if each.clause.clause_id == clause_id]
        cases = {each.case_id for each in mine}
        good = wilson(len(cases & happy), len(cases))
        lines.append(
            ClauseLine(
                clause_id=clause_id,
                title=mine[0].clause.clause.title,
                n=len(mine),
                well=sum(each.case_id in happy for each in mine),
                cost_minor=sum(each.cost_minor for each in mine),
                currency=mine[0].currency,
                per_1000=1_000 * len(mine) / max(1, total),
                months=len({month_of(each.at) for each in mine}),
                good=good,
                others=others,
                better=good.value > others.value and _differ(good, others),
            )
        )
    return sorted(lines, key=lambda line: (-line.change, -line.well, -line.cost_minor, line.title))


def grant_lines(actor: Actor, *, at: datetime) -> list[GrantLine]:
    """List the grants in force with what was given under them, and what was asked above them."""
    rows = list(exemptions_seen(actor).filter(at__gt=at - WINDOW, at__lte=at).select_related("clause"))
    lines = []
    for grant in grants_in_force(at):
        units = organisation.subtree_ids(grant.unit_id, at.date())
        clauses = {row.clause_id for row in grant.opened.all()}
        near = [each for each in rows if each.case.unit_id in units and each.clause.clause_id in clauses]
        asked = [each for each in near if each.decided_by_id is not None and each.value_minor > grant.case_minor]
        escalated = Escalation.objects.filter(episode__case__unit_id__in=units, at__gt=at - WINDOW, at__lte=at)
        lines.append(
            GrantLine(
                grant,
                sum(each.grant_id == grant.id and each.decided_by_id is None for each in near),
                len(asked),
                approved_share([each.state != S.REJECTED for each in asked]),
                escalated.count(),
            )
        )
    return lines


def look_here(actor: Actor, *, at: datetime) -> list[Look]:
    """List the reasons to look, cases before names: flouting, what is certain, then counts that stand out.

    Counts are set against what each person's mix of case kinds lets expect.
    """
    rows = list(exemptions_seen(actor).filter(at__gt=at - WINDOW, at__lte=at))
    certain = [
        ("a clause without exemption", [each for each in rows if each.state == S.BREACH]),
        ("written down later than a day after", [each for each in rows if is_late(each.happened_at, each.at)]),
    ]
    found = [Look(because, "", len(some), None, None, some) for because, some in certain if some]
    found = [*_flouting(rows, at), *found]
    worked = Counter[tuple[UUID, str]]()
    for owner, kind in (
        visible_to(actor)
        .filter(received_at__gt=at - WINDOW, received_at__lte=at, owner__isnull=False)
        .values_list("owner_id", "kind")
    ):
        worked[(owner, kind)] += 1
    by_kind, bent = Counter[str](), Counter[str]()
    for (_, kind), n in worked.items():
        by_kind[kind] += n
    for each in rows:
        bent[each.case.kind] += 1
    people = sorted({owner for owner, _ in worked})
    expected = [
        sum(n * bent[kind] / by_kind[kind] for (owner, kind), n in worked.items() if owner == person)
        for person in people
    ]
    observed = [sum(each.asked_by_id == person for each in rows) for person in people]
    for person, place in zip(people, funnel(observed, expected), strict=True):
        if place.stands_out:
            mine = [each for each in rows if each.asked_by_id == person]
            because = "more exemptions than the mix of cases lets expect"
            found.append(Look(because, mine[0].asked_by.name, place.observed, place.expected, place.q, mine))
    return found


def _flouting(rows: list[Exemption], at: datetime) -> list[Look]:
    """Find the same colleague again and again, without a reason of its own and without an outcome."""
    settled = Q(closed_at__isnull=False) | ~Q(confirmed_by="")
    known = set(Episode.objects.filter(settled, case__in={row.case_id for row in rows}).values_list("case", flat=True))
    told = [Given(row.asked_by_id, row.words, row.at, row.case_id in known) for row in rows]
    found = [[rows[place] for place in places] for places in flagrant(told, now=at).values()]
    because = "the same colleague, no reason of its own, no outcome"
    return [Look(because, mine[0].asked_by.name, len(mine), None, None, mine) for mine in found]


def _differ(one: Estimate, other: Estimate) -> bool:
    if one.centre is None or one.error is None or other.centre is None or other.error is None:
        return False
    return difference_p(one.centre, one.error, other.centre, other.error) < 0.05
