"""What customers write about: themes, frames, the audit."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.utils import timezone
from ninja import Query, Router, Status
from pydantic import Field, StringConstraints

from heedful.domain.feedback import queries as feedback
from heedful.domain.themes import operations, queries
from heedful.foundation.access import Permission
from heedful.interfaces.api.v1.shared import MAX_LIMIT, Asked, Body, Day, Listed

router = Router()
Phrase = Annotated[str, StringConstraints(max_length=80)]
Reason = Annotated[str, StringConstraints(min_length=1, max_length=300)]


class Told(Body):
    """A theme: its name, what it is, the phrases that say it and those at which it is not meant."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    definition: Annotated[str, StringConstraints(max_length=500)] = ""
    include: Annotated[list[Phrase], Field(max_length=100)] = []
    exclude: Annotated[list[Phrase], Field(max_length=100)] = []
    parent: UUID | None = None
    owner: UUID | None = None
    review_on: date | None = None
    retired: bool = False


class Changed(Told):
    """A theme as it is to be, and why."""

    reason: Reason


class Merged(Body):
    """The theme to merge with: the older of both lives."""

    into: UUID
    reason: Reason


class Because(Body):
    """Why."""

    reason: Reason


class Said(Body):
    """Whether a comment is about a theme."""

    theme: UUID
    present: bool = True


class Drawn(Body):
    """How many comments of which month are to be drawn in all."""

    month: Day
    n: Annotated[int, Field(ge=1, le=500)] = 30


class Coded(Body):
    """The themes that a person finds in a drawn comment."""

    themes: Annotated[list[UUID], Field(max_length=50)]


@router.get("", response=dict[str, Any], summary="Themes of a period, with states, tones and audited shares")
def view(request: Asked, since: Day, until: Day) -> dict[str, Any]:
    """Count comments of [since, until) by theme; a share stands only where at least 30 were audited."""
    return queries.theme_view(request.actor, since, until).record()


@router.get("/tree", response=list[dict[str, Any]], summary="Themes as they are being worked on")
def tree(request: Asked) -> list[dict[str, Any]]:
    """List themes, merged and retired ones too."""
    request.actor.require(Permission.SEE_FEEDBACK)
    return [_shown(each) for each in queries.draft()]


@router.get("/frames", response=list[dict[str, Any]], summary="Frames, the newest first")
def frames(request: Asked) -> list[dict[str, Any]]:
    """List frames with what applying them moved."""
    request.actor.require(Permission.SEE_FEEDBACK)
    return [
        {
            "number": each.number, "state": each.state, "reason": each.reason, "author": each.author,
            "made_at": each.made_at, "applied_at": each.applied_at, "difference": each.difference,
        }
        for each in queries.frames()[:50]
    ]  # fmt: skip


@router.get("/comments", response=Listed, summary="The comments behind a theme or a state")
def comments(
    request: Asked,
    theme: str,
    since: Day,
    until: Day,
    limit: int = Query(50, ge=1, le=MAX_LIMIT),  # type: ignore[type-arg]  # ninja's default object
    offset: int = Query(0, ge=0, le=10_000_000),  # type: ignore[type-arg]  # ninja's default object
) -> Listed:
    """List the comments in sight that have a theme (its id) or stand in a state, newest first."""
    rows = queries.comments_of(request.actor, theme, since, until)
    total = rows.count()
    themes = queries.themes_in_force()
    items = [
        {
            "id": each.id,
            "body": each.body,
            "collected_at": each.collected_at,
            "themes": queries.tags_of(each.id, themes),
        }
        for each in rows[offset : offset + limit]
    ]
    return Listed(items=items, total=total, next=str(offset + limit) if offset + limit < total else "")


@router.post("", response={201: dict[str, Any]}, summary="Make a theme")
def make(request: Asked, body: Told) -> Status[dict[str, Any]]:
    """Make a theme; it touches no comment before a frame is applied."""
    made = operations.make_theme(described=_described(body), by=request.actor, at=timezone.now())
    return Status(201, _shown(made))


@router.post("/begin/{name}", response=dict[str, Any], summary="Make the themes of a ready frame")
def begin(request: Asked, name: Annotated[str, StringConstraints(max_length=40)]) -> dict[str, Any]:
    """Make those themes of a ready frame (`general`) whose names are not taken."""
    return {"made": operations.begin_with(name=name, by=request.actor, at=timezone.now())}


@router.put("/{uuid:theme_id}", response=dict[str, Any], summary="Change a theme, with a reason")
def change(request: Asked, theme_id: UUID, body: Changed) -> dict[str, Any]:
    """Change a theme; what it was is kept."""
    told = {"described": _described(body), "reason": body.reason, "by": request.actor, "at": timezone.now()}
    return _shown(operations.change_theme(theme_id=theme_id, **told))  # type: ignore[arg-type]  # one call in one line


