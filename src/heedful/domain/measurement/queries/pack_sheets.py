"""The sheets of a pack’s workbook: the same figures as the document, as numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from heedful.analytics.value.portfolio import State
from heedful.domain.measurement.queries.pack import Pack
from heedful.domain.measurement.queries.pack_circulation import circulation_rows
from heedful.domain.measurement.queries.pack_leaders import leaders_rows
from heedful.domain.measurement.queries.periods import closed_figure, results
from heedful.domain.measurement.queries.resolutions import resolution_rows

COLUMNS = (
    "definition", "version", "since", "until", "group", "label", "estimate", "low", "high", "level", "n", "unit",
    "method", "hidden",
)  # fmt: skip
Sheet = list[list[object]]


def pack_sheets(
    pack: Pack, money: Mapping[str, Any], resolutions: Mapping[str, Any], *, manifest: Mapping[str, str]
) -> dict[str, Sheet]:
    """Return the tables of a pack by the name of their sheet; each has a head."""
    records = [(row.split, closed_figure(row).record()) for row in results(pack.period)]
    sheets: dict[str, Sheet] = {
        "Figures": [["split", *COLUMNS], *([split, *(each[name] for name in COLUMNS)] for split, each in records)]
    }
    if kept := money.get("portfolio"):
        head: list[object] = ["state", "customers", f"money of 12 months, {kept['currency']}"]
        sheets["Portfolio"] = [
            head,
            *([State(each["state"]).label, each["customers"], each["money_minor"] / 100] for each in kept["states"]),
        ]
    if promises := money.get("promises"):
        sheets["Promises"] = [
            ["promise", "verdict", "gain", "low", "high", "n", "currency", "wording"],
            *(_promise(each) for each in promises),
        ]
    if leaders := leaders_rows(money):
        sheets["Leaders' time"] = [["what", "value", "target"], *(list[object](row) for row in leaders)]
    if circulation := circulation_rows(money):
        sheets["Circulation"] = [["what", "value"], *(list[object](row) for row in circulation)]
    parts = ("overdue", "asked", "running", "ended")
    lines: Sheet = [[part, *row] for part in parts for row in resolution_rows(resolutions, part)]
    if lines:
        sheets["Resolutions"] = [["state", "number", "what", "due", "since then"], *lines]
    if pack.restatements:
        sheets["Restatements"] = [
            ["number", "definition", "group", "reason", "closed", "restated", "material"],
            *(
                [
                    each.number, each.result.definition, each.result.label, each.reason, each.old.get("estimate"),
                    each.new.get("estimate"), each.material,
                ]
                for each in pack.restatements
            ),
        ]  # fmt: skip
    made: Sheet = [[name, value] for name, value in manifest.items()]
    sheets["Manifest"] = [["what", "value"], *made]
    return sheets


def _promise(each: Mapping[str, Any]) -> list[object]:
    gain = each["gain"] or {}
    money = [None if gain.get(end) is None else gain[end] / 100 for end in ("estimate", "low", "high")]
    return [each["title"], each["verdict"], *money, gain.get("n"), each["currency"], each["wording"]]
