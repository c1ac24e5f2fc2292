"""The portfolio: money and experience in one picture, whom to look at first, who moved."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from heedful.analytics.value.portfolio import State
from heedful.domain.customers import queries as customers
from heedful.domain.portfolio import queries
from heedful.domain.portfolio.rules.actions import ACTIONS, MEANING
from heedful.foundation.errors import NotFound, Refused
from heedful.interfaces.web.access import StaffRequest
from heedful.interfaces.web.forms import date_of, words_of
from heedful.rendering.charts import DARK, LIGHT
from heedful.rendering.charts.quadrant import NARROW, WIDE

PAGE = 60
OF_EACH = 25
BESIDE = 6
WARNED = 15
COLOUR_FROM = 30
"""A row of the matrix with fewer customers has no colour."""


def quadrant(request: StaffRequest) -> HttpResponse:
    """Show money against experience, the unknown beside it, and the customers that are drawn."""
    found = _chosen(request)
    if found is None:
        return render(request, "manage/portfolio_empty.html")
    actor = request.actor
    totals = queries.totals(actor, found)
    rows = queries.of(actor, found)
    state, segment = words_of(request.GET, "state"), words_of(request.GET, "segment")
    if segment:
        rows = rows.filter(account__segment_id=segment)
    paged = None
    if state in list(State):
        paged = Paginator(rows.filter(state=state), PAGE).get_page(request.GET.get("page"))
        shown = list(paged)
    else:
        shown = queries.largest_of_each(rows, OF_EACH)
    picture = queries.picture(shown, found, totals)
    before = queries.close_before(found)
    context = _common(found) | {
        "totals": totals.values(),
        "parts": queries.parts(totals),
        "picture": picture,
        "options": {
            "light": picture.draw(LIGHT, WIDE),
            "dark": picture.draw(DARK, WIDE),
            "narrow": {"light": picture.draw(LIGHT, NARROW), "dark": picture.draw(DARK, NARROW)},
        },
        "rows": shown,
        "paged": paged,
        "state": state,
        "segment": segment,
        "segments": customers.segments(),
        "silent": queries.of(actor, found).filter(state=State.UNKNOWN)[:BESIDE],
        "unknown": totals[State.UNKNOWN],
        "movers": queries.movers(actor, before, found)[:BESIDE] if before else [],
        "before": before,
        "meanings": [(each, MEANING[each], ACTIONS[each]) for each in State],
        "rule": queries.version(found.thresholds),
    }
    return render(request, "manage/portfolio.html", context)


def focus(request: StaffRequest) -> HttpResponse:
    """List which customers come first and why, what is done, and what waits for a decision or a second look."""
    found = queries.latest()
    if found is None:
        return render(request, "manage/portfolio_empty.html")
    actor, today = request.actor, timezone.localdate()
    context = _common(found) | {
        "focus": queries.focus(actor, found),
        "won": queries.won(actor, found),
        "effect": queries.play_effect()[1],
        "late": queries.overdue_plays(actor, today),
        "proposed": queries.proposed(actor),
        "reviews": queries.overdue_reviews(actor, today),
        "regrets": queries.regrets(actor, found),
    }
    return render(request, "manage/portfolio_focus.html", context)


def warning(request: StaffRequest) -> HttpResponse:
    """Show who is most likely to bring nothing, how well that was foreseen before, and beside which simple rules."""
    found = queries.latest()
    if found is None:
        return render(request, "manage/portfolio_empty.html")
    warned = queries.early_warnings(found)
    rows, judged = queries.riskiest(request.actor, found, warned), len(warned.risk or ())
    context = _common(found) | {"warned": warned, "rows": rows[:WARNED], "judged": judged}
    context["outstanding"] = sum(each.place <= judged / 10 for each in rows)
    return render(request, "manage/portfolio_warning.html", context)


def moves(request: StaffRequest) -> HttpResponse:
    """Show how customers moved between two closes, and how many of those that left were seen coming."""
    closes = list(queries.closes())
    if len(closes) < 2:
        return render(request, "manage/portfolio_empty.html", {"few": True})
    before, after = _two_closes(request, closes)
    cells = queries.migration(request.actor, before, after)
    grid = [(row, cells[row, row].row, [(column, cells[row, column]) for column in State]) for row in State]
    context = _common(after) | {
        "before": before,
        "after": after,
        "closes": closes,
        "grid": grid,
        "states": list(State),
        "colour_from": COLOUR_FROM,
        "movers": queries.movers(request.actor, before, after)[:50],
        "warned": queries.warned(request.actor, closes[0].as_of),
    }
    return render(request, "manage/portfolio_moves.html", context)


def _two_closes(request: StaffRequest, closes: list[Any]) -> tuple[Any, Any]:
    by_day = {each.as_of: each for each in closes}
    after = by_day.get(date_of(request.GET, "after", closes[0].as_of))
    before = by_day.get(date_of(request.GET, "before", closes[min(3, len(closes) - 1)].as_of))
    if after is None or before is None:
        raise NotFound("the portfolio was not closed on this day", field="before", fix="choose from the list")
    if before.as_of >= after.as_of:
        raise Refused("the first close lies after the second", field="before", fix="swap them")
    return before, after


def _chosen(request: StaffRequest) -> Any:
    if queries.latest() is None:
        return None
    chosen = date_of(request.GET, "as_of", date.min) if request.GET.get("as_of") else None
    return queries.reckoning(chosen)


def _common(found: Any) -> dict[str, Any]:
    return {"reckoning": found, "currency": found.currency, "closes": queries.closes()}
