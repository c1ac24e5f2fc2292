"""One's own time: the diary, the calendar, what was found out, and the actions that one owes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from heedful.domain.employees.enums import TimeKind
from heedful.domain.employees.operations import ledger as operations
from heedful.domain.employees.queries import ledger as queries
from heedful.domain.employees.rules.calendars import MOST_BYTES
from heedful.domain.organisation import queries as organisation
from heedful.foundation.errors import NotFound, Refused
from heedful.interfaces.web.access import StaffRequest
from heedful.interfaces.web.forms import date_of, enum_of, text_of, uuid_of

SHOWN = timedelta(days=90)
LONG = 2_000


def own(request: StaffRequest, refusal: Refused | None = None) -> HttpResponse:
    """Show the last 90 days of the colleague's diary, with what each hour counts for."""
    today, actor = timezone.localdate(), request.actor
    since, until = today - SHOWN, today + timedelta(days=1)
    rows = queries.diary(actor, since, until)
    context = {
        "rows": rows,
        "time": queries.time_of(actor.id, since, until) if actor.id else None,
        "owed": queries.open_actions(actor),
        "kinds": list(TimeKind),
        "people": organisation.colleague_choices(None, today) if any(r.kind is TimeKind.DEBRIEF for r in rows) else [],
        "today": today,
        "since": since,
        "due": today + timedelta(days=14),
        "refusal": refusal,
        "given": request.POST,
    }
    return render(request, "colleagues/time.html", context, status=422 if refusal else 200)


@require_POST
def step(request: StaffRequest, what: str) -> HttpResponse:
    """Write time down, load a calendar, add a finding or an action, or say that one is done."""
    if what not in STEPS:
        raise Http404
    try:
        said = STEPS[what](request)
    except NotFound:
        raise
    except Refused as refusal:
        return own(request, refusal)
    messages.success(request, said)
    return redirect("colleagues:time")


def _write(request: StaffRequest) -> str:
    given = request.POST
    day = date_of(given, "day", timezone.localdate())
    starts_at, ends_at = (_moment(given, name, day) for name in ("from", "until"))
    operations.write_time(
        kind=enum_of(TimeKind, given, "kind"), starts_at=starts_at, ends_at=ends_at,
        finding=text_of(given, "finding", LONG), by=request.actor, at=timezone.now(),
    )  # fmt: skip
    return "Written down."


def _calendar(request: StaffRequest) -> str:
    sent = request.FILES.get("file")
    if sent is None or (sent.size or 0) > MOST_BYTES:
        raise Refused("no calendar file up to 2 MB", field="file", fix="export your calendar as .ics")
    today = timezone.localdate()
    since = date_of(request.POST, "since", today - SHOWN)
    loaded = operations.load_calendar(
        content=sent.read(), since=since, until=today + timedelta(days=1), by=request.actor, at=timezone.now()
    )
    return f"{loaded.new} new meetings, {loaded.changed} changed, {loaded.same} known, {loaded.gone} removed."


def _finding(request: StaffRequest) -> str:
    entry, text = uuid_of(request.POST, "entry"), text_of(request.POST, "finding", LONG)
    operations.add_finding(entry_id=entry, text=text, by=request.actor, at=timezone.now())
    return "Kept: the day counts."


def _action(request: StaffRequest) -> str:
    given, today = request.POST, timezone.localdate()
    people = dict(organisation.colleague_choices(None, today))
    operations.add_action(
        entry_id=uuid_of(given, "entry"), text=text_of(given, "action", LONG),
        owner_id=uuid_of(given, "owner", people), due_on=date_of(given, "due_on", today + timedelta(days=14)),
        by=request.actor, at=timezone.now(),
    )  # fmt: skip
    return "Kept, and its owner is told."


def _done(request: StaffRequest) -> str:
    action: UUID = uuid_of(request.POST, "action")
    operations.finish_action(action_id=action, by=request.actor, at=timezone.now())
    return "Done."


def _moment(given: dict[str, str], name: str, day: object) -> datetime:
    text = str(given.get(name, "")).strip()
    try:
        moment = datetime.fromisoformat(f"{day}T{text[:5]}")
    except ValueError:
        raise Refused("no such time", field=name, value=text, fix="write it as 14:30") from None
    return timezone.make_aware(moment)


STEPS: dict[str, Callable[[StaffRequest], str]] = {
    "write": _write,
    "calendar": _calendar,
    "finding": _finding,
    "action": _action,
    "done": _done,
}
