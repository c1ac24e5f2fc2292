"""What a colleague does to a case: one POST each, then back to the case."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from heedful.domain.cases import operations as cases
from heedful.domain.cases import queries
from heedful.domain.cases.enums import (
    Confirmation,
    ExemptionState,
    Grounds,
    Outcome,
    Priority,
    RedressKind,
    Severity,
    Step,
    Worded,
)
from heedful.domain.cases.operations.discuss import MAX_FILE
from heedful.foundation.errors import NotFound, Refused
from heedful.interfaces.web.access import StaffRequest
from heedful.interfaces.web.desk.case import CHANNELS, show
from heedful.interfaces.web.forms import enum_of, uuid_of

Act = Callable[[StaffRequest, dict[str, Any]], object]


@require_POST
def act(request: StaffRequest, case_id: UUID, what: str) -> HttpResponse:
    """Do it, or show the case again with what was typed and why it was not done."""
    if what not in ACTS:
        raise Http404
    queries.find_case(request.actor, case_id)
    try:
        common = {"case_id": case_id, "by": request.actor, "at": timezone.now()}
        ACTS[what](request, common)
    except NotFound:
        raise
    except Refused as refusal:
        return show(request, case_id, what, refusal)
    messages.success(request, DONE.get(what, "Done."))
    return redirect("desk:case", case_id)


def _reply(request: StaffRequest, common: dict[str, Any]) -> None:
    given = request.POST
    cases.reply(
        body=_text(given, "body"),
        channel=_channel(given),
        files=_files(request),
        knowingly="knowingly" in given,
        **common,
    )


def _note(request: StaffRequest, common: dict[str, Any]) -> None:
    cases.note(body=_text(request.POST, "body"), files=_files(request), **common)


def _begin(request: StaffRequest, common: dict[str, Any]) -> None:
    given = request.POST
    cases.begin(
        severity=_choice(Severity, given, "severity"),
        safety="safety" in given,
        impact=_text(given, "impact"),
        immediate_action=_text(given, "immediate_action"),
        **common,
    )


def _propose(request: StaffRequest, common: dict[str, Any]) -> None:
    given = request.POST
    cases.propose(
        answer=_text(given, "answer"), findings=_text(given, "findings"), knowingly="knowingly" in given, **common
    )


def _close(request: StaffRequest, common: dict[str, Any]) -> None:
    given = request.POST
    cases.close(
        outcome=_choice(Outcome, given, "outcome"),
        reason=_text(given, "reason"),
        without_steps=_text(given, "without_steps"),
        knowingly="knowingly" in given,
        **common,
    )


def _step(request: StaffRequest, common: dict[str, Any]) -> None:
    step = _choice(Step, request.POST, "step")
    if step is None:
        raise Refused("choose a step", field="step")
    cases.record_step(step=step, evidence=_text(request.POST, "evidence"), **common)


def _redress(request: StaffRequest, common: dict[str, Any]) -> None:
    given = request.POST
    kind = _choice(RedressKind, given, "kind")
    if kind is None:
        raise Refused("choose what the customer gets", field="kind")
    cases.record_redress(
        kind=kind,
        value_minor=_minor(given, "value"),
        cost_minor=_minor(given, "cost"),
        currency=_text(given, "currency"),
        **common,
    )


def _exempt(request: StaffRequest, common: dict[str, Any]) -> None:
    given = request.POST
    value = _minor(given, "value")
    bent = cases.Bent(
        clause_id=uuid_of(given, "clause"),
        kind=enum_of(RedressKind, given, "kind"),
        value_minor=value,
        cost_minor=_minor(given, "cost") if given.get("cost") else value,
        grounds=enum_of(Grounds, given, "grounds"),
        words=_text(given, "words"),
    )
    if cases.exempt(bent=bent, **common).state == ExemptionState.PENDING:
        messages.warning(request, "This is above what you may decide alone: somebody with a higher limit is asked.")


def _ask(request: StaffRequest, common: dict[str, Any]) -> None:
    cases.hand_over(to_unit_id=uuid_of(request.POST, "unit"), asked=_text(request.POST, "asked"), **common)


def _assign(request: StaffRequest, common: dict[str, Any]) -> None:
    owner = request.POST.get("owner", "")
    try:
        owner_id = UUID(owner) if owner else None
    except ValueError as error:
        raise Refused("no such colleague", field="owner", value=owner) from error
    cases.assign(owner_id=owner_id, **common)


def _priority(request: StaffRequest, common: dict[str, Any]) -> None:
    chosen = _choice(Priority, request.POST, "priority")
    if chosen is None:
        raise Refused("choose a priority", field="priority")
    cases.change_priority(priority=chosen, reason=_text(request.POST, "reason"), **common)


def _wait(whom: str) -> Act:
    return lambda request, common: cases.wait(whom=whom, why=_text(request.POST, "why"), **common)


def _plain(operation: Callable[..., object]) -> Act:
    return lambda _request, common: operation(**common)


ACTS: dict[str, Act] = {
    "take": _plain(cases.take),
    "exempt": _exempt,
    "ask": _ask,
    "assign": _assign,
    "priority": _priority,
    "reply": _reply,
    "note": _note,
    "step": _step,
    "redress": _redress,
    "acknowledge": _plain(cases.acknowledge),
    "begin": _begin,
    "wait_for_customer": _wait("customer"),
    "wait_for_partner": _wait("partner"),
    "wait_for_colleagues": _wait("colleagues"),
    "resume": _plain(cases.resume),
    "propose": _propose,
    "accept": lambda request, common: cases.accept(word=_choice(Confirmation, request.POST, "word"), **common),
    "refuse": lambda request, common: cases.refuse(words=_text(request.POST, "words"), **common),
    "rework": _plain(cases.rework),
    "go_external": lambda request, common: cases.go_external(body_name=_text(request.POST, "body_name"), **common),
    "close": _close,
    "reopen": lambda request, common: cases.reopen(words=_text(request.POST, "words"), **common),
    "withdraw": lambda request, common: cases.withdraw(reason=_text(request.POST, "reason"), **common),
}
DONE = {
    "take": "The case is yours.",
    "reply": "Your answer is recorded.",
    "note": "Your note is there.",
    "step": "The step is recorded.",
    "propose": "The answer went to the customer.",
    "close": "The case is closed.",
}


def _text(given: QueryDict, name: str) -> str:
    return given.get(name, "").replace("\r\n", "\n").replace("\0", "").strip()


def _choice(kind: Any, given: QueryDict, name: str) -> Any:
    text = given.get(name, "")
    if not text:
        return None
    try:
        return kind(text if issubclass(kind, Worded) else int(text))
    except ValueError as error:
        raise Refused("not one of the choices", field=name, value=text) from error


def _channel(given: QueryDict) -> str:
    chosen = given.get("channel", "email")
    if chosen not in CHANNELS:
        raise Refused("not one of the choices", field="channel", value=chosen, fix="use " + ", ".join(CHANNELS))
    return chosen


def _minor(given: QueryDict, name: str) -> int:
    """Read an amount such as 1250.50 as minor units."""
    text = given.get(name, "").strip().replace(",", "") or "0"
    whole, dot, cents = text.partition(".")
    if not (whole.isdecimal() and (not dot or (cents.isdecimal() and len(cents) <= 2)) and len(whole) <= 12):
        raise Refused("not an amount", field=name, value=text, fix="write 1250 or 1250.50")
    return int(whole) * 100 + int((cents + "00")[:2])


def _files(request: StaffRequest) -> list[cases.File]:
    found = request.FILES.getlist("files")[: cases.MAX_FILES + 1]
    for sent in found:
        if (sent.size or 0) > MAX_FILE:
            raise Refused(f"{sent.name} is larger than {MAX_FILE >> 20} MB", field="files", fix="send a smaller file")
    return [cases.File((sent.name or "file")[-200:], (sent.content_type or "")[:100], sent.read()) for sent in found]
