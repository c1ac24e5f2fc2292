"""One account in the portfolio: where it stands and why, where it stood, what is done and decided."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from heedful.analytics.value.portfolio import State
from heedful.domain.portfolio.enums import Source
from heedful.domain.portfolio.models import Decision, Play, Potential, Reckoning, Standing
from heedful.domain.portfolio.queries.board import visible_to
from heedful.domain.portfolio.queries.reckonings import latest
from heedful.domain.portfolio.queries.thresholds import version
from heedful.domain.portfolio.rules.actions import case_weight
from heedful.domain.portfolio.rules.reasons import Ground, reasons
from heedful.foundation.access import Actor
from heedful.foundation.errors import NotFound


@dataclass(frozen=True, slots=True)
class Shown:
    """An account's standing at a reckoning with the sentences that say why."""

    standing: Standing
    reckoning: Reckoning
    state: State
    reasons: list[str]


def standing(actor: Actor, account_id: UUID) -> Shown:
    """Return where an account stands now; NotFound for one out of sight or not reckoned yet."""
    found, newest = None, latest()
    if newest is not None:
        rows = visible_to(actor).filter(reckoning=newest, account_id=account_id)
        found = rows.select_related("account", "account__segment").first()
    if found is None or newest is None:
        raise NotFound("no account of the portfolio has this id", field="account", value=account_id)
    return Shown(found, newest, State(found.state), why(found, newest))


def why(found: Standing, at: Reckoning) -> list[str]:
    """Return the sentences that say why an account stands where it stands."""
    ground = Ground(
        raw=State(found.raw),
        held=State(found.state),
        value=found.value_minor,
        potential=found.potential_minor,
        source=Source(found.source),
        peers=found.peers,
        score=found.score,
        low=found.low,
        high=found.high,
        n=found.n,
        fallen_chance=found.fallen_chance,
        large=found.large,
        cut=at.cut_minor,
        currency=at.currency,
    )
    return reasons(ground, version(at.thresholds))


def history(actor: Actor, account_id: UUID, limit: int = 12) -> list[Standing]:
    """Return where an account stood at the last closes, newest first."""
    rows = visible_to(actor).filter(account_id=account_id, reckoning__final=True).select_related("reckoning")
    return list(rows.order_by("-reckoning__as_of")[:limit])


def state_of(account_id: UUID | None) -> State | None:
    """Return where an account stands now, for our own use: no actor, no scope; None where it is not known."""
    if account_id is None:
        return None
    rows = Standing.objects.filter(account_id=account_id).order_by("-reckoning__as_of", "reckoning__final")
    found = rows.values_list("state", flat=True).first()
    return State(found) if found else None


def weight_of(account_id: UUID | None) -> int:
    """Return by how many steps a case of this customer goes up, for our own use."""
    return case_weight(state_of(account_id))


def potential_of(account_id: UUID) -> Potential | None:
    """Return what is stated as an account's potential."""
    return Potential.objects.filter(account_id=account_id, replaced_at__isnull=True).first()


def plays_of(account_id: UUID) -> QuerySet[Play]:
    """Return an account's plays, the open ones first."""
    rows = Play.objects.filter(account_id=account_id).select_related("owner")
    return rows.order_by("ending", "due", "id")


def decisions_of(account_id: UUID) -> QuerySet[Decision]:
    """Return the decisions about an account, newest first."""
    return Decision.objects.filter(account_id=account_id)
