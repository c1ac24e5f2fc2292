"""Journeys as every page shows them."""

from typing import Any

from django import template

from heedful.foundation.access import Permission

register = template.Library()
TABS = (
    ("manage:journeys", "Journeys", Permission.SEE_JOURNEYS),
    ("manage:journey_points", "Critical points", Permission.SEE_REVENUE),
    ("manage:journey_standards", "Standards", Permission.SEE_JOURNEYS),
)


@register.inclusion_tag("manage/journey_tabs.html", takes_context=True)
def journey_tabs(context: dict[str, Any]) -> dict[str, Any]:
    """Draw the tabs of the journeys that the actor may open."""
    actor = context["actor"]
    tabs = [(route, title) for route, title, permission in TABS if actor.can(permission)]
    return {"request": context["request"], "tabs": tabs}
