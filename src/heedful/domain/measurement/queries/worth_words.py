"""How the worth of a promise reads and is drawn: the same words on page, in the API and in the board pack."""

from __future__ import annotations

from collections.abc import Sequence

from heedful.analytics.inference.finding import Finding
from heedful.analytics.value.service_value import Verdict, Worth, sensitivity
from heedful.rendering.charts import Axis, Point, Size, Theme, interval_plot
from heedful.rendering.charts.parts import Option
from heedful.rendering.numbers import FIXED, number, short_money

TO = f"{FIXED}to{FIXED}"
SCALES = ((1e9, "billion"), (1e6, "million"), (1e3, "thousand"))


def worth_sentence(kept: str, worth: Worth, months: int, currency: str) -> str:
    """Say what keeping a promise goes with; the verb is that of the grade, a null as plain as a finding."""
    gain = worth.gain
    if gain is None:
        return f"Nothing can be said about {kept}: {worth.refusal}."
    span = f"the next {months} months"
    numbers = f"({_span(gain, currency)}, n{FIXED}{number(gain.n_used)})"
    if worth.verdict is Verdict.NOT_SHOWN:
        middle = short_money(round(gain.estimate), currency)
        return f"That {kept} goes with more money is not shown: {middle} in {span} {numbers}."
    amount = short_money(abs(round(gain.estimate)), currency)
    if worth.verdict is Verdict.OPPOSITE:
        return f"The opposite is shown: {kept} every time {gain.grade.verb} {amount} less in {span} {numbers}."
    return f"{kept[:1].upper()}{kept[1:]} every time {gain.grade.verb} {amount} more in {span} {numbers}."


def doubt_sentence(worth: Worth) -> str:
    """Say how strong a hidden cause would have to be; empty where nothing is claimed."""
    if worth.e_value is None or worth.verdict not in (Verdict.GAIN, Verdict.OPPOSITE):
        return ""
    whole, nearer = (number(each, 2) for each in worth.e_value)
    return (
        f"A hidden cause that is tied to both sides by a risk ratio of {whole} would explain it; one of {nearer} would"
        f" already make nothing possible. It would have to explain {number(100 * (worth.robustness or 0))}{FIXED}% of"
        " what is left open on both sides."
    )


def chain(worth: Worth, currency: str) -> list[tuple[str, str, str]]:
    """Return the steps of the sum: what it is, its value, its interval."""
    if worth.gap is None or worth.value is None or worth.gain is None:
        return []
    gap, value, gain = worth.gap, worth.value, worth.gain
    return [
        (
            "Points of experience between always and never kept",
            number(gap.estimate, 1),
            f"{number(gap.low or 0, 1)}{TO}{number(gap.high or 0, 1)}",
        ),
        ("Money of a customer for each point", short_money(round(value.estimate), currency), _ends(value, currency)),
        ("Broken promises, counted as whole customers", number(worth.shortfall, 1), "census"),
        ("All three multiplied", short_money(round(gain.estimate), currency), _ends(gain, currency)),
    ]


def worth_after_cost(worth: Worth, cost: int, currency: str) -> list[tuple[str, str, str]]:
    """Return what is left after the cost if a part of the broken promises were kept: part, middle, ends."""
    return [
        (
            f"{number(100 * part)}{FIXED}%",
            short_money(round(middle), currency),
            f"{short_money(round(low), currency)}{TO}{short_money(round(high), currency)}",
        )
        for part, (middle, low, high) in sensitivity(worth, float(cost))
    ]


def verdict_on_cost(worth: Worth, cost: int, currency: str) -> str:
    """Say up to which cost keeping the promise pays, and whether the stated cost does."""
    if worth.verdict is not Verdict.GAIN or worth.gain is None or worth.gain.low is None:
        return "No cost is covered by money that is not shown; there may be other reasons to keep a promise."
    low, middle = (short_money(round(each), currency) for each in (worth.gain.low, worth.gain.estimate))
    until = f"It pays for certain up to a cost of {low}, and more likely than not up to {middle}."
    if not cost:
        return until
    stated = short_money(cost, currency)
    if cost <= worth.gain.low:
        return f"At a cost of {stated} it pays. {until}"
    return f"At a cost of {stated} it is not certain to pay. {until}"


def worth_chart(
    rows: Sequence[tuple[str, Worth]], *, currency: str, sentence: str, theme: Theme, size: Size
) -> tuple[Option, str] | None:
    """Draw the gains with their intervals beside nothing, and name the unit; None below two promises with a gain."""
    seen = [(title, worth.gain) for title, worth in rows if worth.gain is not None]
    if len(seen) < 2:
        return None
    top = max(max(abs(gain.low or 0), abs(gain.high or 0)) for _, gain in seen) / 100
    scale, name = next((pair for pair in SCALES if top >= pair[0]), (1.0, ""))
    unit = f"{name} {currency}".strip()
    points = [_point(title, gain, 100 * scale, currency) for title, gain in seen]
    nothing = Point("No gain", 0.0)
    return interval_plot(points, axis=Axis(unit), sentence=sentence, reference=nothing, theme=theme, size=size), unit


def _point(title: str, gain: Finding, scale: float, currency: str) -> Point:
    ends = ((gain.low or 0) / scale, (gain.high or 0) / scale)
    text = f"{title}: {short_money(round(gain.estimate), currency)} ({_ends(gain, currency)})"
    return Point(title, gain.estimate / scale, *ends, text)


def _span(found: Finding, currency: str) -> str:
    return f"{number(100 * found.level)}{FIXED}% interval {_ends(found, currency)}"


def _ends(found: Finding, currency: str) -> str:
    return TO.join(short_money(round(each or 0), currency) for each in (found.low, found.high))
