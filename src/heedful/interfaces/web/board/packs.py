"""Closed packs: the list, the page, the files."""

from __future__ import annotations

import json
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from heedful.analytics.scores.figure import Figure
from heedful.domain.communication.queries import campaigns
from heedful.domain.measurement import operations
from heedful.domain.measurement import queries as measurement
from heedful.domain.measurement.enums import PeriodState
from heedful.foundation.access import Permission
from heedful.foundation.errors import NotFound
from heedful.interfaces.web.access import StaffRequest
from heedful.rendering.charts import DARK, LIGHT
from heedful.rendering.charts.quadrant import NARROW

MANIFEST, MONEY, RESOLUTIONS = "manifest.json", "money.json", "resolutions.json"
Parts = dict[str, Any]


def home(request: StaffRequest) -> HttpResponse:
    """Open the newest pack, with the others beside it."""
    newest = measurement.last_closed()
    if newest is None:
        return render(request, "board/empty.html", {"periods": measurement.periods()[:1]})
    return redirect("board:pack", newest.id)


def pack(request: StaffRequest, period_id: UUID) -> HttpResponse:
    """Show a closed period as its pack says it."""
    found = _closed(period_id)
    shown = measurement.pack(found)
    files = measurement.files(found)
    manifest = json.loads(measurement.content(measurement.file(found.id, MANIFEST))) if files else {}
    context: dict[str, Any] = {
        "pack": shown,
        "period": found,
        "cut_off": found.cut_off,
        "others": [(each, measurement.name_of(each)) for each in measurement.packs() if each.id != found.id],
        "restated": [_restated(each) for each in shown.restatements],
        "files": files,
        "manifest": manifest,
        **_money(_kept(found, files, MONEY), found),
        "resolutions": _kept(found, files, RESOLUTIONS),
        "may_sign": found.state == PeriodState.LOCKED and request.actor.can(Permission.SIGN_PERIOD),
        "sees_words": request.actor.can(Permission.SEE_FEEDBACK),
        "sees_leaders": request.actor.can(Permission.SEE_LEADERS_TIME),
        "may_promise": request.actor.can(Permission.MAKE_PROMISES),
        "overrides": campaigns.overrides(found.starts, found.ends),
        "has_signed": request.actor.id in {each.person_id for each in found.signatures.all()},
        "rows": f"?since={found.starts:%Y-%m}&until={measurement.last_month(found):%Y-%m}",
    }
    return render(request, "board/pack.html", context)


def file(request: StaffRequest, period_id: UUID, edition: int, name: str) -> HttpResponse:
    """Give a stored file, byte for byte as it was closed."""
    stored = measurement.file(_closed(period_id).id, name, edition)
    response = HttpResponse(measurement.content(stored), content_type=stored.media_type)
    title = measurement.name_of(measurement.period(period_id)).lower().replace(" ", "-")
    response["Content-Disposition"] = f'attachment; filename="{title}-edition-{edition}-{name}"'
    return response


@require_POST
def sign(request: StaffRequest, period_id: UUID) -> HttpResponse:
    """Sign a locked period."""
    at = timezone.now()
    operations.sign(period_id=period_id, by=request.actor, at=at)
    return redirect("board:pack", period_id)


def _kept(found: measurement.Period, files: list[Any], name: str) -> Parts:
    """Return what was stored with the pack under a name; nothing where packs did not have it yet."""
    if not any(each.name == name for each in files):
        return {}
    kept: Parts = json.loads(measurement.content(measurement.file(found.id, name)))
    return kept


def _money(money: Parts, found: measurement.Period) -> Parts:
    """Return what the page shows of money."""
    if not money:
        return {}
    drawn = {
        name: {
            theme: measurement.money_picture(money, colours, size)
            for theme, colours in (("light", LIGHT), ("dark", DARK))
        }
        for name, size in (("wide", measurement.QUADRANT), ("narrow", NARROW))
    }
    return {
        "kept": money.get("kept", ""),
        "gaming": money.get("gaming", ""),
        "portfolio": money["portfolio"],
        "portfolio_day": date.fromisoformat(money["portfolio"]["as_of"]) if money["portfolio"] else None,
        "states": measurement.money_rows(money),
        "leaders": measurement.leaders_rows(money),
        "circulation": measurement.circulation_rows(money),
        "portfolio_options": drawn["wide"] | {"narrow": drawn["narrow"]},
        "promises": [(each["promise"], each["title"], each["wording"]) for each in money["promises"]],
        "months": f"?until={measurement.last_month(found):%Y-%m}",
    }


def _closed(period_id: UUID) -> measurement.Period:
    found = measurement.period(period_id)
    if measurement.is_open(found):
        raise NotFound("this period has no pack yet", field="period", value=period_id)
    return found


def _restated(each: Any) -> dict[str, Any]:
    closed = measurement.closed_figure(each.result)
    return {
        "entry": each,
        "old": Figure.restored(closed.definition, each.old),
        "new": Figure.restored(closed.definition, each.new),
    }
