"""Whom we write to: the ledger of asks and messages, why somebody was skipped, and the rules."""

from dataclasses import asdict
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from heedful.domain.contacting import operations, queries
from heedful.domain.contacting.enums import ApproachState, BounceKind, SkipReason
from heedful.domain.contacting.rules.limits import BOUNDS, LABELS, Limits
from heedful.domain.contacting.rules.wording import SENTENCES
from heedful.domain.customers import queries as customers
from heedful.domain.organisation import queries as organisation
from heedful.foundation.access import Permission
from heedful.foundation.errors import Refused
from heedful.interfaces.web.access import StaffRequest
from heedful.interfaces.web.forms import Given, int_of, text_of, uuid_or_none, words_of
from heedful.workflows import asking

SINCE = timedelta(days=90)


def ledger(request: StaffRequest) -> HttpResponse:
    """List what was sent and what was not; a reason narrows the list."""
    actor, at = request.actor, timezone.now()
    rows = queries.visible_to(actor)
    state, reason = words_of(request.GET, "state"), words_of(request.GET, "reason")
    if state in set(ApproachState):
        rows = rows.filter(state=state)
    if reason in set(SkipReason) and reason:
        rows = rows.filter(reason=reason)
    paged = Paginator(rows, 50).get_page(request.GET.get("page"))
    sums = queries.counts(actor, at - SINCE)
    number, limits = queries.in_force([None], timezone.localdate())[None]
    context = {
        "paged": paged,
        "lines": queries.lines(paged),
        "asked": [(s, n) for s, r, n in sums if not r],
        "skipped": [(r, SENTENCES[SkipReason(r)].split(" (")[0].split(":")[0].rstrip("."), n) for _, r, n in sums if r],
        "states": list(ApproachState),
        "reasons": [each for each in SkipReason if each],
        "state": state,
        "reason": reason,
        "limits": limits,
        "number": number,
    }
    return render(request, "manage/contacting.html", context)


def person(request: StaffRequest, contact_id: UUID, refusal: Refused | None = None) -> HttpResponse:
    """Show whether a person may be written to now, why not, and every message or skip so far."""
    view = queries.person(request.actor, contact_id, at=timezone.now())
    contact = customers.seen_contact(request.actor, contact_id)
    may = request.actor.can(Permission.RECORD_FEEDBACK, contact.account.unit_id)
    context = {"view": view, "contact": contact, "may_record": may, "refusal": refusal}
    return render(request, "manage/contacting_person.html", context, status=422 if refusal else 200)


@require_POST
def record(request: StaffRequest, contact_id: UUID, what: str) -> HttpResponse:
    """Keep what a person told us, or what their mailbox did: no more mail, or mail came back."""
    contact = customers.seen_contact(request.actor, contact_id)
    request.actor.require(Permission.RECORD_FEEDBACK, contact.account.unit_id)
    common: dict[str, Any] = {"by": request.actor, "at": timezone.now()}
    try:
        if what == "stop":
            operations.opt_out(contact_id=contact_id, **common)
            messages.success(request, f"{contact.name} gets no more questions or news from us.")
        elif what == "bounced":
            asking.record_bounce(address=contact.email, kind=BounceKind.HARD, note="seen by a colleague", **common)
            messages.success(request, "Kept. We write again when they have a new address.")
        else:
            raise Http404
    except Refused as refusal:
        return person(request, contact_id, refusal)
    return redirect("manage:contacting_person", contact_id)


def rules(request: StaffRequest) -> HttpResponse:
    """Show the rules in force and their versions; a POST makes the next one."""
    actor, at, refusal = request.actor, timezone.now(), None
    units = organisation.unit_choices(actor, Permission.SET_CONTACT_RULES, timezone.localdate())
    if request.method == "POST":
        try:
            made = operations.set_rules(
                given=limits_of(request.POST),
                unit_id=uuid_or_none(request.POST, "unit", {key for key, _ in units}),
                reason=text_of(request.POST, "reason", 1_000),
                by=actor,
                at=at,
            )
            messages.success(request, f"Rules {made.number} are in force.")
            return redirect("manage:contacting_rules")
        except Refused as caught:
            refusal = caught
    number, limits = queries.in_force([None], timezone.localdate())[None]
    context = {
        "number": number,
        "lines": [(name, label, request.POST.get(name, asdict(limits)[name])) for name, label in LABELS.items()],
        "versions": queries.versions(),
        "units": units,
        "everywhere": actor.everywhere(Permission.SET_CONTACT_RULES),
        "given": request.POST,
        "refusal": refusal,
    }
    return render(request, "manage/contacting_rules.html", context, status=422 if refusal else 200)


def limits_of(given: Given) -> Limits:
    """Read limits from a form."""
    return Limits(**{name: int_of(given, name, low=low, high=high) for name, (low, high) in BOUNDS.items()})
