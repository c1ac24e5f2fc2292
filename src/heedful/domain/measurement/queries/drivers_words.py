"""How drivers read and are drawn: the same words on page, in the API and on the command line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from heedful.analytics.inference.drivers import Driver, Drivers
from heedful.domain.measurement.queries.drivers import Driven
from heedful.rendering.charts import Axis, Point, Size, Theme, interval_plot
from heedful.rendering.charts.parts import Option
from heedful.rendering.numbers import FIXED, number

PERCENT = f"{FIXED}%"
WEAK = 0.05


@dataclass(frozen=True, slots=True)
class DriverRow:
    """A driver as a table says it; `place` is empty where its place cannot be told."""

    title: str
    place: str
    share: str
    interval: str
    r: str
    beta: str
    direction: str


def drivers_sentence(driven: Driven) -> str:
    """Say what drives a score, that nothing does, or why it cannot be known."""
    title, found = driven.definition.title, driven.found
    if found is None:
        return f"Nothing can be said about what drives {title}: {driven.refusal}."
    count = f"n{FIXED}{number(found.n_used)} answers of {number(driven.customers)} customers"
    together = f"{_percent(found.r_squared, 1)} of all differences"
    if driven.noise:
        return (
            f"Noise: nothing here drives {title}. Together these explain {together}, as much as chance does ({count})."
        )
    if len(found.drivers) == 1:
        (only,) = found.drivers
        return f"{driven.titles[only.name]} goes with {title} ({_sign(only)}) and explains {together} ({count})."
    first = next((each for each in _ordered(found) if each.places == (1, 1)), None)
    if first is None:
        return f"Together these explain {together} in {title}; which comes first cannot be told ({count})."
    share = f"{_percent(first.share)} (95{PERCENT} interval {_interval(first)}) of what these explain together"
    return f"{driven.titles[first.name]} goes with {title} most: {share}. Together it is {together} ({count})."


def driver_rows(driven: Driven) -> list[DriverRow]:
    """Return the drivers by share; those whose place cannot be told come last, by name, without one."""
    if driven.found is None or driven.noise:
        return []
    return [
        DriverRow(
            driven.titles[each.name], _place(each, driven.found), _percent(each.share), _interval(each),
            number(each.r, 2), number(each.beta, 2), _sign(each),
        )
        for each in _ordered(driven.found, driven.titles)
    ]  # fmt: skip


def drivers_notes(driven: Driven) -> list[str]:
    """Return what speaks against reading too much into the table."""
    if driven.found is None:
        return []
    found, notes = driven.found, []
    if driven.dropped:
        notes.append(f"{number(driven.dropped)} answers are left out: nothing was recorded beside them.")
    if driven.noise:
        return [*notes, "No shares are shown: they always add up to 100, also when all of them are noise."]
    notes += [f"{warning[:1].upper()}{warning[1:]}." for warning in found.warnings if "too alike" in warning]
    loose = [driven.titles[each.name] for each in found.drivers if _loose(each, found)]
    if loose:
        notes.append(f"Unstable, so not ranked: {', '.join(sorted(loose))}.")
    borrowed = [driven.titles[each.name] for each in found.drivers if abs(each.beta) < WEAK <= abs(each.r)]
    if borrowed:
        notes.append(f"{', '.join(borrowed)}: moves with the others and adds nothing of its own beside them.")
    return [*notes, f"{found.method}; intervals by leaving out groups of customers (jackknife)."]


def drivers_chart(driven: Driven, *, theme: Theme, size: Size) -> Option | None:
    """Draw the shares with their intervals; None where there is nothing to compare."""
    if driven.found is None or driven.noise or len(driven.found.drivers) < 2:
        return None
    points = [
        Point(
            driven.titles[each.name], 100 * each.share, 100 * each.low, 100 * each.high,
            f"{driven.titles[each.name]}: {_percent(each.share)} ({_interval(each)}), {_sign(each)}",
        )
        for each in _ordered(driven.found, driven.titles)
    ]  # fmt: skip
    return interval_plot(
        points, axis=Axis("Share of what is explained, %"), sentence=drivers_sentence(driven), theme=theme, size=size
    )


def drivers_record(driven: Driven) -> dict[str, Any]:
    """Return drivers as plain values; without shares where they are noise."""
    found = driven.found
    shown = [] if found is None or driven.noise else _ordered(found, driven.titles)
    return {
        "metric": driven.definition.id,
        "kind": driven.kind,
        "wording": drivers_sentence(driven),
        "refusal": driven.refusal,
        "noise": driven.noise,
        "chance": driven.chance,
        "r_squared": found and found.r_squared,
        "n": found and found.n_used,
        "customers": driven.customers,
        "dropped": driven.dropped,
        "method": found and found.method,
        "warnings": drivers_notes(driven),
        "drivers": [
            {
                "name": each.name, "title": driven.titles[each.name], "share": each.share, "low": each.low,
                "high": each.high, "r": each.r, "beta": each.beta,
                "places": None if found is None or _loose(each, found) else each.places,
            }
            for each in shown
        ],
    }  # fmt: skip


def _ordered(found: Drivers, titles: dict[str, str] | None = None) -> list[Driver]:
    names = titles or {}
    return sorted(
        found.drivers,
        key=lambda each: (True, names.get(each.name, ""), 0.0) if _loose(each, found) else (False, "", -each.share),
    )


def _loose(each: Driver, found: Drivers) -> bool:
    """Tell whether a place cannot be told; of two drivers that overlap neither can."""
    return each.unstable or (len(found.drivers) == 2 and each.places == (1, 2))


def _place(each: Driver, found: Drivers) -> str:
    if _loose(each, found):
        return ""
    first, last = each.places
    return str(first) if first == last else f"{first} to {last}"


def _sign(each: Driver) -> str:
    return "more goes with higher scores" if each.r > 0 else "more goes with lower scores"


def _interval(each: Driver) -> str:
    if each.low == each.high:
        return "the only one"
    return f"{number(100 * each.low)}{FIXED}to{FIXED}{_percent(each.high)}"


def _percent(value: float, decimals: int = 0) -> str:
    return f"{number(100 * value, decimals)}{PERCENT}"
