"""One inbox for everything customers say, and a colleague's own note of what was said to them."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from heedful.domain.cases import queries as cases
from heedful.domain.customers import queries as customers
from heedful.domain.feedback import queries
from heedful.domain.feedback.enums import Kind
from heedful.domain.followthrough import queries as followthrough
from heedful.domain.organisation import queries as organisation
from heedful.foundation.access import Permission
from heedful.foundation.errors import Refused
from heedful.foundation.ids import new_id
from heedful.interfaces.web.access import StaffRequest
from heedful.interfaces.web.forms import text_of, uuid_or_none, words_of
from heedful.workflows import inner_loop

LONGEST_WORDS = 20_000
BUTTON = """<a href="{}?lang=en" style="position:fixed;inset-block-end:1rem;inset-inline-end:1rem;padding:.75rem 1rem;
border-radius:.5rem;background:#12343b;color:#fff;font:600 1rem system-ui;text-decoration:none">Tell us</a>"""
UNASKED = tuple(kind for kind in Kind if kind is not Kind.ANSWER)


def inbox(request: StaffRequest) -> HttpResponse:
    """List what was said, newest first; kind, unit and words narrow it, all in the address."""
    kind = request.GET.get("kind", "")
    rows = queries.inbox(request.actor, kind=Kind(kind) if kind in set(Kind) else None)
    if words := words_of(request.GET, "q"):
        rows = rows.filter(body__icontains=words)
    if (unit := request.GET.get("unit", "")) and _is_id(unit):
        rows = rows.filter(unit_id__in=organisation.subtree_ids(UUID(unit), timezone.localdate()))
    paged = Paginator(rows, 25).get_page(request.GET.get("page"))
    context = {
        "rows": paged,
        "kinds": list(Kind),
        "kind": kind,
        "q": words,
        "unit": unit,
        "units": organisation.unit_choices(request.actor, Permission.SEE_FEEDBACK, timezone.localdate()),
        "cases_of": cases.cases_of_submissions([one.id for one in paged]),
        "button": BUTTON.format(request.build_absolute_uri(reverse("respond:feedback"))),
        "can_note": request.actor.can(Permission.RECORD_FEEDBACK),
    }
    return render(request, "manage/feedback.html", context)


def one(request: StaffRequest, submission_id: UUID) -> HttpResponse:
    """Show one submission with its scores, its history and its case."""
    found = queries.submission(submission_id, request.actor)
    context = {
        "one": found,
        "scores": queries.scores(submission_id),
        "records": [r for r in queries.records(submission_id) if r.value_number is None],
        "history": queries.history(submission_id),
        "reports": followthrough.drafts(request.actor),
        "case": cases.cases_of_submissions([submission_id]).get(submission_id),
    }
    return render(request, "manage/submission.html", context)


def note(request: StaffRequest) -> HttpResponse:
    """Record what a customer said to a colleague, at a counter or on the phone."""
    refusal = None
    given = request.POST
    if request.method == "POST":
        try:
            received = inner_loop.receive_feedback(
                kind=Kind(given.get("kind", "")) if given.get("kind") in UNASKED else Kind.COMPLAINT,
                channel=text_of(given, "channel", 32) or "phone",
                body=text_of(given, "body", LONGEST_WORDS),
                about=text_of(given, "about", LONGEST_WORDS),
                wanted=text_of(given, "wanted", LONGEST_WORDS),
                name=text_of(given, "name"),
                email=text_of(given, "email"),
                submission_id=f"note:{text_of(given, 'key', 100) or new_id()}",
                source_type="note",
                unit_id=_unit(request),
                by=request.actor,
                at=timezone.now(),
            )
        except Refused as caught:
            refusal = caught
        else:
            followed = received.followed_up
            where = f" Case {followed.reference} is open." if followed and followed.reference else ""
            messages.success(request, f"The note is kept.{where}")
            return redirect("manage:feedback")
    context = {
        "kinds": UNASKED,
        "given": given,
        "key": given.get("key") or new_id(),
        "refusal": refusal,
        "units": organisation.unit_choices(request.actor, Permission.RECORD_FEEDBACK, timezone.localdate()),
    }
    return render(request, "manage/note.html", context, status=422 if refusal else 200)


def _unit(request: StaffRequest) -> UUID | None:
    choices = organisation.unit_choices(request.actor, Permission.RECORD_FEEDBACK, timezone.localdate())
    chosen = uuid_or_none(request.POST, "unit", dict(choices))
    if chosen:
        return chosen
    known = customers.contact_by_email(text_of(request.POST, "email"))
    return known.account.unit_id if known else None


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
