"""From a number to its rows, and from a row to the comment and the case."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from heedful.domain.cases import queries as cases
from heedful.domain.feedback import queries as feedback
from heedful.domain.measurement import queries as measurement
from heedful.foundation.access import Permission
from heedful.interfaces.web.access import StaffRequest
from heedful.interfaces.web.forms import page_of
from heedful.interfaces.web.insight.filters import asked

PAGE = 50


def rows(request: StaffRequest, name: str) -> HttpResponse:
    """List the rows behind a figure that the colleague may also read, newest first."""
    at = timezone.now()
    each, chosen = measurement.definition_for(name), asked(request.GET, at)
    number = page_of(request.GET)
    behind = measurement.rows_behind(
        definition=name,
        actor=request.actor,
        at=at,
        since=chosen.since,
        until=chosen.until,
        filters=chosen.filters,
        limit=PAGE,
        offset=(number - 1) * PAGE,
    )
    context: dict[str, Any] = {"definition": each, "asked": chosen, "behind": behind, "page": number}
    context["more"] = number * PAGE < (behind.figure.n or 0)
    context["first"], context["last"] = (number - 1) * PAGE + 1, (number - 1) * PAGE + len(behind.keys)
    if behind.fact == "answers" and request.actor.can(Permission.SEE_FEEDBACK):
        found = feedback.visible_to(request.actor).filter(records__id__in=behind.keys).distinct()
        context["submissions"] = [
            (each, _score(each.records.all(), behind.keys))
            for each in found.order_by("-collected_at", "id").prefetch_related("records")
        ]
    elif behind.fact in ("cases", "clocks") and request.actor.can(Permission.SEE_CASES):
        context["cases"] = _cases(request, behind.fact, behind.keys)
    return render(request, "insight/rows.html", context)


def _score(records: Iterable[Any], keys: Collection[UUID]) -> str:
    """Write the score that put a submission into the figure, on its scale."""
    found = next((each for each in records if each.id in keys), None)
    return f"{found.value_number:g} of {found.scale_high}" if found else ""


def _cases(request: StaffRequest, fact: str, keys: tuple[UUID, ...]) -> Any:
    seen = cases.visible_to(request.actor).select_related("unit", "account")
    found = seen.filter(id__in=keys) if fact == "cases" else seen.filter(episodes__clocks__id__in=keys)
    return found.distinct().order_by("-received_at", "id")
