"""What a leader sees first: promises about to break, how the scores stand, what customers say."""

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from heedful.analytics.scores.figure import compare
from heedful.domain.cases import queries as cases
from heedful.domain.feedback import queries as feedback
from heedful.domain.feedback.enums import Kind
from heedful.domain.measurement import queries as measurement
from heedful.domain.measurement.rules import add_months
from heedful.foundation.access import Permission
from heedful.interfaces.web.access import StaffRequest
from heedful.interfaces.web.due import due
from heedful.interfaces.web.manage import waiting

SHOWN = 8
HEADLINE = ("nps", "ces", "clock_attainment", "delivered_on_time")


def home(request: StaffRequest) -> HttpResponse:
    """Answer what changed and what to do now."""
    at, actor = timezone.now(), request.actor
    this = at.date().replace(day=1)
    last, before = add_months(this, -1), add_months(this, -2)
    now = [measurement.figures(definition=m, actor=actor, at=at, since=last, until=this)[0] for m in HEADLINE]
    then = [measurement.figures(definition=m, actor=actor, at=at, since=before, until=last)[0] for m in HEADLINE]
    late = cases.queue(actor, cases.Filters(due="late"), at=at, limit=SHOWN) if _works(request) else None
    said = feedback.inbox(actor, since=at - timedelta(days=7)) if actor.can(Permission.SEE_FEEDBACK) else None
    complaints = list(said.filter(kind=Kind.COMPLAINT)[:4]) if said is not None else []
    context = {
        "cards": compare(list(zip(now, then, strict=True))),
        "month": measurement.month_name(f"{last:%Y-%m}"),
        "before": measurement.month_name(f"{before:%Y-%m}"),
        "since": f"{last:%Y-%m}",
        "counts": cases.counts(actor, at=at) if _works(request) else None,
        "late": [(row, due(row.next_due_at, at)) for row in late.rows] if late else [],
        "complaints": complaints,
        "cases_of": cases.cases_of_submissions([one.id for one in complaints]),
        "praise": list(said.filter(kind=Kind.COMPLIMENT)[:2]) if said is not None else [],
        "closed": measurement.last_closed(),
        "at_risk": waiting.at_risk(actor),
        "waiting": waiting.lines(actor, at),
    }
    return render(request, "manage/home.html", context)


def _works(request: StaffRequest) -> bool:
    return request.actor.can(Permission.SEE_CASES)
