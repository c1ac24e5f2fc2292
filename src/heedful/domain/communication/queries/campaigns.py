"""Reads of campaigns: what the gate sees, and time and money inside beside outside."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from uuid import UUID

from django.db.models import QuerySet

from heedful.domain.communication.enums import CampaignState, Side
from heedful.domain.communication.models import BudgetLine, Campaign, GateReading, Node
from heedful.domain.communication.queries.announcements import out_now
from heedful.domain.communication.queries.board import counts
from heedful.domain.communication.queries.contradictions import open_on
from heedful.domain.communication.queries.planner import reading_minutes
from heedful.domain.communication.queries.questions import blocking
from heedful.domain.communication.rules.readiness import Asked, AudienceReading, Condition, UnitReading, conditions
from heedful.foundation.access import Actor, Permission, within
from heedful.foundation.days import zone
from heedful.foundation.errors import NotFound


@dataclass(frozen=True, slots=True)
class Sums:
    """Money by currency in minor units, and person-minutes, of one side."""

    planned: dict[str, int]
    spent: dict[str, int]
    planned_minutes: int
    spent_minutes: int


@dataclass(frozen=True, slots=True)
class Costs:
    """Inside beside outside; `unprepared` flags money outside with nothing planned inside."""

    internal: Sums
    external: Sums
    reading_minutes: int

    @property
    def unprepared(self) -> bool:
        """Whether customers get a budget and colleagues none."""
        return any(self.external.planned.values()) and not (
            any(self.internal.planned.values()) or self.internal.planned_minutes
        )


def visible_to(actor: Actor) -> QuerySet[Campaign]:
    """Return the campaigns of the units in reach."""
    rows = Campaign.objects.filter(within("unit_id", actor, Permission.SEE_CASCADE))
    return rows.select_related("unit", "owner").prefetch_related("announcements__announcement__audience", "budget")


def campaign(actor: Actor, campaign_id: UUID) -> Campaign:
    """Return a campaign in sight; raise NotFound otherwise."""
    found = visible_to(actor).filter(id=campaign_id).first()
    if found is None:
        raise NotFound("no campaign has this id", field="campaign", value=campaign_id)
    return found


def readiness(held: Campaign, at: datetime) -> list[Condition]:
    """Judge each condition of the gate as things stand at a time."""
    linked = [row.announcement for row in held.announcements.all()]
    audiences = []
    for each in linked:
        version = out_now(each.id)
        nodes = list(Node.objects.filter(version_id=version.asks_id).select_related("unit")) if version else []
        units: dict[str, list[Node]] = defaultdict(list)
        for node in nodes:
            if counts(node, at) and not node.manages:
                units[node.unit.name].append(node)
        asks = version.asks if version else None
        audiences.append(
            AudienceReading(
                name=f"{each.code} to {each.audience.name}",
                out=version is not None,
                checked=asks is not None and asks.items.exists(),
                units=[_unit(name, of) for name, of in sorted(units.items())],
            )
        )
    open_questions = blocking([each.id for each in linked])
    open_texts = open_on({each.topic for each in linked}).count()
    return conditions(
        Asked(why=held.why, audiences=audiences, blocking_questions=open_questions, contradictions=open_texts)
    )


def overrides(since: date, until: date) -> list[GateReading]:
    """Return the overrides from a day up to (not including) another, for the board: who let what start, and why."""
    first, end = (datetime.combine(day, time(), zone()) for day in (since, until))
    rows = GateReading.objects.filter(overridden_by__isnull=False, at__gte=first, at__lt=end)
    return list(rows.select_related("campaign", "overridden_by").order_by("at"))


def due_for_check(on: date) -> list[Campaign]:
    """Return campaigns not yet launched that start within a week; the gate is read for them every day."""
    states = [CampaignState.DRAFT, CampaignState.NOT_READY, CampaignState.READY]
    return [each for each in Campaign.objects.filter(state__in=states) if (each.launch_on - on).days <= 7]


def money(held: Campaign) -> Costs:
    """Return time and money inside beside outside, as its lines say."""
    lines = list(held.budget.all())
    return Costs(_sums(lines, Side.INTERNAL), _sums(lines, Side.EXTERNAL), 0)


def costs(held: Campaign) -> Costs:
    """Return time and money inside beside outside; reading time is what the linked announcements took so far."""
    reading = 0.0
    for row in held.announcements.all():
        version = out_now(row.announcement_id)
        if version is not None:
            people = Node.objects.filter(version_id=version.asks_id, acknowledged_at__isnull=False).count()
            reading += people * reading_minutes(version)
    return replace(money(held), reading_minutes=round(reading))


def totals(side: Side) -> tuple[Sums, Sums, Sums]:
    """Return (campaigns, unassigned, all) of one side; the first two add up to the third (invariant M17)."""
    lines = list(BudgetLine.objects.filter(side=side))
    assigned = [line for line in lines if line.campaign_id is not None]
    return _sums(assigned, side), _sums([line for line in lines if line.campaign_id is None], side), _sums(lines, side)


def _unit(name: str, nodes: list[Node]) -> UnitReading:
    acknowledged = sum(node.acknowledged_at is not None for node in nodes)
    return UnitReading(name, len(nodes), acknowledged, sum(bool(node.first_passed) for node in nodes))


def _sums(lines: list[BudgetLine], side: Side) -> Sums:
    chosen = [line for line in lines if line.side == side]
    planned: dict[str, int] = defaultdict(int)
    spent: dict[str, int] = defaultdict(int)
    for line in chosen:
        if line.currency:
            planned[line.currency] += line.planned_minor
            spent[line.currency] += line.spent_minor
    minutes = sum(line.planned_minutes for line in chosen), sum(line.spent_minutes for line in chosen)
    return Sums(dict(planned), dict(spent), *minutes)
