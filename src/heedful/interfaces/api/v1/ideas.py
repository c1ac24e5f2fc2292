"""Wishes, and ideas with their experiments."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.utils import timezone
from ninja import Router, Status
from pydantic import Field

from heedful.analytics.inference.experiment import Arm
from heedful.domain.innovation.enums import IdeaVerb, Track, WishState
from heedful.domain.innovation.operations import ideas, wishes
from heedful.domain.innovation.queries import ideas as idea_queries
from heedful.domain.innovation.queries import wishes as wish_queries
from heedful.domain.innovation.rules.ideas import Design
from heedful.foundation.access import Permission
from heedful.foundation.days import day_of
from heedful.interfaces.api.v1.shared import Asked, Body, Day, Name, Words

router = Router()
Finite = Annotated[float, Field(ge=-1e12, le=1e12, allow_inf_nan=False)]


class Merge(Body):
    """Wishes that are the same as one, or are not."""

    wishes: list[UUID] = Field(min_length=1, max_length=100)
    alike: bool = True


class Answered(Body):
    """What becomes of a wish."""

    state: WishState
    answer: Words = ""


class NewIdea(Body):
    """An idea: six fields for a small tweak."""

    title: Name
    change: Words
    measure: Name
    unit: UUID
    owner: UUID | None = None
    until: Day | None = None
    track: Track = Track.LIGHT
    wish: UUID | None = None


class Start(Body):
    """How an experiment is judged; a small tweak needs none of it."""

    hypothesis: Words = ""
    higher_is_better: bool = True
    effect: Finite = 0
    deviation: Finite = 0
    guard: Name = ""
    guard_higher_is_better: bool = True
    guard_margin: Finite = 0
    stops_on: date | None = None


class ArmBody(Body):
    """Units, sum and sum of squares of an arm."""

    n: int = Field(ge=2, le=10**9)
    total: Finite
    squares: Finite


class LookBody(Body):
    """What the arms hold now."""

    control: ArmBody
    treated: ArmBody
    guard_control: ArmBody
    guard_treated: ArmBody


class Decided(Body):
    """Roll-out or drop, with what was learned."""

    verb: IdeaVerb
    learned: Words


@router.get("/wishes", response=list[dict[str, Any]], summary="Wishes, most people first")
def all_wishes(request: Asked, state: WishState = WishState.OPEN) -> list[dict[str, Any]]:
    """List the wishes in sight with their duplicates counted in."""
    request.actor.require(Permission.SEE_FEEDBACK)
    rows = wish_queries.listed(request.actor, day_of(timezone.now()), state=state)
    return [
        {
            "id": row.wish.id, "title": row.wish.title, "unit": row.wish.unit_id, "voices": row.voices,
            "people": row.people, "money": dict(row.money), "segments": dict(row.segments),
            "journeys": dict(row.journeys), "duplicates": [each.id for each in row.duplicates],
        }
        for row in rows
    ]  # fmt: skip


@router.get("/wishes/suggestions", response=list[dict[str, Any]], summary="Wishes that may be the same")
def suggestions(request: Asked) -> list[dict[str, Any]]:
    """List groups of wishes that share rare words; a person decides."""
    request.actor.require(Permission.WORK_IDEAS)
    return [
        {"likeness": round(each.likeness, 3), "wishes": [{"id": one.id, "title": one.title} for one in each.wishes]}
        for each in wish_queries.suggestions(request.actor)
    ]


@router.post("/wishes/{uuid:wish_id}/merge", response=dict[str, Any], summary="Merge wishes into one")
def merge(request: Asked, wish_id: UUID, body: Merge) -> dict[str, Any]:
    """Merge duplicates, or say that they are none."""
    if body.alike:
        wishes.merge(into_id=wish_id, wish_ids=body.wishes, by=request.actor, at=timezone.now())
    else:
        wishes.not_alike(one_id=wish_id, other_ids=body.wishes, by=request.actor, at=timezone.now())
    return {"id": wish_id}


@router.post("/wishes/{uuid:wish_id}/take_out", response=dict[str, Any], summary="Undo a merge")
def take_out(request: Asked, wish_id: UUID) -> dict[str, Any]:
    """Let a wish stand for itself again."""
    return {"id": wishes.take_out(wish_id=wish_id, by=request.actor, at=timezone.now()).id}


@router.post("/wishes/{uuid:wish_id}/answer", response=dict[str, Any], summary="Say what becomes of a wish")
def answer(request: Asked, wish_id: UUID, body: Answered) -> dict[str, Any]:
    """Answer a wish; a no has a reason."""
    found = wishes.answer_wish(
        wish_id=wish_id, state=body.state, answer=body.answer, by=request.actor, at=timezone.now()
    )
    return {"id": found.id, "state": found.state}


@router.get("", response=list[dict[str, Any]], summary="Ideas")
def all_ideas(request: Asked) -> list[dict[str, Any]]:
    """List the ideas in sight, newest first."""
    request.actor.require(Permission.SEE_IDEAS)
    found = list(idea_queries.visible_to(request.actor)[:200])
    verdicts = idea_queries.verdicts_of(found)
    return [_plain(each) | {"verdict": verdicts.get(each.id)} for each in found]


@router.post("", response={201: dict[str, Any]}, summary="Propose an idea")
def propose(request: Asked, body: NewIdea) -> Status[dict[str, Any]]:
    """Propose something to try."""
    made = ideas.propose(
        title=body.title, change=body.change, measure=body.measure, unit_id=body.unit, owner_id=body.owner,
        until=body.until, track=body.track, wish_id=body.wish, by=request.actor, at=timezone.now(),
    )  # fmt: skip
    return Status(201, _idea(made))


@router.get("/{uuid:idea_id}", response=dict[str, Any], summary="An idea with its looks")
def one(request: Asked, idea_id: UUID) -> dict[str, Any]:
    """Give an idea, its locked design and its looks."""
    idea = idea_queries.find_idea(request.actor, idea_id)
    kept = idea_queries.experiment_of(idea)
    looks = [
        {
            "at": each.at, "estimate": each.estimate, "low": each.low, "high": each.high,
            "guard": [each.guard_estimate, each.guard_low, each.guard_high], "verdict": each.verdict,
        }
        for each in idea_queries.looks(idea)
    ]  # fmt: skip
    return _idea(idea) | {"arm": kept.arm if kept else None, "looks": looks, "learned": idea.learned}


@router.post("/{uuid:idea_id}/start", response=dict[str, Any], summary="Start to try an idea")
def start(request: Asked, idea_id: UUID, body: Start) -> dict[str, Any]:
    """Start; an experiment locks its design."""
    idea, at = idea_queries.find_idea(request.actor, idea_id), timezone.now()
    told = body.dict()
    told["stops_on"] = body.stops_on or day_of(at)
    design = Design(**told) if idea.track == Track.EXPERIMENT else None
    return _idea(ideas.start(idea_id=idea_id, design=design, by=request.actor, at=at))


@router.post("/{uuid:idea_id}/looks", response={201: dict[str, Any]}, summary="Look at an experiment")
def look(request: Asked, idea_id: UUID, body: LookBody) -> Status[dict[str, Any]]:
    """Look as often as you like: the intervals hold at all looks together."""
    arms = {name: Arm(arm["n"], arm["total"], arm["squares"]) for name, arm in body.dict().items()}
    made = ideas.look(idea_id=idea_id, **arms, by=request.actor, at=timezone.now())
    return Status(201, {"verdict": made.verdict, "estimate": made.estimate, "low": made.low, "high": made.high})


@router.post("/{uuid:idea_id}/decide", response=dict[str, Any], summary="Roll an idea out or drop it")
def decide(request: Asked, idea_id: UUID, body: Decided) -> dict[str, Any]:
    """End an idea with what was learned."""
    return _idea(
        ideas.decide(idea_id=idea_id, verb=body.verb, learned=body.learned, by=request.actor, at=timezone.now())
    )


def _idea(each: Any) -> dict[str, Any]:
    return _plain(each) | {"verdict": idea_queries.verdict_of(each)}


def _plain(each: Any) -> dict[str, Any]:
    return {
        "id": each.id, "title": each.title, "track": each.track, "state": each.state, "unit": each.unit_id,
        "owner": each.owner_id,
    }  # fmt: skip
