"""Announcements, their cascade, and what a colleague has to read."""

from typing import Any, Literal
from uuid import UUID

from django.utils import timezone
from ninja import Router, Status
from pydantic import Field

from heedful.domain.communication import operations
from heedful.domain.communication.enums import Change
from heedful.domain.communication.queries import announcements as queries
from heedful.domain.communication.queries import board as boards
from heedful.domain.communication.queries import cascade as reads
from heedful.domain.communication.queries import comprehension
from heedful.domain.communication.queries.proof import COLUMNS, proof
from heedful.domain.communication.rules.wording import Words as Told
from heedful.domain.organisation import queries as organisation
from heedful.domain.organisation.queries import calendars
from heedful.domain.strategy import queries as strategy
from heedful.foundation.access import Permission
from heedful.foundation.errors import NotFound
from heedful.interfaces.api.v1.shared import Asked, Body, Code, Listed, Moment, Name, Short, Words
from heedful.workflows import cascade

router = Router()


class NewAudience(Body):
    """A group of colleagues by units; some may be left out by hand, with the reason."""

    code: Code
    name: Name
    units: list[UUID]
    left_out: dict[UUID, str] = {}


class NewAnnouncement(Body):
    """What an audience is told about a topic."""

    code: Code
    topic: Code
    audience: Code
    unit: UUID
    decision: UUID | None = None


class Wording(Body):
    """The words of one language."""

    title: Name = ""
    what_changes: Words = ""
    why: Words = ""
    for_whom: Words = ""
    what_to_say: Words = ""
    what_not_to_say: Words = ""
    whom_to_ask: Words = ""
    questions: list[tuple[str, str]] = []


class CheckItem(Body):
    """A question with four options."""

    question: Words
    options: tuple[str, str, str, str]
    right: int = Field(ge=0, le=3)
    passage: Short
    scenario: bool = False


class NewVersion(Body):
    """The version under way: its words by language, how it goes out, its check."""

    words: dict[str, Wording]
    change: Change = Change.MATERIAL
    effective_at: Moment | None = None
    head_start_hours: int = Field(default=24, ge=0, le=2_000)
    due_hours: int = Field(default=72, ge=1, le=2_000)
    calendar: Code | None = None
    asks_again: list[UUID] = []
    items: list[CheckItem] = []


class Step(Body):
    """A step of the version under way."""

    verb: Literal["check", "approve", "release", "withdraw"]


class Act(Body):
    """What a colleague does with an item: the verb, and what the verb needs."""

    verb: Literal["acknowledge", "check", "ease", "brief", "ask"]
    version: int = Field(default=0, ge=0, le=100_000)
    language: Short = "en"
    answers: dict[UUID, int] = {}
    ease: int = Field(default=0, ge=0, le=7)
    attendees: int = Field(default=0, ge=0, le=100_000)
    minutes: int = Field(default=0, ge=0, le=100_000)
    text: Words = ""
    blocking: bool = False


@router.get("", response=Listed, summary="Announcements in sight")
def announcements(request: Asked) -> Listed:
    """List announcements with what is out."""
    request.actor.require(Permission.SEE_CASCADE)
    items: list[dict[str, Any]] = []
    rows = list(queries.visible_to(request.actor))
    current = queries.current([held.id for held in rows])
    for held in rows:
        version, title = current.get(held.id, (None, ""))
        items.append(
            {
                "id": held.id,
                "code": held.code,
                "topic": held.topic,
                "audience": held.audience.code,
                "decision": held.decision_id,
                "version": version.n if version else None,
                "state": version.state if version else None,
                "title": title,
            }
        )
    return Listed(items=items, total=len(items))


@router.post("/audiences", response={201: dict[str, Any]}, summary="Name an audience")
def new_audience(request: Asked, body: NewAudience) -> Status[dict[str, Any]]:
    """Name a group of colleagues by units."""
    for unit_id in [*body.units, *body.left_out]:
        organisation.find_unit(unit_id)
    added = operations.add_audience(
        code=body.code, name=body.name, unit_ids=body.units, left_out=body.left_out, by=request.actor, at=timezone.now()
    )
    return Status(201, {"id": added.id})


@router.post("", response={201: dict[str, Any]}, summary="Begin an announcement")
def new(request: Asked, body: NewAnnouncement) -> Status[dict[str, Any]]:
    """Begin an announcement; there is one for a topic and an audience."""
    request.actor.require(Permission.AUTHOR_ANNOUNCEMENTS, organisation.find_unit(body.unit).id)
    if body.decision is not None:
        strategy.found(request.actor, body.decision)
    made = operations.begin(
        code=body.code,
        topic=body.topic,
        audience_id=queries.audience(body.audience).id,
        unit_id=body.unit,
        decision_id=body.decision,
        by=request.actor,
        at=timezone.now(),
    )
    return Status(201, {"id": made.id})


@router.put("/{uuid:announcement_id}/version", response=dict[str, Any], summary="Write the version under way")
def write(request: Asked, announcement_id: UUID, body: NewVersion) -> dict[str, Any]:
    """Write the version under way anew, or begin the next one; say what it still lacks."""
    at = timezone.now()
    for unit_id in body.asks_again:
        organisation.find_unit(unit_id)
    version = operations.write(
        announcement_id=announcement_id,
        words={code: Told(**each.model_dump()) for code, each in body.words.items()},
        plan=operations.Plan(
            change=body.change,
            effective_at=body.effective_at,
            head_start_hours=body.head_start_hours,
            due_hours=body.due_hours,
            calendar_id=calendars.calendar(body.calendar).id if body.calendar else None,
            asks_again=tuple(body.asks_again),
        ),
        items=[operations.NewItem(**each.model_dump()) for each in body.items],
        by=request.actor,
        at=at,
    )
    kept = queries.under_way(announcement_id) or version
    return {"version": kept.n, "state": kept.state, "missing": queries.gaps_of(kept, at)}


