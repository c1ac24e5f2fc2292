"""What to do: the focus list, plays, decisions to approve and to look at again, and what was pruned too early."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from heedful.analytics.value.portfolio import State
from heedful.domain.portfolio.enums import Choice, DecisionState
from heedful.domain.portfolio.models import Decision, Play, Reckoning, Standing
from heedful.domain.portfolio.queries.board import of
from heedful.domain.portfolio.queries.thresholds import version
from heedful.foundation.access import Actor, Permission, within
from heedful.foundation.days import add_months
from heedful.foundation.errors import NotFound
from heedful.warehouse import reader

FRESH_MONTHS = 3
SHOWN = {State.AT_RISK: 15, State.UNKNOWN: 6, State.GROWTH: 6}
"""How many of each state the focus list holds."""


@dataclass(frozen=True, slots=True)
class Focus:
    """A customer to look at: `stake` is the money that can be kept or won, in minor units a year."""

    standing: Standing
    state: State
    why: str
    stake: int
    play: Play | None


@dataclass(frozen=True, slots=True)
class Won:
    """New customers of the last months and what they have brought since."""

    accounts: int
    money: int
    since: date


def focus(actor: Actor, found: Reckoning) -> list[Focus]:
    """Return whom to look at first: at risk by money, large and silent by money, then growth by what is missing.

    Each group is cut at its length in SHOWN, so that none hides the others.
    """
    rows, certainty = of(actor, found), version(found.thresholds).certainty
    at_risk = rows.filter(state=State.AT_RISK)[: SHOWN[State.AT_RISK]]
    silent = rows.filter(state=State.UNKNOWN, large=True)[: SHOWN[State.UNKNOWN]]
    chosen = [
        *((each, _trouble(each, certainty), each.value_minor) for each in at_risk),
        *((each, "Large and silent: find out how it is", each.value_minor) for each in silent),
        *_missed(rows.filter(state=State.GROWTH, potential_minor__isnull=False)),
    ]
    plays = _open_plays([each.account_id for each, _, _ in chosen])
    return [Focus(each, State(each.state), why, stake, plays.get(each.account_id)) for each, why, stake in chosen]


def _trouble(each: Standing, certainty: float) -> str:
    if each.raw != each.state:
        return "Better, but not yet at two closes in a row"
    fallen = each.fallen_chance is not None and each.fallen_chance >= certainty
    return "Has fallen against its own year before" if fallen else "Its experience is not good"


def _missed(growth: QuerySet[Standing]) -> list[tuple[Standing, str, int]]:
    why = "Content, and buys less than it could"
    found = [(each, why, (each.potential_minor or 0) - each.value_minor) for each in growth]
    wanting = sorted((each for each in found if each[2] > 0), key=lambda each: (-each[2], each[0].account.code))
    return wanting[: SHOWN[State.GROWTH]]


def _open_plays(account_ids: list[UUID]) -> dict[UUID, Play]:
    rows = Play.objects.filter(account_id__in=account_ids, ending="").select_related("owner").order_by("-due")
    return {each.account_id: each for each in rows}


def won(actor: Actor, found: Reckoning) -> Won:
    """Return the customers whose first revenue fell into the last three whole months before a reckoning."""
    until = found.as_of.replace(day=1)
    since = add_months(until, -FRESH_MONTHS)
    text = "SELECT account_id FROM revenue GROUP BY account_id HAVING MIN(month) >= ? AND MIN(month) < ?"
    keys = {UUID(str(key)) for (key,) in reader.rows(text, [since.isoformat(), until.isoformat()])}
    values = [value for key, value in of(actor, found).values_list("account_id", "value_minor") if key in keys]
    return Won(len(values), sum(values), since)


def plays(actor: Actor) -> QuerySet[Play]:
    """Return the plays of the accounts the actor may see."""
    reach = within("account__unit_id", actor, Permission.SEE_PORTFOLIO)
    return Play.objects.filter(reach).select_related("account", "owner")


def play(actor: Actor, play_id: UUID) -> Play:
    """Return a play the actor may see."""
    found = plays(actor).filter(id=play_id).first()
    if found is None:
        raise NotFound("no play has this id", field="play", value=play_id)
    return found


def decisions(actor: Actor) -> QuerySet[Decision]:
    """Return the decisions about the accounts the actor may see."""
    reach = within("account__unit_id", actor, Permission.SEE_PORTFOLIO)
    return Decision.objects.filter(reach).select_related("account")


def decision(actor: Actor, decision_id: UUID) -> Decision:
    """Return a decision the actor may see."""
    found = decisions(actor).filter(id=decision_id).first()
    if found is None:
        raise NotFound("no decision has this id", field="decision", value=decision_id)
    return found


def overdue_plays(actor: Actor, today: date) -> QuerySet[Play]:
    """Return the open plays whose day has passed, the oldest first."""
    return plays(actor).filter(ending="", due__lt=today)


def proposed(actor: Actor) -> QuerySet[Decision]:
    """Return the decisions that wait for approval, the oldest first."""
    return decisions(actor).filter(state=DecisionState.PROPOSED).order_by("proposed_at")


def overdue_reviews(actor: Actor, today: date) -> QuerySet[Decision]:
    """Return the decisions whose review is due, the oldest first."""
    return decisions(actor).filter(state=DecisionState.APPROVED, review_due__lte=today).order_by("review_due")


def regrets(actor: Actor, found: Reckoning) -> list[tuple[Decision, Standing]]:
    """Return what was pruned although it could be large: its potential reaches the large cut today."""
    pruned = decisions(actor).filter(choice=Choice.PRUNE, state__in=[DecisionState.APPROVED, DecisionState.REVIEWED])
    latest = {each.account_id: each for each in pruned.order_by("proposed_at")}
    rows = of(actor, found).filter(account_id__in=latest, potential_minor__gte=found.cut_minor)
    return [(latest[each.account_id], each) for each in rows]
