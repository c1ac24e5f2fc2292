"""Figures and charts as every page shows them."""

from typing import Any

from django import template

from heedful.analytics.definitions import definitions
from heedful.analytics.scores.figure import Change, Figure
from heedful.domain.measurement import queries as measurement
from heedful.rendering.charts import DARK, LIGHT

register = template.Library()


@register.inclusion_tag("web/figure.html")
def figure(shown: Figure, rows: str = "", size: str = "") -> dict[str, Any]:
    """Write a number that opens to its n, interval, definition, period and, where `rows` is a URL, its rows."""
    return {
        "figure": shown,
        "definition": shown.definition,
        "published": shown.definition.id in definitions(),
        "value": measurement.value_text(shown),
        "interval": measurement.interval_text(shown),
        "since": measurement.month_name(shown.since),
        "until": measurement.last_month_name(shown.until),
        "label": measurement.label_text(shown),
        "rows": rows,
        "size": size if shown.estimate is not None else "none",
    }


@register.inclusion_tag("web/change.html")
def change(moved: Change | None) -> dict[str, Any]:
    """Write a change: the arrow is its direction, colour and word say good or bad, and only where that is certain."""
    delta = moved.delta if moved else None
    text = measurement.change_text(moved) if moved else ""
    flat = delta is None or text.startswith("0")  # what rounds to nothing points nowhere
    arrow = "" if flat or delta is None else "arrow-up-right" if delta > 0 else "arrow-down-right"
    return {"moved": moved, "text": text, "arrow": arrow}


@register.inclusion_tag("web/chart.html")
def chart(drawing: measurement.Drawing, link: str = "") -> dict[str, Any]:
    """Draw a chart with its table; `link` is the URL that each row's first cell leads to, with the group put in."""
    rows = [
        {
            "cells": cells[1:],
            "name": cells[0],
            "figure": shown,
            "url": link.replace("GROUP", shown.group) if link else "",
        }
        for cells, shown in zip(drawing.rows, drawing.figures, strict=True)
    ]
    options = {"light": drawing.draw(LIGHT, drawing.size), "dark": drawing.draw(DARK, drawing.size)}
    step = min(-(-drawing.size.height // 60), 12)
    return {"drawing": drawing, "options": options, "rows": rows, "script": f"chart-{drawing.name}", "step": step}


@register.filter
def value(shown: Figure) -> str:
    """Write the number itself, with its unit."""
    return measurement.value_text(shown)


@register.filter
def note(shown: Figure) -> str:
    """Write interval and n."""
    return measurement.note_text(shown)


@register.filter
def month(name: str) -> str:
    """Write a month such as 2026-03 as people do."""
    return measurement.month_name(name)
