"""What a page of figures is asked: a window of months and the splits it is narrowed by, all in the URL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from heedful.analytics.definitions import Definition
from heedful.domain.customers import queries as customers
from heedful.domain.journeys import queries as journeys
from heedful.domain.journeys.enums import Channel
from heedful.domain.measurement import queries as measurement
from heedful.domain.measurement.rules import add_months
from heedful.domain.organisation import queries as organisation
from heedful.foundation.access import Actor, Permission
from heedful.foundation.errors import Refused
from heedful.interfaces.web.forms import month_of, words_of

MONTHS = 3
TREND = 12


@dataclass(frozen=True, slots=True)
class Asked:
    """A window [since, until) of whole months and the filters of a page."""

    since: date
    until: date
    filters: Mapping[str, str]

    @property
    def last(self) -> date:
        """Return the last month of the window, which people name as its end."""
        return add_months(self.until, -1)

    @property
    def before(self) -> tuple[date, date]:
        """Return the window of the same length just before."""
        length = (self.until.year - self.since.year) * 12 + self.until.month - self.since.month
        return add_months(self.since, -length), self.since

    @property
    def trend_since(self) -> date:
        """Return where a trend begins: a year back, or with the window when that is longer."""
        return min(self.since, add_months(self.until, -TREND))

    def query(self, **changes: str) -> str:
        """Return the query string of the page with some filters changed; an empty value drops one."""
        every = {"since": f"{self.since:%Y-%m}", "until": f"{self.last:%Y-%m}", **self.filters, **changes}
        return "?" + urlencode({name: value for name, value in every.items() if value})


def asked(given: Mapping[str, str], at: datetime) -> Asked:
    """Read the window and the filters of a URL; without a window the last three full months."""
    end = add_months(month_of(given, "until", add_months(at.date(), -1)), 1)
    since = month_of(given, "since", add_months(end, -MONTHS))
    if since >= end:
        raise Refused("the first month lies after the last", field="since", value=f"{since:%Y-%m}", fix="swap them")
    filters = {split: words for split in measurement.SPLITS if (words := words_of(given, split))}
    return Asked(since, end, filters)


def choices(actor: Actor, at: datetime, each: Definition | None = None) -> dict[str, Any]:
    """Return the menus of the filter row; a split that the metric is not recorded by has none."""
    offered = measurement.splits_of(each) if each else list(measurement.SPLITS)
    menus = {
        "unit": [(str(key), name) for key, name in organisation.unit_choices(actor, Permission.SEE_METRICS, at.date())],
        "touchpoint": [(found.code, found.name) for found in journeys.touchpoints()],
        "channel": [(name, name.replace("_", " ")) for name in Channel],
        "segment": [(found.code, found.name) for found in customers.segments()],
    }
    return {name: menu for name, menu in menus.items() if name in offered}
