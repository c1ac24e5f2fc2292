"""A customer's page of their case: where it stands, what happens next and by when; no account, no script."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from heedful.domain.cases import operations as cases
from heedful.domain.cases import queries
from heedful.domain.cases.enums import CaseState, Direction
from heedful.domain.cases.rules.states import IN_PLAIN_WORDS, OPEN_STATES
from heedful.domain.journeys.enums import TargetKind
from heedful.foundation.access import CUSTOMER
from heedful.foundation.errors import Refused
from heedful.interfaces.web.respond.words import direction, words

LANGUAGE = "en"
LIMIT = 30_000
PROMISES = {
    TargetKind.ACKNOWLEDGE: "A colleague will confirm your message",
    TargetKind.FIRST_RESPONSE: "You will have an answer from a colleague",
    TargetKind.RESOLUTION: "We want it solved",
}
STAGES = ("Received", "Taken up", "Being looked into", "Answered", "Closed")
STAGE_OF = {CaseState.NEW: 0, CaseState.REOPENED: 0, CaseState.ACKNOWLEDGED: 1} | {
    CaseState.PROPOSED: 3, CaseState.ACCEPTED: 3, CaseState.CLOSED: 4, CaseState.WITHDRAWN: 4,
}  # fmt: skip


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def status(request: HttpRequest, token: str) -> HttpResponse:
    """Show the case; only a POST changes anything, so that a mail scanner may open the link."""
    at = timezone.now()
    case = queries.case_by_status(token, at=at)
    error = ""
    if request.method == "POST":
        try:
            _say(request, case.id, CaseState(case.state), at)
        except Refused as refusal:
            error = refusal.message
        else:
            return HttpResponseRedirect(request.path, status=303)
    state = CaseState(case.state)
    where, following = IN_PLAIN_WORDS[state]
    stage = STAGE_OF.get(state, 2)
    context: dict[str, Any] = {
        "language": LANGUAGE,
        "dir": direction(LANGUAGE),
        "words": words(LANGUAGE),
        "case": case,
        "state": state,
        "where": where,
        "next": following,
        "awaited": queries.awaited(case) if state is CaseState.WAITING_CUSTOMER else "",
        "promise": PROMISES[TargetKind(case.next_due_kind)] if case.next_due_kind else "",
        "late": case.next_due_at is not None and case.next_due_at < at,
        "stages": [(name, i < stage, i == stage) for i, name in enumerate(STAGES)],
        "messages_seen": case.messages.exclude(direction=Direction.INTERNAL),
        "is_open": state in OPEN_STATES,
        "error": error,
        "typed": request.POST.get("words", ""),
    }
    return render(request, "respond/status.html", context, status=422 if error else 200)


def _say(request: HttpRequest, case_id: UUID, state: CaseState, at: datetime) -> None:
    """Do what the customer says: it is solved, it is not solved, or something more."""
    said = request.POST.get("words", "").replace("\r\n", "\n").replace("\0", "").strip()[:LIMIT]
    common: dict[str, Any] = {"case_id": case_id, "by": CUSTOMER, "at": at}
    action = request.POST.get("action", "")
    if action == "solved":
        cases.accept(**common)
    elif action == "not_solved" and state is CaseState.CLOSED:
        cases.reopen(words=said, **common)
    elif action == "not_solved":
        cases.refuse(words=said, **common)
    elif action == "message" and state in OPEN_STATES:
        cases.receive(body=said, channel="web", **common)
    else:
        raise Refused("this cannot be done now", field="action")
