"""What customers write about: themes with their counts, the comments behind each, and how one is read."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from heedful.analytics.text.frame import Placed
from heedful.analytics.text.polarity import Tone
from heedful.domain.measurement.rules import add_months
from heedful.domain.themes import operations, queries
from heedful.domain.themes.queries.shares import FEWEST_FOR_A_SHARE
from heedful.domain.themes.rules.snapshots import alive
from heedful.foundation.access import Permission
from heedful.foundation.errors import Refused
from heedful.interfaces.web.access import StaffRequest
from heedful.interfaces.web.forms import month_of, text_of, uuid_of, words_of

SOUNDS = (Tone.POSITIVE, Tone.NEUTRAL, Tone.MIXED, Tone.NEGATIVE, Tone.UNSURE)


def everything(request: StaffRequest) -> HttpResponse:
    """Show the themes of some months: counts, tones, audited shares, and the states of all comments."""
    actor, today = request.actor, timezone.localdate()
    last = month_of(request.GET, "until", today.replace(day=1))
    since = month_of(request.GET, "since", add_months(last, -2))
    view = queries.theme_view(actor, since, add_months(last, 1))
    depths: dict[str, int] = {}
    for line in view.lines:
        depths[line.key] = depths.get(line.parent, -1) + 1
    largest = max((line.n for line in view.lines), default=1) or 1
    context = {
        "view": view,
        "last": last,
        "lines": [_shown(line, depths[line.key], largest) for line in view.lines],
        "states": [(state, view.states[state]) for state in Placed],
        "unthemed": round(100 * view.unthemed) if view.unthemed is not None else None,
        "span": f"?since={since:%Y-%m}&until={last:%Y-%m}",
        "may_keep": actor.everywhere(Permission.KEEP_THEMES),
        "proposed": queries.frame_proposed(),
        "awaiting": view.states[Placed.AWAITING],
        "fewest": FEWEST_FOR_A_SHARE,
        "sounds": SOUNDS,
    }
    return render(request, "insight/themes.html", context)


def comments(request: StaffRequest, key: str) -> HttpResponse:
    """Show the comments of a theme or a state, newest first, each with its themes and who set them."""
    actor, today = request.actor, timezone.localdate()
    last = month_of(request.GET, "until", today.replace(day=1))
    since = month_of(request.GET, "since", add_months(last, -2))
    themes = queries.themes_in_force()
    rows = Paginator(queries.comments_of(actor, key, since, add_months(last, 1)), 20).get_page(request.GET.get("page"))
    kept = alive(themes)
    context = {
        "key": key,
        "name": themes[key]["name"] if key in themes else key,
        "definition": themes[key]["definition"] if key in themes else "",
        "rows": [
            {"one": each, "tags": queries.tags_of(each.id, themes), "reading": queries.reading_of(each.id)}
            for each in rows
        ],
        "paged": rows,
        "since": since,
        "last": last,
        "span": f"?since={since:%Y-%m}&until={last:%Y-%m}",
        "themes": sorted(((each, kept[each]["name"]) for each in kept), key=lambda pair: pair[1]),
        "may_say": actor.can(Permission.KEEP_THEMES),
    }
    return render(request, "insight/theme_comments.html", context)


@require_POST
def say(request: StaffRequest) -> HttpResponse:
    """Say that a comment is about a theme, or is not, and go back to where that was said."""
    given = request.POST
    try:
        operations.say_theme(
            submission_id=uuid_of(given, "feedback"), theme_id=uuid_of(given, "said"),
            present=given.get("present") != "no", by=request.actor, at=timezone.now(),
        )  # fmt: skip
        messages.success(request, "It is said, and stands over rule and model.")
    except Refused as refusal:
        messages.error(request, str(refusal))
    here = words_of(given, "key", 40)
    known = here in queries.themes_in_force() or here in set(Placed)
    return redirect("insight:theme_comments", here if known else str(Placed.UNTHEMED))


def audit(request: StaffRequest, refusal: Refused | None = None) -> HttpResponse:
    """Show the drawn comment to read next, with every theme to tick and nothing of what the model says."""
    month = month_of(request.GET or request.POST, "month", add_months(timezone.localdate().replace(day=1), -1))
    kept = alive(queries.themes_in_force())
    drawn = queries.audits_of(month)
    context = {
        "month": month,
        "item": queries.next_audit(month),
        "drawn": drawn.count(),
        "coded": drawn.filter(coded_at__isnull=False).count(),
        "themes": sorted(((key, kept[key]["name"], kept[key]["definition"]) for key in kept), key=lambda each: each[1]),
        "fewest": FEWEST_FOR_A_SHARE,
        "refusal": refusal,
    }
    return render(request, "insight/theme_audit.html", context, status=422 if refusal else 200)


@require_POST
def draw(request: StaffRequest) -> HttpResponse:
    """Draw comments of a month, or write down what one was found to be about."""
    given, by, at = request.POST, request.actor, timezone.now()
    try:
        month = month_of(given, "month")
        if "audit" in given:
            found = [uuid_of({"theme": each}, "theme") for each in given.getlist("theme")]
            operations.code_audit(audit_id=uuid_of(given, "audit"), themes=found, by=by, at=at)
        else:
            n = int(text_of(given, "n", 4)) if text_of(given, "n", 4).isdigit() else 0
            operations.draw_audit(month=month, n=n, by=by, at=at)
    except Refused as refusal:
        return audit(request, refusal)
    response = redirect("insight:theme_audit")
    response.headers["Location"] += f"?month={month:%Y-%m}"
    return response


def _shown(line: queries.ThemeLine, depth: int, largest: int) -> dict[str, Any]:
    heard = sum(line.tones.values()) or 1
    return {
        "line": line,
        "depth": min(depth, 3),
        "width": round(100 * line.n / largest),
        "bars": _bars(line, heard),
        "tones": [(tone, line.tones.get(tone, 0), round(100 * line.tones.get(tone, 0) / heard, 1)) for tone in SOUNDS],
    }


def _bars(line: queries.ThemeLine, heard: int) -> list[tuple[str, float, float]]:
    """Return (tone, left edge, width) in hundredths of the bar."""
    bars, edge = [], 0.0
    for tone in SOUNDS:
        width = 100 * line.tones.get(tone, 0) / heard
        bars.append((str(tone), round(edge, 2), round(width, 2)))
        edge += width
    return bars
