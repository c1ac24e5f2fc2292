"""What an agent sees first: customers' words, own cases by due time, what changed."""

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from heedful.domain.cases import queries as cases
from heedful.domain.communication.queries import cascade
from heedful.domain.feedback import queries as feedback
from heedful.foundation.access import Permission
from heedful.foundation.notify import operations as notify
from heedful.foundation.notify import queries as notify_queries
from heedful.interfaces.web.access import StaffRequest
from heedful.interfaces.web.due import due

SHOWN = 6
WEEK = timedelta(days=7)


def home(request: StaffRequest) -> HttpResponse:
    """Answer what changed and what to do now."""
    at, actor = timezone.now(), request.actor
    page = cases.queue(actor, cases.Filters(owner_id=actor.id), at=at, limit=SHOWN)
    said = feedback.inbox(actor, since=at - WEEK) if actor.can(Permission.SEE_FEEDBACK) else None
    mine = list(said.filter(colleague_id=actor.id)[:SHOWN]) if said is not None else []
    words = mine or (list(said[:SHOWN]) if said is not None else [])
    notices = list(notify_queries.notices(actor.id)[:SHOWN]) if actor.id else []
    context = {
        "counts": cases.counts(actor, at=at),
        "rows": [(row, due(row.next_due_at, at)) for row in page.rows],
        "total": page.total,
        "next_unowned": cases.queue(actor, cases.Filters(unowned=True), at=at, limit=1).rows,
        "words": words,
        "mine": bool(mine),
        "cases_of": cases.cases_of_submissions([one.id for one in words]),
        "notices": notices,
        "to_read": cascade.unread_count(actor.id, at) if actor.id else 0,
        "can_work": actor.can(Permission.WORK_CASES),
    }
    return render(request, "desk/home.html", context)


def notices(request: StaffRequest) -> HttpResponse:
    """Show the colleague's notices; marking them read is a POST."""
    actor = request.actor
    if request.method == "POST":
        if actor.id:
            notify.mark_read(person_id=actor.id, at=timezone.now())
        return redirect("desk:notices")
    found = notify_queries.notices(actor.id)[:100] if actor.id else []
    return render(request, "desk/notices.html", {"notices": found})
