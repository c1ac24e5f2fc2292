"""What keeping a promise is worth."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from heedful.domain.measurement import queries as measurement
from heedful.domain.measurement.rules import add_months
from heedful.foundation.errors import Refused
from heedful.interfaces.web.access import StaffRequest
from heedful.interfaces.web.forms import int_of, month_of, words_of
from heedful.rendering.charts import DARK, LIGHT, Size, Theme

MOST = 10**12
CHART, NARROW = Size(720, 260), Size(360, 260)


def promises(request: StaffRequest) -> HttpResponse:
    """Show for each promise what keeping it goes with in money, as a finding or as none, and what it may cost."""
    until = add_months(month_of(request.GET, "until", add_months(timezone.localdate(), -1)), 1)
    months = int_of(request.GET, "months", low=3, high=12, default=6)
    promise, cost = words_of(request.GET, "promise"), int_of(request.GET, "cost", low=0, high=MOST, default=0)
    if cost and not promise:
        raise Refused("a cost belongs to one promise", field="promise", fix="choose the promise that it is for")
    found = measurement.worth_of_promises(
        actor=request.actor, until=until, months=months, cost=100 * cost, promise=promise
    )
    windows = found[0].windows
    context: dict[str, Any] = {
        "shown": [_shown(each) for each in found],
        "windows": windows,
        "last": add_months(until, -1),
        "lengths": measurement.MONTHS,
        "promises": measurement.PROMISES,
        "promise": promise,
        "cost": cost,
        "currency": found[0].currency,
        "sentence": f"Money in {windows.months} months that goes with keeping each promise every time",
        "looks": len(measurement.PROMISES),
    }
    context |= _drawn(found, context["sentence"])
    return render(request, "insight/worth.html", context)


def _shown(each: measurement.Kept) -> dict[str, Any]:
    worth, cost, currency = each.worth, each.cost, each.currency
    return {
        "kept": each,
        "chain": measurement.chain(worth, currency),
        "doubt": measurement.doubt_sentence(worth),
        "cost": measurement.verdict_on_cost(worth, cost, currency) if worth.gain else "",
        "parts": measurement.worth_after_cost(worth, cost, currency),
        "window": f"?since={each.windows.begins:%Y-%m}&until={add_months(each.windows.ends, -1):%Y-%m}",
    }


def _drawn(found: list[measurement.Kept], sentence: str) -> dict[str, Any]:
    rows, currency = [(each.promise.title, each.worth) for each in found], found[0].currency

    def drawn(theme: Theme, size: Size) -> tuple[dict[str, Any], str] | None:
        return measurement.worth_chart(rows, currency=currency, sentence=sentence, theme=theme, size=size)

    first = drawn(LIGHT, CHART)
    if first is None:
        return {}
    wide, narrow = (
        {name: pair[0] for name, theme in (("light", LIGHT), ("dark", DARK)) if (pair := drawn(theme, size))}
        for size in (CHART, NARROW)
    )
    return {"options": wide | {"narrow": narrow}, "unit": first[1]}
