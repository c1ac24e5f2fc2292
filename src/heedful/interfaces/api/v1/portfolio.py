"""The portfolio: the same functions as the pages."""

from dataclasses import asdict
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.utils import timezone
from ninja import Query, Router, Status
from pydantic import Field, StringConstraints

from heedful.analytics.value.portfolio import State, Thresholds
from heedful.domain.portfolio import operations, queries
from heedful.domain.portfolio.enums import Choice, Confidence, Ending
from heedful.foundation.access import Permission
from heedful.interfaces.api.v1.shared import MAX_LIMIT, Asked, Body, Day, Listed, Minor, Name, Words

router = Router()
SHIPPED = Thresholds()
Reason = Annotated[str, StringConstraints(min_length=1, max_length=2_000)]


class Lines(Body):
    """The thresholds between the states; scores 0 to 100, shares 0 to 1."""

    large_share: float = SHIPPED.large_share
    keep_share: float = SHIPPED.keep_share
    good: float = SHIPPED.good
    fall: float = SHIPPED.fall
    certainty: float = SHIPPED.certainty
    buying: float = SHIPPED.buying
    stale_days: Annotated[int, Field(ge=1, le=10_000)] = SHIPPED.stale_days
    recovery: float = SHIPPED.recovery
    peers: Annotated[int, Field(ge=1, le=1_000_000)] = SHIPPED.peers
    reason: Words = ""

    def thresholds(self) -> Thresholds:
        """Return them as the portfolio knows them."""
        return Thresholds(**{name: getattr(self, name) for name in asdict(SHIPPED)})


class NewPotential(Body):
    """What a customer could bring in a year, in minor units of the book's currency."""

    amount_minor: Minor
    confidence: Confidence
    basis: Annotated[str, StringConstraints(min_length=1, max_length=300)]


class NewPlay(Body):
    """What is to be done, by whom, until when."""

    title: Name
    owner: UUID
    due: date


class Result(Body):
    """How a play ended and what came of it."""

    ending: Ending
    result: Reason


class NewDecision(Body):
    """What is to become of a customer, and why."""

    choice: Choice
    reason: Reason


class Settled(Body):
    """Whether a decision is approved."""

    approve: bool


class Review(Body):
    """What came of a decision."""

    review: Reason


@router.get("", response=dict[str, Any], summary="Money and customers in the five states")
def board(request: Asked, as_of: Day | None = None) -> dict[str, Any]:
    """Return the sums of every state, the money at risk, covered and silent, and the sentence that says it."""
    request.actor.require(Permission.SEE_PORTFOLIO)
    found = queries.reckoning(as_of)
    totals = queries.totals(request.actor, found)
    parts = queries.parts(totals)
    return {
        "as_of": found.as_of,
        "final": found.final,
        "thresholds": found.thresholds,
        "currency": found.currency,
        "states": {state: {"customers": each.count, "money_minor": each.money} for state, each in totals.items()},
        "at_risk_minor": parts.at_risk,
        "covered_minor": parts.covered,
        "silent_minor": parts.silent,
        "book_minor": parts.book,
        "sentence": queries.sentence(found, totals),
    }


@router.get("/customers", response=Listed, summary="Customers with their states, most money first")
def customers(
    request: Asked,
    as_of: Day | None = None,
    state: State | None = None,
    limit: int = Query(50, ge=1, le=MAX_LIMIT),  # type: ignore[type-arg]  # ninja's default object
    offset: int = Query(0, ge=0, le=10_000_000),  # type: ignore[type-arg]  # ninja's default object
) -> Listed:
    """List customers with the numbers that decided their state."""
    request.actor.require(Permission.SEE_PORTFOLIO)
    rows = queries.of(request.actor, queries.reckoning(as_of))
    if state is not None:
        rows = rows.filter(state=state)
    total = rows.count()
    items = [_standing(each) for each in rows[offset : offset + limit]]
    return Listed(items=items, total=total, next=str(offset + limit) if offset + limit < total else "")


@router.get("/customers/{customer_id}", response=dict[str, Any], summary="A customer's state and its reasons")
def customer(request: Asked, customer_id: UUID) -> dict[str, Any]:
    """Return where a customer stands, why, and where it stood at the last closes."""
    request.actor.require(Permission.SEE_PORTFOLIO)
    shown = queries.standing(request.actor, customer_id)
    closes = [
        {"as_of": each.reckoning.as_of, "state": each.state, "raw": each.raw, "score": each.score, "n": each.n}
        for each in queries.history(request.actor, customer_id)
    ]
    return {**_standing(shown.standing), "reasons": shown.reasons, "closes": closes}


@router.get("/focus", response=list[dict[str, Any]], summary="Whom to look at first, and why")
def focus(request: Asked) -> list[dict[str, Any]]:
    """Return the focus list."""
    request.actor.require(Permission.SEE_PORTFOLIO)
    return [
        {
            **_standing(each.standing),
            "why": each.why,
            "stake_minor": each.stake,
            "play": each.play.title if each.play else None,
        }
        for each in queries.focus(request.actor, queries.reckoning(None))
    ]


@router.get("/warning", response=dict[str, Any], summary="Early warning, with its scorecard")
def warning(request: Asked) -> dict[str, Any]:
    """Return the rule that is used, how each did, and the riskiest large customers; or why there is none."""
    request.actor.require(Permission.SEE_PORTFOLIO)
    found = queries.reckoning(None)
    warned = queries.early_warnings(found)
    return {
        "refusal": warned.refusal,
        "wording": warned.offer.wording if warned.offer else "",
        "used": warned.used,
        "trained": warned.trained,
        "tested": warned.tested,
        "scorecards": {name: asdict(card) for name, card in warned.cards},
        "riskiest": [
            {"place": each.place, **_standing(each.standing)} for each in queries.riskiest(request.actor, found, warned)
        ],
    }


