"""You said, we did: reports back to the customers whose words led to a change."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from heedful.domain.followthrough import operations, queries
from heedful.domain.followthrough.enums import ReportState, Subject
from heedful.domain.organisation import queries as organisation
from heedful.domain.surveys import queries as surveys
from heedful.foundation.access import Permission
from heedful.foundation.errors import Refused
from heedful.interfaces.web.access import StaffRequest
from heedful.interfaces.web.forms import enum_of, text_of, uuid_of, uuid_or_none, words_of
from heedful.workflows import reporting_back


def everything(request: StaffRequest) -> HttpResponse:
    """List the reports in sight, newest first."""
    rows = Paginator(queries.reports(request.actor), 50).get_page(request.GET.get("page"))
    context = {"rows": rows, "can_write": request.actor.can(Permission.WRITE_REPORTS)}
    return render(request, "manage/reports.html", context)


def new(request: StaffRequest) -> HttpResponse:
    """Write a draft; the problem or decision in the address is what was done."""
    refusal, given = None, request.POST or request.GET
    units = organisation.unit_choices(request.actor, Permission.WRITE_REPORTS, timezone.localdate())
    if request.method == "POST":
        try:
            made = reporting_back.write(
                **_words(request),
                unit_id=uuid_of(given, "unit", dict(units)),
                subject=enum_of(Subject, given, "subject", Subject.CHANGE),
                subject_id=uuid_or_none(given, "subject_id"),
                by=request.actor,
                at=timezone.now(),
            )
            return redirect("manage:report", made)
        except Refused as caught:
            refusal = caught
    subject = next((each for each in Subject if each == words_of(given, "subject", 20)), Subject.CHANGE)
    context = {"given": given, "refusal": refusal, "units": units, "subject": subject}
    return render(request, "manage/report_new.html", context, status=422 if refusal else 200)


def one(request: StaffRequest, report_id: UUID, refusal: Refused | None = None) -> HttpResponse:
    """Show a report, whose words are behind it and whom it reached."""
    actor, found = request.actor, queries.report(request.actor, report_id)
    writes = actor.can(Permission.WRITE_REPORTS, found.unit_id)
    draft = found.state == ReportState.DRAFT
    asked_with = list(surveys.collecting_now(actor)) if writes and found.sent_at else []
    context = {
        "report": found,
        "reach": queries.reach(found),
        "can_write": writes and draft,
        "can_approve": draft and actor.can(Permission.APPROVE_REPORTS, found.unit_id) and actor.id != found.author_id,
        "can_send": writes and found.state == ReportState.APPROVED,
        "felt": queries.felt(found) if found.sent_at else None,
        "surveys": asked_with,
        "can_ask": writes and found.state == ReportState.SENT and asked_with,
        "given": request.POST,
        "refusal": refusal,
    }
    return render(request, "manage/report.html", context, status=422 if refusal else 200)


@require_POST
def act(request: StaffRequest, report_id: UUID, what: str) -> HttpResponse:
    """Rewrite, link words, approve or send."""
    common: dict[str, Any] = {"report_id": report_id, "by": request.actor, "at": timezone.now()}
    try:
        if what == "rewrite":
            operations.rewrite_report(**_words(request), **common)
        elif what == "words":
            added = reporting_back.add_words(references=text_of(request.POST, "references", 20_000).split(), **common)
            messages.success(request, f"{added} more voices.")
        elif what == "approve":
            operations.approve_report(**common)
        elif what == "send":
            leaving = reporting_back.send(**common)
            messages.success(request, f"{leaving} messages leave within minutes.")
        elif what == "ask":
            collecting = {each.id for each in surveys.collecting_now(request.actor)}
            asked = operations.reask(survey_id=uuid_of(request.POST, "survey", collecting), **common)
            messages.success(request, f"{asked} people are asked.")
        else:
            raise Http404
    except Refused as refusal:
        return one(request, report_id, refusal)
    return redirect("manage:report", report_id)


@require_POST
def link(request: StaffRequest, submission_id: UUID) -> HttpResponse:
    """Link a piece of feedback to a draft."""
    report_id = uuid_of(request.POST, "report")
    common: dict[str, Any] = {"by": request.actor, "at": timezone.now()}
    reporting_back.add_words(report_id=report_id, references=(), submissions=[submission_id], **common)
    messages.success(request, "Linked.")
    return redirect("manage:report", report_id)


def _words(request: StaffRequest) -> dict[str, Any]:
    return {name: text_of(request.POST, name, 2_000) for name in ("title", "you_said", "we_did")}
