"""Surveys: write, publish through the ask-gate, collect, see who has not answered."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from heedful.domain.organisation import queries as organisation
from heedful.domain.surveys import operations, queries
from heedful.domain.surveys.enums import VersionState
from heedful.domain.surveys.rules import parse_about
from heedful.foundation.access import Permission
from heedful.foundation.errors import Refused
from heedful.interfaces.web.access import StaffRequest
from heedful.interfaces.web.forms import text_of, uuid_of
from heedful.workflows import asking

MOVES = {
    VersionState.DRAFT: (("publish", "Publish"),),
    VersionState.PUBLISHED: (("open", "Open for answers"), ("archive", "Archive")),
    VersionState.COLLECTING: (("close", "Close"),),
    VersionState.CLOSED: (("archive", "Archive"),),
}


def everything(request: StaffRequest) -> HttpResponse:
    """List the surveys in sight."""
    rows = queries.visible_to(request.actor).prefetch_related("versions")
    return render(request, "manage/surveys.html", {"rows": rows})


def new(request: StaffRequest) -> HttpResponse:
    """Begin a survey from a template."""
    refusal, given = None, request.POST
    if request.method == "POST":
        at = timezone.now()
        try:
            choices = organisation.unit_choices(request.actor, Permission.AUTHOR_SURVEYS, timezone.localdate())
            unit = uuid_of(given, "unit", dict(choices))
            shipped = _shipped(text_of(given, "template"))
            code, title = text_of(given, "code"), text_of(given, "title")
            with transaction.atomic():
                survey = operations.create_survey(code=code, title=title, unit_id=unit, by=request.actor, at=at)
                operations.save_draft(
                    survey=survey.id, document=shipped.document, about=shipped.about, by=request.actor, at=at
                )
            return redirect("manage:survey", survey.id)
        except Refused as caught:
            refusal = caught
    context = {
        "templates": queries.templates(),
        "units": organisation.unit_choices(request.actor, Permission.AUTHOR_SURVEYS, timezone.localdate()),
        "given": given,
        "refusal": refusal,
    }
    return render(request, "manage/survey_new.html", context, status=422 if refusal else 200)


def one(request: StaffRequest, survey_id: UUID, refusal: Refused | None = None) -> HttpResponse:
    """Show a survey: its versions, what the gate and the lint say of the draft, rates, who has not answered."""
    survey = queries.visible_to(request.actor).filter(id=survey_id).first()
    if survey is None:
        raise Http404
    versions = list(queries.versions(survey_id))
    draft = next((each for each in versions if each.state == VersionState.DRAFT), None)
    names = organisation.unit_names()
    rates = [(names.get(r.unit_id, "no unit"), r) for r in queries.rates(survey_id, request.actor)]  # type: ignore[arg-type]  # a missing unit has no name
    waiting = queries.unanswered(survey_id, request.actor)
    context = {
        "survey": survey,
        "versions": [(each, MOVES.get(VersionState(each.state), ())) for each in versions],
        "draft": draft,
        "document": request.POST.get("document") or (bytes(draft.document).decode() if draft else ""),
        "about": request.POST.get("about") or (draft.about if draft else ""),
        "findings": queries.lint(bytes(draft.document), parse_about(draft.about)) if draft else [],
        "rates": rates,
        "suspects": queries.suspects(survey_id),
        "most": settings.HEEDFUL_OPEN_ANSWERS,
        "waiting": waiting[:25],
        "waiting_total": waiting.count(),
        "can_author": request.actor.can(Permission.AUTHOR_SURVEYS, survey.unit_id),
        "contacts": request.POST.get("contacts", ""),
        "collects": queries.still_collects(survey_id),
        "can_publish": request.actor.can(Permission.PUBLISH_SURVEYS, survey.unit_id),
        "refusal": refusal,
    }
    return render(request, "manage/survey.html", context, status=422 if refusal else 200)


@require_POST
def draft(request: StaffRequest, survey_id: UUID) -> HttpResponse:
    """Keep both documents as the draft."""
    survey = _authored(request, survey_id, Permission.AUTHOR_SURVEYS)
    try:
        operations.save_draft(
            survey=survey,
            document=request.POST.get("document", "").encode(),
            about=request.POST.get("about", "").replace("\0", ""),
            by=request.actor,
            at=timezone.now(),
        )
    except Refused as refusal:
        return one(request, survey_id, refusal)
    messages.success(request, "The draft is kept.")
    return redirect("manage:survey", survey_id)


@require_POST
def move(request: StaffRequest, survey_id: UUID) -> HttpResponse:
    """Publish, open, close or archive a version."""
    _authored(request, survey_id, Permission.PUBLISH_SURVEYS)
    verbs = {
        "publish": operations.publish,
        "open": operations.open_collecting,
        "close": operations.close,
        "archive": operations.archive,
    }
    try:
        found = queries.version(uuid_of(request.POST, "version"))
        if found.survey_id != survey_id:
            raise Http404
        verb = text_of(request.POST, "verb")
        if verb not in verbs:
            raise Refused("no such step", field="verb", value=verb, fix="use " + ", ".join(verbs))
        verbs[verb](version=found.id, by=request.actor, at=timezone.now())
    except Refused as refusal:
        return one(request, survey_id, refusal)
    messages.success(request, f"Version {found.number}: done.")
    return redirect("manage:survey", survey_id)


@require_POST
def invite(request: StaffRequest, survey_id: UUID) -> HttpResponse:
    """Plan invitations for the contacts of a list; the contact ledger says who is left out and why."""
    _authored(request, survey_id, Permission.PUBLISH_SURVEYS)
    try:
        references = text_of(request.POST, "contacts", 1_000_000).splitlines()
        invited = asking.invite(survey=survey_id, references=references, by=request.actor, at=timezone.now())
    except Refused as refusal:
        return one(request, survey_id, refusal)
    left_out = "".join(f", {count} left out: {reason}" for reason, count in invited.skipped.items())
    messages.success(request, f"{len(invited.planned)} invitations leave within minutes{left_out}.")
    return redirect("manage:survey", survey_id)


def document(request: StaffRequest, survey_id: UUID, number: int) -> HttpResponse:
    """Give a version's survey.json back, byte for byte."""
    survey = queries.visible_to(request.actor).filter(id=survey_id).first()
    found = queries.versions(survey_id).filter(number=number).first() if survey else None
    if survey is None or found is None:
        raise Http404
    name = f"{survey.code}-{number}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(bytes(found.document), content_type="application/json", headers=headers)


def _shipped(code: str) -> queries.Template:
    found = next((each for each in queries.templates() if each.code == code), None)
    if found is None:
        raise Refused("no such template", field="template", value=code, fix="choose from the list")
    return found


def _authored(request: StaffRequest, survey_id: UUID, permission: Permission) -> UUID:
    survey = queries.visible_to(request.actor).filter(id=survey_id).first()
    if survey is None:
        raise Http404
    request.actor.require(permission, survey.unit_id)
    return survey_id