@router.get("/plays/effect", response=dict[str, Any], summary="Whether plays help, against customers left alone")
def effect(request: Asked) -> dict[str, Any]:
    """Return the matched comparison with its interval, or why nothing can be said yet."""
    request.actor.require(Permission.SEE_PORTFOLIO)
    found, wording = queries.play_effect()
    return {**asdict(found), "wording": wording}


@router.get("/moves", response=list[dict[str, Any]], summary="How customers moved between two closes")
def moves(request: Asked, since: Day, until: Day) -> list[dict[str, Any]]:
    """Return the cells of the migration matrix between the closes of two days, with intervals of their shares."""
    request.actor.require(Permission.SEE_PORTFOLIO)
    cells = queries.migration(request.actor, queries.reckoning(since), queries.reckoning(until))
    return [
        {
            "from": before,
            "to": after,
            "customers": cell.count,
            "money_minor": cell.money,
            "n": cell.row,
            "share": cell.share.value if cell.share else None,
            "low": cell.share.low if cell.share else None,
            "high": cell.share.high if cell.share else None,
        }
        for (before, after), cell in cells.items()
    ]


@router.get("/thresholds", response=dict[str, Any], summary="The lines between the states")
def thresholds(request: Asked) -> dict[str, Any]:
    """Return the thresholds in force and their version."""
    request.actor.require(Permission.SEE_PORTFOLIO)
    number, rule = queries.in_force()
    return {"version": number, **asdict(rule)}


@router.post("/thresholds/preview", response=list[dict[str, Any]], summary="Who would move under other lines")
def preview(request: Asked, body: Lines) -> list[dict[str, Any]]:
    """Return the customers that would move; nothing is changed."""
    request.actor.require_everywhere(Permission.SET_THRESHOLDS)
    shifts, _ = queries.preview(body.thresholds())
    return [
        {"customer": each.account_id, "name": each.name, "from": each.before, "to": each.after,
         "money_minor": each.value}
        for each in shifts
    ]  # fmt: skip


@router.post("/thresholds", response={201: dict[str, Any]}, summary="Set the lines between the states")
def set_thresholds(request: Asked, body: Lines) -> Status[dict[str, Any]]:
    """Make the next version of the thresholds and judge the book of today by it."""
    at = timezone.now()
    made = operations.set_thresholds(given=body.thresholds(), reason=body.reason, by=request.actor, at=at)
    operations.stand(as_of=timezone.localdate(), by=request.actor, at=at)
    return Status(201, {"version": made.number})


@router.post("/customers/{customer_id}/potential", response={201: dict[str, Any]}, summary="State a potential")
def potential(request: Asked, customer_id: UUID, body: NewPotential) -> Status[dict[str, Any]]:
    """State what a customer could bring in a year."""
    made = operations.state_potential(account_id=customer_id, **body.dict(), by=request.actor, at=timezone.now())
    return Status(201, {"id": made.id})


@router.post("/customers/{customer_id}/plays", response={201: dict[str, Any]}, summary="Begin a play")
def play(request: Asked, customer_id: UUID, body: NewPlay) -> Status[dict[str, Any]]:
    """Begin to do something for a customer."""
    made = operations.open_play(
        account_id=customer_id, title=body.title, owner_id=body.owner, due=body.due, by=request.actor,
        at=timezone.now(),
    )  # fmt: skip
    return Status(201, {"id": made.id})


@router.post("/plays/{play_id}/end", response=dict[str, Any], summary="End a play with its result")
def end_play(request: Asked, play_id: UUID, body: Result) -> dict[str, Any]:
    """End a play."""
    made = operations.end_play(
        play_id=play_id, ending=body.ending, result=body.result, by=request.actor, at=timezone.now()
    )
    return {"id": made.id, "ending": made.ending}


@router.post("/customers/{customer_id}/decisions", response={201: dict[str, Any]}, summary="Propose a decision")
def decision(request: Asked, customer_id: UUID, body: NewDecision) -> Status[dict[str, Any]]:
    """Propose to maintain, prune or win back a customer."""
    made = operations.propose_decision(
        account_id=customer_id, choice=body.choice, reason=body.reason, by=request.actor, at=timezone.now()
    )
    return Status(201, {"id": made.id, "state": made.state})


@router.post("/decisions/{decision_id}/settle", response=dict[str, Any], summary="Approve or decline a decision")
def settle(request: Asked, decision_id: UUID, body: Settled) -> dict[str, Any]:
    """Approve or decline what another has proposed."""
    made = operations.settle_decision(
        decision_id=decision_id, approve=body.approve, by=request.actor, at=timezone.now()
    )
    return {"id": made.id, "state": made.state, "review_due": made.review_due}


@router.post("/decisions/{decision_id}/review", response=dict[str, Any], summary="Look at a decision again")
def review(request: Asked, decision_id: UUID, body: Review) -> dict[str, Any]:
    """Say whether a decision was right."""
    made = operations.review_decision(decision_id=decision_id, review=body.review, by=request.actor, at=timezone.now())
    return {"id": made.id, "state": made.state}


def _standing(each: Any) -> dict[str, Any]:
    fields = (
        "state", "raw", "value_minor", "potential_minor", "source", "score", "low", "high", "n", "fallen_chance",
        "large", "promising",
    )  # fmt: skip
    return {
        "customer": each.account_id,
        "code": each.account.code,
        "name": each.account.name,
        **{field: getattr(each, field) for field in fields},
    }
