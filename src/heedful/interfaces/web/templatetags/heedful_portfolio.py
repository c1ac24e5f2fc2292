"""States of the portfolio as every page shows them."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from heedful.analytics.value.migration import HitRate
from heedful.analytics.value.portfolio import State
from heedful.interfaces.web.templatetags.heedful_web import num, share

register = template.Library()
TABS = (
    ("manage:portfolio", "Quadrant"),
    ("manage:portfolio_focus", "Focus list"),
    ("manage:portfolio_warning", "Early warning"),
    ("manage:portfolio_moves", "Moves"),
    ("manage:portfolio_thresholds", "Thresholds"),
)


@register.inclusion_tag("manage/portfolio_tabs.html", takes_context=True)
def portfolio_tabs(context: dict[str, Any]) -> dict[str, Any]:
    """Draw the tabs of the portfolio."""
    return {"request": context["request"], "tabs": TABS}


@register.simple_tag
def state_mark(state: str) -> SafeString:
    """Write a state with its shape and colour, as the quadrant draws it."""
    found = State(state)
    return format_html(
        '<span class="hd-state hd-state-{}"><span aria-hidden="true"></span>{}</span>', found.value, found.label
    )


@register.simple_tag
def money_share(part: int, whole: int) -> str:
    """Write a part of the money as a percentage of the whole."""
    return share(part / whole) if whole else ""


@register.simple_tag
def knowing(found: HitRate) -> str:
    """Write how many of those that left had been heard from."""
    return num(found.accounts - found.accounts_silent)
