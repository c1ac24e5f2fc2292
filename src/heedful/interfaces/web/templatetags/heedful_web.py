"""Template tags and filters: icons, numbers and times that look the same everywhere."""

from datetime import datetime, timedelta
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from heedful.foundation.access import Permission
from heedful.rendering import numbers

register = template.Library()
MINUS = "\u2212"
NARROW = "\u202f"


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Draw an icon of the sprite; without a label it is decoration and hidden from screen readers."""
    href = f"{static('web/vendor/icons.svg')}#{name}"
    if label:
        return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}"></use></svg>', label, href)
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"></use></svg>', href)


@register.filter
def num(value: Any, decimals: int = 0) -> str:
    """Write a number with a real minus and thin thousands; nothing for None."""
    if value is None:
        return ""
    return f"{value:,.{decimals}f}".replace("-", MINUS).replace(",", NARROW)


@register.filter
def signed(value: Any, decimals: int = 0) -> str:
    """Write a change with its sign."""
    if value is None:
        return ""
    return f"{value:+,.{decimals}f}".replace("-", MINUS).replace(",", NARROW)


@register.filter
def money(minor: int | None, currency: str = "") -> str:
    """Write an amount given in minor units, with its currency."""
    if minor is None:
        return ""
    return numbers.money(minor, currency)


@register.filter
def short_money(minor: int | None, currency: str = "") -> str:
    """Write an amount given in minor units in three digits."""
    return "" if minor is None else numbers.short_money(minor, currency)


@register.filter
def share(value: float | None, decimals: int = 0) -> str:
    """Write a share of one as a percentage."""
    return "" if value is None else f"{num(value * 100, decimals)}\u00a0%"


@register.filter
def dur(seconds: float | timedelta | None) -> str:
    """Write a length of time in its two largest units: "2 d 3 h", "3 h 20 min", "45 s"."""
    if seconds is None:
        return ""
    left = int(seconds.total_seconds() if isinstance(seconds, timedelta) else seconds)
    sign, left = (MINUS, -left) if left < 0 else ("", left)
    parts: list[str] = []
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s")):
        amount, left = divmod(left, size)
        if amount or (unit == "s" and not parts):
            parts.append(f"{amount}\u00a0{unit}")
    return sign + " ".join(parts[:2])


@register.filter
def when(moment: datetime | None) -> SafeString | str:
    """Write a moment in the installation's zone, with the exact one for machines."""
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    return format_html('<time datetime="{}">{}</time>', moment.isoformat(), f"{local:%-d %b %Y, %H:%M}")


@register.simple_tag(takes_context=True)
def query(context: dict[str, Any], **changes: Any) -> str:
    """Return the query string of this page with some parameters changed; None or an empty value removes one."""
    params = context["request"].GET.copy()
    for name, value in changes.items():
        params.pop(name, None)
        if value not in (None, ""):
            params[name] = str(value)
    return f"?{params.urlencode()}" if params else "?"


@register.filter
def initials(name: str) -> str:
    """Return the first letters of the first and last word of a name."""
    words = name.split()
    return (words[0][:1] + (words[-1][:1] if len(words) > 1 else "")).upper() if words else "?"


@register.filter
def get(mapping: dict[Any, Any], key: Any) -> Any:
    """Look a key up in a mapping."""
    return mapping.get(key, "")


SETTINGS_TABS = (
    ("home", "Installation", Permission.ADMINISTER),
    ("units", "Units", Permission.ADMINISTER),
    ("people", "People", Permission.ADMINISTER),
    ("who", "Who can see what", Permission.ADMINISTER),
    ("keys", "API keys", Permission.ISSUE_KEYS),
    ("webhooks", "Webhooks", Permission.ADMINISTER),
    ("jobs", "Jobs", Permission.OPERATE),
    ("audit", "Audit trail", Permission.SEE_AUDIT),
)


@register.inclusion_tag("admin/tabs.html", takes_context=True)
def settings_tabs(context: dict[str, Any]) -> dict[str, Any]:
    """Draw the tabs of the settings that the actor may open."""
    actor = context["actor"]
    tabs = [(name, title) for name, title, permission in SETTINGS_TABS if actor.can(permission)]
    return {"request": context["request"], "tabs": tabs}


@register.filter
def hours(value: Any) -> str:
    """Write an exact number of hours as a whole number with its sign."""
    return signed(float(value))


@register.filter
def minutes(seconds: int | None) -> str:
    """Write seconds as minutes, a decimal only where there is one."""
    if seconds is None:
        return ""
    return num(seconds / 60, 0 if seconds % 60 == 0 else 1)


@register.filter
def words(code: str) -> str:
    """Write a code as words."""
    return str(code).replace("_", " ")
