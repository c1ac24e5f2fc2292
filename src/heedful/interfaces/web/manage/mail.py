"""Mail that came in: what waits for a person, and what became of the rest."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from heedful.domain.cases import queries as cases
from heedful.domain.correspondence import queries
from heedful.domain.correspondence.enums import WAITING, MailState
from heedful.domain.feedback.enums import Kind
from heedful.foundation.access import Permission
from heedful.foundation.errors import Refused
from heedful.interfaces.web.access import StaffRequest
from heedful.interfaces.web.forms import enum_of, text_of, words_of
from heedful.workflows import mail_filing

UNASKED = tuple(kind for kind in Kind if kind is not Kind.ANSWER)


def everything(request: StaffRequest) -> HttpResponse:
    """List the mail in sight, newest first; what waits for a person by default."""
    actor = request.actor
    state, words = words_of(request.GET, "state", 20), words_of(request.GET, "q")
    rows = queries.visible_to(actor)
    if state in set(MailState):
        rows = rows.filter(state=state)
    elif state != "all":
        rows = rows.filter(state__in=WAITING)
    if words:
        rows = rows.filter(subject__icontains=words) | rows.filter(sender_address__icontains=words)
    context = {
        "rows": Paginator(rows, 25).get_page(request.GET.get("page")),
        "state": state,
        "states": list(MailState),
        "q": words,
        "counts": queries.counts(actor),
        "positions": queries.positions() if actor.everywhere(Permission.SEE_FEEDBACK) else [],
    }
    return render(request, "manage/mail.html", context)


def one(request: StaffRequest, mail_id: UUID, refusal: Refused | None = None) -> HttpResponse:
    """Show a mail, and what may be decided about it."""
    mail = queries.find(request.actor, mail_id)
    case = cases.find_case(request.actor, mail.case_id) if mail.case_id else None
    context = {
        "mail": mail,
        "case": case,
        "reference": text_of(request.POST, "case", 20) or (case.reference if case else ""),
        "decidable": mail.state in WAITING and request.actor.can(Permission.RECORD_FEEDBACK, mail.unit_id),
        "readable": mail.state != MailState.UNREADABLE,
        "kinds": UNASKED,
        "given": request.POST,
        "refusal": refusal,
    }
    return render(request, "manage/mail_one.html", context, status=422 if refusal else 200)


@require_POST
def act(request: StaffRequest, mail_id: UUID, what: str) -> HttpResponse:
    """Attach, file or dismiss a mail that waited."""
    given, by, at = request.POST, request.actor, timezone.now()
    try:
        if what == "attach":
            mail_filing.attach_waiting(mail_id=mail_id, reference=text_of(given, "case", 20), by=by, at=at)
        elif what == "file":
            mail_filing.file_waiting(mail_id=mail_id, kind=enum_of(Kind, given, "kind"), by=by, at=at)
        elif what == "dismiss":
            mail_filing.dismiss(mail_id=mail_id, why=text_of(given, "why", 300), by=by, at=at)
        else:
            raise Http404
    except Refused as caught:
        return one(request, mail_id, caught)
    said = {"attach": "The mail is in its case.", "file": "The mail is recorded.", "dismiss": "The mail is laid aside."}
    messages.success(request, said[what])
    return redirect("manage:mail")


def original(request: StaffRequest, mail_id: UUID) -> HttpResponse:
    """Send a mail as it came, to be saved and never shown by the browser."""
    mail = queries.find(request.actor, mail_id)
    response = HttpResponse(bytes(mail.raw), content_type="application/octet-stream")
    response.headers["Content-Disposition"] = f'attachment; filename="{mail.id}.eml"'
    return response
