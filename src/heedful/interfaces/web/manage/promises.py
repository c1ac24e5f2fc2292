"""The promise ledger: what was promised to whom by when, and what became of it."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from heedful.domain.followthrough import operations, queries
from heedful.domain.followthrough.enums import PromiseState, PromiseVerb, Source, Whom
from heedful.domain.followthrough.queries.promises import STATES
from heedful.domain.followthrough.rules.promises import WORDS_NEEDED, sentence
from heedful.domain.organisation import queries as organisation
from heedful.foundation.access import Permission
from heedful.foundation.errors import Refused
from heedful.interfaces.web.access import StaffRequest
from heedful.interfaces.web.forms import date_of, enum_of, text_of, uuid_of, uuid_or_none, words_of
from heedful.workflows import keeping_promises

YEAR = timedelta(days=365)
WEEK = timedelta(days=7)


def ledger(request: StaffRequest) -> HttpResponse:
    """List the promises in sight, the next due first, above the count of the last twelve months."""
    actor, today = request.actor, timezone.localdate()
    state, whom = words_of(request.GET, "state", 20), words_of(request.GET, "whom", 20)
    filters = queries.Filters(state if state in STATES else "all", whom if whom in set(Whom) else "")
    found = queries.kept(actor, today - YEAR, today, today)
    context = {
        "rows": Paginator(queries.promises(actor, filters, today), 50).get_page(request.GET.get("page")),
        "filters": filters,
        "states": PromiseState,
        "whoms": Whom,
        "kept": found,
        "sentence": sentence(found),
        "share": round(100 * found.rate) if found.rate is not None else None,
        "today": today,
        "can_make": actor.can(Permission.MAKE_PROMISES),
    }
    return render(request, "manage/promises.html", context)


def new(request: StaffRequest) -> HttpResponse:
    """Write a promise down; a case, pack or campaign in the address is where it was made."""
    actor, at, today, refusal = request.actor, timezone.now(), timezone.localdate(), None
    given = request.POST or request.GET
    units = organisation.unit_choices(actor, Permission.MAKE_PROMISES, today)
    colleagues = organisation.colleague_choices(actor.units(Permission.MAKE_PROMISES), today)
    if request.method == "POST":
        try:
            made = keeping_promises.promise(
                text=text_of(given, "text", 500),
                whom=enum_of(Whom, given, "whom"),
                due_on=date_of(given, "due_on", today + WEEK),
                owner_id=uuid_of(given, "owner", dict(colleagues)),
                unit_id=uuid_or_none(given, "unit", dict(units)),
                source=enum_of(Source, given, "source", Source.BY_HAND),
                source_id=uuid_or_none(given, "source_id"),
                by=actor,
                at=at,
            )
            messages.success(request, "The promise is written down.")
            return redirect("manage:promise", made)
        except Refused as caught:
            refusal = caught
    context = {
        "given": given,
        "refusal": refusal,
        "units": units,
        "colleagues": colleagues,
        "me": actor.id,
        "whoms": Whom,
        "source": next((each for each in Source if each == words_of(given, "source", 20)), Source.BY_HAND),
        "next_week": today + WEEK,
    }
    return render(request, "manage/promise_new.html", context, status=422 if refusal else 200)


def one(request: StaffRequest, promise_id: UUID, refusal: Refused | None = None) -> HttpResponse:
    """Show a promise and, to whom it concerns, the ways to settle it."""
    found = queries.promise(request.actor, promise_id)
    context = {
        "promise": found,
        "today": timezone.localdate(),
        "settleable": queries.settleable(request.actor, found),
        "verbs": [(verb, WORDS_NEEDED[verb]) for verb in PromiseVerb],
        "given": request.POST,
        "refusal": refusal,
    }
    return render(request, "manage/promise.html", context, status=422 if refusal else 200)


@require_POST
def settle(request: StaffRequest, promise_id: UUID) -> HttpResponse:
    """Say what became of a promise."""
    try:
        found = operations.settle_promise(
            promise_id=promise_id,
            verb=enum_of(PromiseVerb, request.POST, "verb"),
            words=text_of(request.POST, "words", 2_000),
            by=request.actor,
            at=timezone.now(),
        )
    except Refused as refusal:
        return one(request, promise_id, refusal)
    messages.success(request, f"Settled: {PromiseState(found.state).label.lower()}.")
    return redirect("manage:promise", promise_id)