@router.post("/{uuid:theme_id}/merge", response=dict[str, Any], summary="Merge two themes")
def merge(request: Asked, theme_id: UUID, body: Merged) -> dict[str, Any]:
    """Merge two themes; the older id lives, the other points to it."""
    return _shown(
        operations.merge_theme(
            theme_id=theme_id, into_id=body.into, reason=body.reason, by=request.actor, at=timezone.now()
        )
    )


@router.post("/frames", response={201: dict[str, Any]}, summary="Propose the themes as they are as the next frame")
def propose(request: Asked, body: Because) -> Status[dict[str, Any]]:
    """Return what applying it would move, by theme."""
    made = operations.propose_frame(reason=body.reason, by=request.actor, at=timezone.now())
    return Status(201, {"number": made.number, "state": made.state, "difference": made.difference})


@router.post("/frames/apply", response=dict[str, Any], summary="Bring the proposed frame into force")
def apply(request: Asked) -> dict[str, Any]:
    """Apply it; what people said of comments stays."""
    made = operations.apply_frame(by=request.actor, at=timezone.now())
    return {"number": made.number, "state": made.state}


@router.post("/frames/drop", response=dict[str, Any], summary="Drop the proposed frame")
def drop(request: Asked) -> dict[str, Any]:
    """Drop it."""
    operations.drop_frame(by=request.actor, at=timezone.now())
    return {"state": "dropped"}


@router.post("/frames/undo", response=dict[str, Any], summary="Bring the frame before back")
def undo(request: Asked, body: Because) -> dict[str, Any]:
    """Undo the frame in force: every comment gets the themes it had before."""
    made = operations.undo_frame(reason=body.reason, by=request.actor, at=timezone.now())
    return {"number": made.number, "state": made.state}


@router.post(
    "/of/{uuid:submission_id}", response=list[dict[str, Any]], summary="Say whether a comment is about a theme"
)
def say(request: Asked, submission_id: UUID, body: Said) -> list[dict[str, Any]]:
    """Say it; it stands over rule and model."""
    operations.say_theme(
        submission_id=submission_id, theme_id=body.theme, present=body.present, by=request.actor, at=timezone.now()
    )
    return queries.tags_of(submission_id, queries.themes_in_force())


@router.get("/of/{uuid:submission_id}", response=list[dict[str, Any]], summary="The themes of one comment")
def of(request: Asked, submission_id: UUID) -> list[dict[str, Any]]:
    """List them with who set each."""
    request.actor.require(Permission.SEE_FEEDBACK)
    found = feedback.submission(submission_id, request.actor)
    return queries.tags_of(found.id, queries.themes_in_force())


@router.post("/audit", response=dict[str, Any], summary="Draw comments of a month at random")
def draw(request: Asked, body: Drawn) -> dict[str, Any]:
    """Draw until `n` are drawn in all."""
    return {"drawn": operations.draw_audit(month=body.month, n=body.n, by=request.actor, at=timezone.now())}


@router.get("/audit", response=dict[str, Any], summary="The drawn comment to read next")
def following(request: Asked, month: Day) -> dict[str, Any]:
    """Return words only: what the model says is not told."""
    request.actor.require_everywhere(Permission.KEEP_THEMES)
    found = queries.next_audit(month)
    return {"id": found.id if found else None, "body": found.submission.body if found else ""}


@router.post("/audit/{uuid:audit_id}", response=dict[str, Any], summary="Say which themes a drawn comment has")
def code(request: Asked, audit_id: UUID, body: Coded) -> dict[str, Any]:
    """Write it down; no tag changes."""
    made = operations.code_audit(audit_id=audit_id, themes=body.themes, by=request.actor, at=timezone.now())
    return {"id": made.id, "themes": made.found, "coder": made.coder}


def _described(body: Told) -> operations.Described:
    return operations.Described(
        name=body.name, definition=body.definition, include=body.include, exclude=body.exclude, parent_id=body.parent,
        owner_id=body.owner, review_on=body.review_on, retired=body.retired,
    )  # fmt: skip


def _shown(theme: Any) -> dict[str, Any]:
    return {
        "id": theme.id, "name": theme.name, "definition": theme.definition, "include": theme.include,
        "exclude": theme.exclude, "parent": theme.parent_id, "owner": theme.owner_id, "review_on": theme.review_on,
        "merged_into": theme.merged_into_id, "retired": theme.retired, "version": theme.version,
    }  # fmt: skip
