"""Which contacts failed, and what the customers who came there are worth: the evidence behind critical points."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date

from heedful.analytics.definitions.kinds import Kind
from heedful.analytics.definitions.model import Condition, Definition, Direction
from heedful.analytics.scores.figure import Figure, Ranked, measured, rank
from heedful.analytics.scores.tally import Tally
from heedful.domain.journeys.models import Step
from heedful.domain.journeys.queries.standards import Attained, attainments
from heedful.domain.journeys.queries.window import days, reached
from heedful.domain.journeys.rules.figures import failure_definition, point_definition
from heedful.domain.journeys.rules.points import score
from heedful.foundation.access import Actor, Permission
from heedful.foundation.days import add_months
from heedful.warehouse import engine

YEAR = 12


@dataclass(frozen=True, slots=True)
class Point:
    """A step that is critical: its parts and its score (minor units), and the standards that hold there.

    `place` is None where there are too few contacts to rank it.
    """

    step: Step
    failed: Figure
    money: int
    currency: str
    score: Figure
    place: int | None
    standards: list[Attained]

    @property
    def gap(self) -> str:
        """Say what is missing, or nothing."""
        if self.step.touchpoint is None:
            return "no touchpoint: nothing is measured here"
        return "" if self.standards else "no standard"


def failures(
    actor: Actor, since: date, until: date, permission: Permission = Permission.SEE_JOURNEYS
) -> dict[str, Figure]:
    """Return the share of contacts that failed by touchpoint, over the days [since, until) in the actor's reach."""
    here = (*days(since, until), *reached(actor, permission))
    groups = engine.counts("interactions", here, ("touchpoint", "days_late", "first_contact_resolved"))
    sums: dict[str, list[int]] = {}
    for (place, late, resolved), count in groups.items():
        if late or resolved:
            judged = sums.setdefault(place, [0, 0])
            judged[0] += count
            judged[1] += count if (late and int(late) > 0) or resolved == "0" else 0
    said = failure_definition()
    return {place: measured(said, Tally({"n": n, "hits": hits})) for place, (n, hits) in sums.items()}


def points(actor: Actor, since: date, until: date) -> list[Point]:
    """Return the critical success points of all maps: ranked ones first, then those with too few contacts.

    The money is that of the twelve whole months before `until`, in the currency of most lines; the reach is that of
    who may see revenue.
    """
    may = Permission.SEE_REVENUE
    actor.require(may)
    rows = list(
        Step.objects.filter(importance__gt=0, removed_at__isnull=True)
        .select_related("touchpoint", "owner", "map")
        .order_by("map__name", "position")
    )
    places = {row.touchpoint.code for row in rows if row.touchpoint}
    held: dict[str, list[Attained]] = {}
    for each in attainments(actor, since, until, touchpoints=places, permission=may):
        held.setdefault(each.standard.touchpoint.code, []).append(each)
    failed, (money, currency) = failures(actor, since, until, may), _money(actor, places, since, until)
    made = [_point(row, failed, money, currency, held) for row in rows]
    order, few = rank(each.score for each in made)
    by_figure = {id(each.score): each for each in made}
    return [_placed(by_figure[id(each.figure)], each) for each in order] + [by_figure[id(each)] for each in few]


def _point(
    row: Step, failed: Mapping[str, Figure], money: Mapping[str, int], currency: str, held: Mapping[str, list[Attained]]
) -> Point:
    place = row.touchpoint.code if row.touchpoint else ""
    share = failed.get(place) or measured(failure_definition(), Tally({"n": 0, "hits": 0}))
    brought, n = money.get(place, 0), share.n or 0
    made = Figure(
        definition=point_definition(currency),
        estimate=float(score(row.importance, share.basis.get("hits", 0), n, brought)) if n else None,
        low=_weighed(share.low, row.importance, brought),
        high=_weighed(share.high, row.importance, brought),
        n=n,
        group=f"{row.map.code}/{row.code}",
        label=row.name,
    )
    return Point(row, share, brought, currency, made, None, held.get(place, []))


def _weighed(share: float | None, importance: int, money: int) -> float | None:
    return None if share is None else float(score(importance, 1, 1, money)) * share / 100


def _placed(point: Point, ranked: Ranked) -> Point:
    return replace(point, place=ranked.place)


def _money(actor: Actor, places: Collection[str], since: date, until: date) -> tuple[dict[str, int], str]:
    """Return what the customers who came to each touchpoint brought in a year, each once, and the currency."""
    if not places:
        return {}, ""
    reach = reached(actor, Permission.SEE_REVENUE)
    here = (*days(since, until), *reach, Condition("touchpoint", "in", tuple(sorted(places))))
    visits = engine.counts("interactions", here, ("touchpoint", "account_id"))
    first = until.replace(day=1)
    year = [
        Condition("month", ">=", add_months(first, -YEAR).isoformat()), Condition("month", "<", first.isoformat())
    ]  # fmt: skip
    brought = engine.tallies(_REVENUE, year, ("account_id", "currency"))
    lines: dict[str, int] = {}
    for (_, currency), tally in brought.items():
        lines[currency] = lines.get(currency, 0) + tally.n
    main = max(sorted(lines), key=lines.__getitem__, default="")
    sums: dict[str, int] = {}
    for place, account in visits:
        if (account, main) in brought:
            sums[place] = sums.get(place, 0) + brought[account, main].sums["total"]
    return sums, main


_REVENUE = Definition(
    id="revenue_of_accounts", version=1, title="Revenue", meaning="Revenue of accounts, in minor units.",
    numerator="revenue lines", denominator="nothing", direction=Direction.HIGHER, owner="Finance",
    checked_by="Customer analyst", next_review=date(2027, 6, 30), fact="revenue", day="month", unit="money",
    kind=Kind.TOTAL, population=(), counts={}, value="amount_minor",
)  # fmt: skip
