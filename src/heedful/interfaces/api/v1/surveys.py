"""Surveys: readable files in, the same bytes out."""

from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from ninja import Router, Status
from pydantic import Field, StringConstraints

from heedful.domain.surveys import operations, queries
from heedful.foundation.access import Permission
from heedful.foundation.errors import NotFound
from heedful.interfaces.api.v1.shared import Asked, Body, Code, Moment, Name, Short
from heedful.workflows import asking, inner_loop

router = Router()


class NewSurvey(Body):
    """A survey without a version."""

    code: Code
    title: Name
    unit: UUID


class Draft(Body):
    """The two documents of a version."""

    document: str
    about: str


class Answer(Body):
    """A final response; the same idempotency key twice is one response."""

    answers: dict[str, Any]
    idempotency_key: Annotated[str, StringConstraints(min_length=8, max_length=100)]
    language: Short = "en"
    channel: Short = "api"
    token: str | None = None


class Contacts(Body):
    """Whom to invite: references of the source system. `leaves_at` plans for later and keeps the place."""

    contacts: Annotated[list[Annotated[str, StringConstraints(max_length=128)]], Field(min_length=1, max_length=50_000)]
    leaves_at: Moment | None = None


@router.get("", response=list[dict[str, Any]], summary="Surveys in sight")
def surveys(request: Asked) -> list[dict[str, Any]]:
    """List surveys with their versions."""
    request.actor.require(Permission.SEE_SURVEYS)
    return [
        {
            "id": each.id,
            "code": each.code,
            "title": each.title,
            "versions": [
                {"id": v.id, "number": v.number, "state": v.state, "sha256": v.sha256} for v in each.versions.all()
            ],
        }
        for each in queries.visible_to(request.actor).prefetch_related("versions")
    ]


@router.post("", response={201: dict[str, Any]}, summary="Create a survey")
def create(request: Asked, body: NewSurvey) -> Status[dict[str, Any]]:
    """Create a survey without a version."""
    request.actor.require(Permission.AUTHOR_SURVEYS, body.unit)
    made = operations.create_survey(
        code=body.code, title=body.title, unit_id=body.unit, by=request.actor, at=timezone.now()
    )
    return Status(201, {"id": made.id, "code": made.code})


@router.put("/{code}/draft", response=dict[str, Any], summary="Keep the draft's two documents")
def draft(request: Asked, code: str, body: Draft) -> dict[str, Any]:
    """Keep both documents as the draft, byte for byte."""
    survey = _survey(request, code, Permission.AUTHOR_SURVEYS)
    kept = operations.save_draft(
        survey=survey, document=body.document.encode(), about=body.about, by=request.actor, at=timezone.now()
    )
    return {"id": kept.id, "number": kept.number, "sha256": kept.sha256}


@router.post(
    "/{code}/versions/{int:number}/moves/{verb}", response=dict[str, Any], summary="Publish, open, close, archive"
)
def move(
    request: Asked, code: str, number: int, verb: Literal["publish", "open", "close", "archive"]
) -> dict[str, Any]:
    """Move a version on; publishing passes the ask-gate and the lint."""
    survey = _survey(request, code, Permission.PUBLISH_SURVEYS)
    found = queries.versions(survey).filter(number=number).first()
    if found is None:
        raise NotFound("no such version", field="number", value=number)
    verbs = {
        "publish": operations.publish,
        "open": operations.open_collecting,
        "close": operations.close,
        "archive": operations.archive,
    }
    moved = verbs[verb](version=found.id, by=request.actor, at=timezone.now())
    return {"id": moved.id, "number": moved.number, "state": moved.state}


@router.get("/{code}/versions/{int:number}/survey.json", summary="A version's bytes as they came")
def document(request: Asked, code: str, number: int) -> HttpResponse:
    """Return survey.json unchanged."""
    found = queries.versions(_survey(request, code, Permission.SEE_SURVEYS)).filter(number=number).first()
    if found is None:
        raise NotFound("no such version", field="number", value=number)
    return HttpResponse(bytes(found.document), content_type="application/json")


@router.post("/{code}/invitations", response={201: dict[str, Any]}, summary="Invite contacts by their references")
def invite(request: Asked, code: str, body: Contacts) -> Status[dict[str, Any]]:
    """Plan invitations; the contact ledger decides who is left out, and counts them by reason."""
    survey = _survey(request, code, Permission.PUBLISH_SURVEYS)
    invited = asking.invite(
        survey=survey, references=body.contacts, leaves_at=body.leaves_at, by=request.actor, at=timezone.now()
    )
    return Status(201, {"planned": len(invited.planned), "skipped": invited.skipped})


@router.post("/{code}/responses", response={201: dict[str, Any], 200: dict[str, Any]}, summary="Give a final answer")
def respond(request: Asked, code: str, body: Answer) -> Status[dict[str, Any]]:
    """Take a final response to the version that collects."""
    asking = queries.collecting_by_code(code)
    if asking is None:
        raise NotFound("no survey with this code is collecting", field="code", value=code)
    request.actor.require(Permission.RECORD_FEEDBACK, asking.unit_id)
    received = inner_loop.receive_answer(
        version_id=asking.version_id,
        token=body.token,
        answers=body.answers,
        language=body.language,
        idempotency_key=body.idempotency_key,
        channel=body.channel,
        by=request.actor,
        at=timezone.now(),
    )
    return Status(201 if received.created else 200, {"id": received.response_id, "created": received.created})


def _survey(request: Asked, code: str, permission: Permission) -> UUID:
    """Return the id of a survey in sight that the caller holds `permission` for."""
    found = queries.visible_to(request.actor).filter(code=code).first()
    if found is None:
        raise NotFound("no such survey", field="code", value=code)
    request.actor.require(permission, found.unit_id)
    return found.id
