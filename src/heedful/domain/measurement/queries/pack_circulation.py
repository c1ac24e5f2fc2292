"""What a board pack says about circulation: how long customers' words took to reach who can act on them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, time
from typing import Any

from heedful.domain.circulation import queries as circulation
from heedful.domain.circulation.rules.times import in_hours
from heedful.domain.measurement.models import Period
from heedful.foundation.access import SYSTEM
from heedful.foundation.days import zone


def circulation_record(found: Period) -> dict[str, Any] | None:
    """Return the circulation time of a period as plain values; None where nothing called for a follow-up."""
    begins, ends = (datetime.combine(day, time(), tzinfo=zone()) for day in (found.starts, found.ends))
    times = circulation.times(circulation.passed(SYSTEM, begins, ends))
    return asdict(times) if times.events else None


def circulation_rows(kept: Mapping[str, Any]) -> list[list[str]]:
    """Return the stored circulation time as rows of what, how much; nothing where none was kept."""
    told = kept.get("circulation")
    if not told:
        return []
    return [
        ["Median time to a colleague who can act", in_hours(told["median_hours"])],
        ["95th percentile", in_hours(told["p95_hours"])],
        ["Answers and complaints that reached one", f"{told['reached']} of {told['events']}"],
    ]