@router.post("/{uuid:announcement_id}/steps", response=dict[str, Any], summary="Check, approve, release, withdraw")
def step(request: Asked, announcement_id: UUID, body: Step) -> dict[str, Any]:
    """Take one step; the table of states decides whether it is possible."""
    verbs = {
        "check": operations.check,
        "approve": operations.approve,
        "release": cascade.release,
        "withdraw": operations.withdraw,
    }
    verbs[body.verb](announcement_id=announcement_id, by=request.actor, at=timezone.now())
    newest = queries.versions(announcement_id)[0]
    return {"version": newest.n, "state": newest.state}


@router.get("/{uuid:announcement_id}/board", response=dict[str, Any], summary="Coverage by level, where it stopped")
def board(request: Asked, announcement_id: UUID) -> dict[str, Any]:
    """Read the cascade for the units in reach: a census. Times are seconds; null is *not reached*."""
    request.actor.require(Permission.SEE_CASCADE)
    version = queries.out_now(queries.announcement(request.actor, announcement_id).id)
    if version is None or version.asks is None:
        raise NotFound("nothing is out", field="announcement", value=announcement_id)
    found = boards.board(request.actor, version.asks, timezone.now())
    return {
        "version": version.n,
        "interval": "census",
        "levels": [_line(line) for line in (found.total, *found.levels)],
        "breaks": [
            {"person": each.node.person_id, "level": each.node.level, "owes": each.owes, "people": each.people}
            for each in found.breaks
        ],
        "stopped_above": found.stopped_above,
        "excused": found.excused,
        "left": found.left,
        "joined": found.joined,
        "check": comprehension.record_of(version.asks.id),
    }


def _line(line: boards.LevelLine) -> dict[str, Any]:
    return {
        "level": line.level,
        "n": line.required,
        "coverage": {stage.value: {"hits": count.hits, "n": count.n} for stage, count in line.coverage.items()},
        "given_parent": {"hits": line.given_parent.hits, "n": line.given_parent.n},
        "median_seconds": line.median,
        "p90_seconds": line.p90,
        "hop_median_seconds": line.hop_median,
        "blocked": line.blocked,
        "late": line.late,
    }


@router.get("/{uuid:announcement_id}/proof", response=Listed, summary="Who acknowledged which version, when")
def proofs(request: Asked, announcement_id: UUID) -> Listed:
    """List each person required with version, language and time."""
    request.actor.require(Permission.SEE_CASCADE)
    version = queries.out_now(queries.announcement(request.actor, announcement_id).id)
    if version is None or version.asks_id is None:
        raise NotFound("nothing is out", field="announcement", value=announcement_id)
    rows = proof(request.actor, version.asks_id, timezone.now())
    items: list[dict[str, Any]] = [dict(zip(COLUMNS, row, strict=True)) for row in rows]
    return Listed(items=items, total=len(items))


@router.get("/mine", response=Listed, summary="What the caller has to read")
def mine(request: Asked) -> Listed:
    """List what waits for the colleague, with its words and the questions of the next try."""
    at = timezone.now()
    nodes = reads.mine(request.actor.id, at) if request.actor.id else []
    items: list[dict[str, Any]] = []
    for node in nodes:
        item = reads.to_read(node)
        asked = comprehension.drawn(node, node.attempts.count() + 1)
        items.append(
            {
                "id": node.id,
                "version": item.version.n,
                "languages": item.languages,
                "language": item.language,
                "title": item.words.title,
                "what_changes": item.words.what_changes,
                "why": item.words.why,
                "what_to_say": item.words.what_to_say,
                "what_not_to_say": item.words.what_not_to_say,
                "standing": reads.standing(node, at),
                "due_at": node.due_at,
                "acknowledged_at": node.acknowledged_at,
                "check": [{"id": q.id, "question": q.question, "options": q.options} for q in asked],
            }
        )
    return Listed(items=items, total=len(items))


@router.post("/mine/{uuid:node_id}/acts", response=dict[str, Any], summary="Acknowledge, answer, brief, ask")
def act(request: Asked, node_id: UUID, body: Act) -> dict[str, Any]:
    """Do something with an own item; only a person can put their name to it."""
    common: dict[str, Any] = {"node_id": node_id, "by": request.actor, "at": timezone.now()}
    if body.verb == "acknowledge":
        done = operations.acknowledge(version_n=body.version, language=body.language, **common)
        return {"acknowledged_at": done.acknowledged_at}
    if body.verb == "check":
        attempt = operations.answer_check(answers=body.answers, **common)
        return {"try": attempt.n, "passed": attempt.passed}
    if body.verb == "ease":
        operations.say_ease(value=body.ease, **common)
        return {"counted": True}
    if body.verb == "brief":
        kept = operations.brief(attendees=body.attendees, minutes=body.minutes, raised=body.text, **common)
        return {"briefed_at": kept.at}
    asked = operations.ask(text=body.text, blocking=body.blocking, **common)
    return {"question": asked.id, "state": asked.state}
