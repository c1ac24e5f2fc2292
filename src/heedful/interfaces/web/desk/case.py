"""One case: the customer's words, its clocks, the guide, what can be done next."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone

from heedful.analytics.calendar_intervals import Span
from heedful.domain.cases import operations, queries
from heedful.domain.cases.enums import (
    CaseKind,
    CaseState,
    ClockResult,
    ClockState,
    Confirmation,
    Grounds,
    LetterKind,
    Outcome,
    Priority,
    RedressKind,
    Severity,
    Step,
)
from heedful.domain.cases.operations import PolicyShield
from heedful.domain.cases.queries import ClockView
from heedful.domain.cases.rules.clocks import Reading
from heedful.domain.cases.rules.recovery import GUIDE
from heedful.domain.cases.rules.states import OPEN_STATES
from heedful.domain.communication.queries import cascade
from heedful.domain.employees.queries import training
from heedful.domain.feedback import queries as feedback
from heedful.domain.followthrough import queries as followthrough
from heedful.domain.guidance import queries as guidance
from heedful.domain.journeys.enums import TargetKind
from heedful.domain.organisation import queries as organisation
from heedful.domain.problems import queries as problems
from heedful.domain.problems.enums import CauseCategory
from heedful.foundation.access import Permission
from heedful.foundation.errors import NotFound, Refused
from heedful.interfaces.web.access import StaffRequest
from heedful.interfaces.web.due import Due, due
from heedful.interfaces.web.templatetags.heedful_web import dur
from heedful.rendering.documents import letter_pdf

CHANNELS = {"email": "Mail it", "phone": "Said on the phone", "chat": "Said in chat", "letter": "Sent by letter"}


@dataclass(frozen=True, slots=True)
class ShownClock:
    """A clock in words: what it promises, where it stands, and each interval that it counted or skipped."""

    label: str
    words: str
    tone: str
    due: Due | None
    lines: list[queries.ExplainedLine]


def case(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Show a case."""
    return show(request, case_id)


def show(request: StaffRequest, case_id: UUID, what: str = "", refusal: Refused | None = None) -> HttpResponse:
    """Render the case; after a refusal, with what was typed and why it was not done."""
    at, actor = timezone.now(), request.actor
    detail = queries.case_detail(actor, case_id, at=at)
    found = detail.case
    steps = {done.step: done for done in detail.episode.steps.all()}
    said = feedback.visible_to(actor).filter(id__in=detail.submissions).prefetch_related("records")
    context = {
        "detail": detail,
        "case": found,
        "episode": detail.episode,
        "kind": CaseKind(found.kind),
        "state": CaseState(found.state),
        "severity": Severity(found.severity),
        "priority": Priority(found.priority),
        "is_open": found.state in OPEN_STATES,
        "told": cascade.holding_at(actor.id, found.touchpoint_id, at) if actor.id and found.touchpoint_id else [],
        "guided": _guided(request, found.touchpoint_id, found.received_at),
        "can_work": actor.can(Permission.WORK_CASES, found.unit_id),
        "can_trace": actor.can(Permission.SEE_CASCADE),
        "can_export": actor.can(Permission.EXPORT_DATA, found.unit_id),
        "clocks": [_shown(view, at) for view in detail.clocks],
        "guide": [(step, text, steps.get(step)) for step, text in GUIDE.items()],
        "said": said,
        "status_link": operations.status_link(found),
        "address": operations.address(found),
        "promises": followthrough.promises_of(request.actor, found.id),
        "may_promise": request.actor.can(Permission.MAKE_PROMISES, found.unit_id),
        "channels": CHANNELS,
        "colleagues": _hands(request, found.kind, at),
        "unqualified": training.unqualified(found.owner_id, found.kind, at.date()),
        "severities": list(Severity),
        "priorities": list(Priority),
        "outcomes": [each for each in Outcome if each is not Outcome.WITHDRAWN],
        "confirmations": [Confirmation.TOLD_US, Confirmation.SILENCE],
        "redress_kinds": list(RedressKind),
        "steps": list(Step),
        "offers": queries.offers(actor, at, found.unit_id) if found.state in OPEN_STATES else [],
        "exemptions": queries.exemptions_of(found.id),
        "grounds": list(Grounds),
        "handed": queries.hand_overs_of(actor, found.id, at),
        "used": queries.time_used(actor, found.id, at),
        "departments": _departments(request, found.unit_id, at),
        **_behind(request, found.id, at),
        "what": what,
        "refusal": refusal,
        "shield": isinstance(refusal, PolicyShield),
        "given": request.POST,
    }
    return render(request, "desk/case.html", context, status=422 if refusal else 200)


