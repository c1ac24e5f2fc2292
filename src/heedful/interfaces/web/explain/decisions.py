"""Decisions: what, why, what it asks of customers, who approved it; and the burden ledger."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from heedful.domain.journeys import queries as journeys
from heedful.domain.organisation import queries as organisation
from heedful.domain.strategy import operations, queries
from heedful.domain.strategy.enums import DecisionState, DecisionVerb
from heedful.domain.strategy.rules.burden import OWN_UNITS, Burden
from heedful.domain.strategy.rules.decisions import gaps, weak_why
from heedful.domain.strategy.rules.states import TRANSITIONS
from heedful.foundation.access import Actor, Permission
from heedful.foundation.days import zone
from heedful.foundation.errors import Refused
from heedful.interfaces.web.access import StaffRequest
from heedful.interfaces.web.forms import Given, date_of, int_of, number_of, text_of, uuid_of

MORNING = time(8)
SHOWN = 200


def everything(request: StaffRequest) -> HttpResponse:
    """List the decisions in sight."""
    rows = queries.visible_to(request.actor)[:SHOWN]
    late = queries.unannounced(request.actor, timezone.now())
    can = request.actor.can(Permission.RECORD_DECISIONS)
    return render(request, "explain/decisions.html", {"rows": rows, "unannounced": late, "can_record": can})


def burden(request: StaffRequest) -> HttpResponse:
    """Show the burden ledger: hours a year that approved decisions ask of customers, by quarter."""
    return render(request, "explain/burden.html", {"quarters": queries.ledger(request.actor)})


def new(request: StaffRequest) -> HttpResponse:
    """Record a decision as a draft."""
    refusal, given = None, request.POST
    units = organisation.unit_choices(request.actor, Permission.RECORD_DECISIONS, timezone.localdate())
    people = organisation.colleague_choices(None, timezone.localdate())
    points = list(journeys.touchpoints())
    if request.method == "POST":
        try:
            known = {str(each.id): each.id for each in points}
            told = operations.Proposal(
                title=text_of(given, "title"),
                what=text_of(given, "what", 6_000),
                why=text_of(given, "why", 6_000),
                forum=text_of(given, "forum"),
                topic=text_of(given, "topic", 64),
                decided_on=date_of(given, "decided_on", timezone.localdate()),
                touches_customers="touches" in given,
                effective_at=_morning(date_of(given, "effective", date.min)) if given.get("effective") else None,
                touchpoint_ids=tuple(known[each] for each in request.POST.getlist("touchpoint") if each in known),
            )
            made = operations.propose(
                code=text_of(given, "code", 64),
                told=told,
                unit_id=uuid_of(given, "unit", dict(units)),
                owner_id=uuid_of(given, "owner", dict(people)),
                by=request.actor,
                at=timezone.now(),
            )
            return redirect("explain:decision", made.id)
        except Refused as caught:
            refusal = caught
    context = {"units": units, "people": people, "points": points, "given": given, "refusal": refusal}
    return render(request, "explain/decision_new.html", context, status=422 if refusal else 200)


def one(request: StaffRequest, decision_id: UUID, refusal: Refused | None = None) -> HttpResponse:
    """Show a decision with its burden in hours, what it lacks, and the steps there are."""
    decision = queries.found(request.actor, decision_id)
    lines = [queries.line_of(row) for row in decision.burdens.select_related("decision")]
    moves = TRANSITIONS[DecisionState(decision.state)]
    missing = gaps(
        touches_customers=decision.touches_customers,
        why=decision.why,
        effective_at=decision.effective_at,
        burdens=len(lines),
        no_burden_because=decision.no_burden_because,
    )
    context = {
        "decision": decision,
        "lines": lines,
        "hours": sum(line.hours for line in lines),
        "weak": weak_why(decision.why, decision.what) if decision.why else [],
        "missing": missing if DecisionVerb.ASSESS in moves else [],
        "points": [row.touchpoint for row in decision.touchpoints.select_related("touchpoint")],
        "moves": {verb.value for verb in moves},
        "can_record": request.actor.can(Permission.RECORD_DECISIONS, decision.unit_id),
        "can_approve": request.actor.can(Permission.APPROVE_DECISIONS, decision.unit_id)
        and request.actor.id != decision.owner_id,
        "own_units": OWN_UNITS,
        "refusal": refusal,
        "given": request.POST,
    }
    return render(request, "explain/decision.html", context, status=422 if refusal else 200)


@require_POST
def step(request: StaffRequest, decision_id: UUID, what: str) -> HttpResponse:
    """Assess, approve, keep back or withdraw."""
    given, at, by = request.POST, timezone.now(), request.actor
    queries.found(by, decision_id)
    try:
        if what == "assess":
            because = text_of(given, "because", 2_000)
            lines = [] if because else [*_kept(decision_id, by), _burden(given)]
            operations.assess(decision_id=decision_id, burdens=lines, no_burden_because=because, by=by, at=at)
        elif what == "approve":
            operations.approve(decision_id=decision_id, by=by, at=at)
        elif what == "embargo":
            until = _morning(date_of(given, "until", timezone.localdate()))
            because = text_of(given, "because", 2_000)
            operations.embargo(decision_id=decision_id, until=until, because=because, by=by, at=at)
        elif what == "withdraw":
            operations.withdraw(decision_id=decision_id, by=by, at=at)
        elif what == "review":
            rows = queries.found(by, decision_id).burdens.all()
            observed = {row.segment: _seconds(given, f"observed-{row.id}") for row in rows}
            operations.review(decision_id=decision_id, observed=observed, by=by, at=at)
        else:
            raise Http404
    except Refused as refusal:
        return one(request, decision_id, refusal)
    messages.success(request, "Done.")
    return redirect("explain:decision", decision_id)


def _kept(decision_id: UUID, by: Actor) -> list[Burden]:
    names = Burden.__dataclass_fields__
    rows = queries.found(by, decision_id).burdens.all()
    return [Burden(**{name: getattr(row, name) for name in names}) for row in rows]


def _burden(given: Given) -> Burden:
    pairs = {
        f"{unit}_{side}": int_of(given, f"{unit}_{side}", low=0, high=1_000, default=0)
        for unit in OWN_UNITS
        for side in ("before", "after")
    }
    return Burden(
        segment=text_of(given, "segment", 64),
        customers=int_of(given, "customers", low=0, high=10**9),
        times_a_year=Decimal(str(round(number_of(given, "times", low=0.01, high=999_999), 2))),
        seconds_before=_seconds(given, "before"),
        seconds_after=_seconds(given, "after"),
        **pairs,
    )


def _seconds(given: Given, name: str) -> int:
    """Read minutes as whole seconds."""
    return round(number_of(given, name, low=0, high=100_000) * 60)


def _morning(day: date) -> datetime:
    return datetime.combine(day, MORNING, zone()).astimezone(UTC)
