"""What a board pack says about leaders' time for customers: the row that is theirs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from heedful.domain.employees.queries import ledger
from heedful.domain.measurement.models import Period
from heedful.foundation.access import SYSTEM
from heedful.rendering.numbers import number


def leaders_record(found: Period) -> dict[str, Any] | None:
    """Return the leaders' time of a period as plain values, all leaders together; None where none is counted."""
    rows, whole = ledger.leaders(SYSTEM, found.starts, found.ends)
    if not rows:
        return None
    done, actions = ledger.done_share(found.starts, found.ends)
    return {
        "leaders": len(rows), "share": whole.share, "customers": round(whole.customers, 2),
        "working": round(whole.working, 2), "customer_days": whole.customer_days,
        "debrief": round(whole.debrief, 2), "debrief_ratio": whole.debrief_ratio, "findings": whole.findings,
        "actions": actions, "done": done,
    }  # fmt: skip


def leaders_rows(kept: Mapping[str, Any]) -> list[list[str]]:
    """Return the stored leaders' time as rows of what, how much, target; nothing where none was counted."""
    told = kept.get("leaders")
    if not told:
        return []
    share = "no working hours" if told["share"] is None else f"{number(100 * told['share'])} %"
    ratio = "no day with customers" if told["debrief_ratio"] is None else number(told["debrief_ratio"], 2)
    return [
        [f"Time with customers, {told['leaders']} leaders", share, "above a third of working hours"],
        [f"Debrief for {told['customer_days']} days with customers", ratio, "1: half a day for each"],
        ["Findings, and actions that followed", f"{told['findings']}, {told['actions']}", "each with an owner"],
        ["Actions done", f"{told['done']} of {told['actions']}", "all"],
    ]