def _departments(request: StaffRequest, unit_id: UUID, at: datetime) -> list[tuple[UUID, str]]:
    """Return whom a colleague of the unit may ask: every other unit, partners last; a partner asks nobody here."""
    if not request.actor.can(Permission.SEE_FEEDBACK, unit_id):
        return []
    rows = [row.unit for row in organisation.tree(at.date()) if row.unit.id != unit_id]
    rows.sort(key=lambda unit: (unit.kind == "partner", unit.name))
    return [(unit.id, unit.name) for unit in rows]


def _hands(request: StaffRequest, kind: str, at: datetime) -> list[tuple[UUID, str, date | None]]:
    """Return to whom a case may go: a complaint first to who is qualified for it, with the last day that holds."""
    choices = organisation.colleague_choices(request.actor.units(Permission.WORK_CASES), at.date())
    if kind != CaseKind.COMPLAINT:
        return [(person, name, None) for person, name in choices]
    return training.preferred(choices, at.date())


def _guided(request: StaffRequest, touchpoint_id: UUID | None, at: datetime) -> list[guidance.Document]:
    """Return the guidelines and procedures that held at the case's touchpoint on its day."""
    may = request.actor.can(Permission.SEE_GUIDANCE)
    return guidance.for_case(request.actor, touchpoint_id, at) if may and touchpoint_id else []


def _behind(request: StaffRequest, case_id: UUID, at: datetime) -> dict[str, object]:
    """Tell what is known about what lies behind a case; partners see none of it."""
    if not request.actor.can(Permission.SEE_PROBLEMS):
        return {}
    linked = problems.problems_of_case(case_id, request.actor)
    return {
        "linked": linked,
        "known": problems.known_errors(case_id, request.actor, at.date()),
        "linkable": problems.choices_for_case(request.actor, [link.problem_id for link in linked]),
        "categories": list(CauseCategory),
        "coded": problems.has_coded(case_id, request.actor),
        "sees_problems": True,
    }


def file(request: StaffRequest, case_id: UUID, attachment_id: UUID) -> HttpResponse:
    """Send a file of the discussion as a download, never to be shown in place."""
    found = queries.attachment(request.actor, case_id, attachment_id)
    response = HttpResponse(bytes(found.content), content_type="application/octet-stream")
    name = "".join(c if c.isalnum() or c in "._- " else "_" for c in found.name)
    response.headers["Content-Disposition"] = f'attachment; filename="{name.encode("ascii", "replace").decode()}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def letter(request: StaffRequest, case_id: UUID, kind: str) -> HttpResponse:
    """Send a letter as PDF; what it lacks is said on the case's page."""
    at = timezone.now()
    if kind not in set(LetterKind):
        raise Http404
    try:
        data = queries.letter_of(request.actor, case_id, LetterKind(kind), at=at)
    except NotFound:
        raise
    except Refused as refusal:
        return show(request, case_id, "letter", refusal)
    response = HttpResponse(letter_pdf(data, at=at), content_type="application/pdf")
    reference = queries.find_case(request.actor, case_id).reference
    response.headers["Content-Disposition"] = f'attachment; filename="{reference}-{kind}.pdf"'
    return response


def record(request: StaffRequest, case_id: UUID) -> JsonResponse:
    """Send the whole record of a case, for an auditor."""
    kept = queries.case_record(request.actor, case_id, at=timezone.now())
    name = f'attachment; filename="{kept["case"]["reference"]}.json"'
    return JsonResponse(kept, headers={"Content-Disposition": name}, json_dumps_params={"indent": 1})


def _shown(view: ClockView, at: datetime) -> ShownClock:
    reading = view.reading
    soon = due(view.due_at, at)
    if reading.state is ClockState.PAUSED:
        words, tone = f"paused, {_left(reading)} left", ""
    elif reading.state is ClockState.CANCELLED:
        words, tone = "no longer promised", ""
    elif reading.state is ClockState.STOPPED:
        words, tone = ("kept", "good") if reading.result is ClockResult.MET else ("missed", "bad")
    else:
        words, tone = (soon.words, soon.tone) if soon else ("", "")
    return ShownClock(TargetKind(view.clock.kind).label, words, tone, soon, queries.explain(view))


def _left(reading: Reading) -> str:
    """Word what is left of a promise; a working day is no day of 24 hours, so working time stays in hours."""
    left = max(0, reading.remaining)
    return f"{left / 3600:.3g} working hours" if reading.terms.span is Span.BUSINESS_SECONDS else dur(left)
