"""From a complaint back to the hop that failed, and a person's word on what kind of failure it was."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from heedful.domain.cases import queries as cases
from heedful.domain.failures import operations
from heedful.domain.failures.enums import FailureState, FailureVerb, HopState, Label
from heedful.domain.failures.queries import trace as queries
from heedful.domain.failures.queries.reading import decisions_in_sight
from heedful.domain.strategy import queries as strategy
from heedful.foundation.access import Permission
from heedful.foundation.errors import NotFound, Refused
from heedful.interfaces.web.access import StaffRequest
from heedful.interfaces.web.forms import enum_of, text_of, uuid_or_none

ICONS = {
    HopState.HELD: ("circle-check", "hd-good"),
    HopState.FAILED: ("circle-x", "hd-bad"),
    HopState.UNKNOWN: ("help", ""),
    HopState.NOT_REACHED: ("minus", ""),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A label on the page: found by the rules now, or kept with a person's word; `held` is the kept row."""

    label: Label
    rule: str
    evidence: list[tuple[str, datetime | None]]
    held: Any
    open: bool


def one(request: StaffRequest, case_id: UUID, refusal: Refused | None = None) -> HttpResponse:
    """Show the trace of a case as of its receipt, its labels, and what the customer was told."""
    actor, given = request.actor, request.POST if refusal else request.GET
    case = cases.find_case(actor, case_id)
    served, decision = _chosen(request, case_id)
    read = queries.trace(actor, case_id, served_id=served, decision_id=decision)
    context = {
        "case": case,
        "trace": read,
        "steps": [(step, *ICONS[step.state]) for step in read.steps],
        "lines": _lines(request, case_id, read),
        "labels": list(Label),
        "served": queries.served_choices(actor, case_id),
        "facts": strategy.facts_in_force(case.received_at).values(),
        "can_judge": actor.can(Permission.JUDGE_FAILURES, case.unit_id),
        "can_work": actor.can(Permission.WORK_CASES, case.unit_id),
        "refusal": refusal,
        "given": given,
    }
    return render(request, "explain/trace.html", context, status=422 if refusal else 200)


def _chosen(request: StaffRequest, case_id: UUID) -> tuple[UUID | None, UUID | None]:
    """Return who served and which decision the reader chose; what is malformed is left to the trace."""
    given = request.POST if request.method == "POST" else request.GET
    try:
        served = uuid_or_none(given, "served", dict(queries.served_choices(request.actor, case_id)))
        decision = uuid_or_none(given, "decision")
        if decision and not decisions_in_sight(request.actor).filter(id=decision).exists():
            return served, None
    except Refused:
        return None, None
    return served, decision


def _lines(request: StaffRequest, case_id: UUID, read: queries.Trace) -> list[Line]:
    held = {row.label: row for row in queries.failures_of(request.actor, case_id)}
    lines = []
    for label in Label:
        row = held.get(label)
        found = next((each for each in read.verdicts if each.label is label), None)
        if row is not None:
            shown = [
                (each["words"], datetime.fromisoformat(each["at"]) if each["at"] else None) for each in row.evidence
            ]
            lines.append(Line(label, row.rule, shown, row, row.state == FailureState.SUGGESTED))
        elif found is not None:
            lines.append(Line(label, found.rule, [(each.words, each.at) for each in found.evidence], None, True))
    return lines


@require_POST
def act(request: StaffRequest, case_id: UUID, what: str) -> HttpResponse:
    """Confirm or overrule a label, suggest one by hand, or record what the customer was told."""
    cases.find_case(request.actor, case_id)
    acts = {"decide": _decide, "suggest": _suggest, "said": _said}
    if what not in acts:
        raise Http404
    try:
        acts[what](request, case_id)
    except NotFound:
        raise
    except Refused as refusal:
        if not request.actor.can(Permission.SEE_CASCADE):
            raise
        return one(request, case_id, refusal)
    messages.success(request, "Kept.")
    query = "&".join(f"{name}={request.POST[name]}" for name in ("served", "decision") if request.POST.get(name))
    url = redirect("explain:trace", case_id).url
    return redirect(f"{url}?{query}" if query and all(_chosen(request, case_id)) else url)


def _decide(request: StaffRequest, case_id: UUID) -> None:
    served, decision = _chosen(request, case_id)
    operations.decide(
        case_id=case_id,
        label=enum_of(Label, request.POST, "label"),
        verb=enum_of(FailureVerb, request.POST, "verb"),
        reason=text_of(request.POST, "reason", 2_000),
        served_id=served,
        decision_id=decision,
        by=request.actor,
        at=timezone.now(),
    )


def _suggest(request: StaffRequest, case_id: UUID) -> None:
    operations.suggest(
        case_id=case_id,
        label=enum_of(Label, request.POST, "label"),
        evidence=text_of(request.POST, "evidence", 2_000),
        decision_id=_chosen(request, case_id)[1],
        by=request.actor,
        at=timezone.now(),
    )


def _said(request: StaffRequest, case_id: UUID) -> None:
    told = text_of(request.POST, "conditions", 2_000).splitlines()
    operations.record_statement(
        case_id=case_id,
        fact_code=text_of(request.POST, "fact", 64),
        value=text_of(request.POST, "value"),
        conditions_told=[each.strip() for each in told if each.strip()],
        as_in_force="as_in_force" in request.POST,
        by=request.actor,
        at=timezone.now(),
    )
