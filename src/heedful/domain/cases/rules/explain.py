"""Why a clock shows what it shows: each interval counted or skipped, with the reason."""

from dataclasses import dataclass, replace
from itertools import chain

from heedful.analytics.calendar_intervals import Span
from heedful.domain.cases.rules.clocks import Reading
from heedful.domain.cases.rules.stretches import Mode, Stretch


@dataclass(frozen=True, slots=True)
class Line:
    """One interval of the explanation, in whole UTC seconds; `seconds` is what it adds to the clock."""

    start: int
    end: int
    counted: bool
    seconds: int
    why: str


def explain(reading: Reading) -> list[Line]:
    """List every interval from the start of the clock to its end or to now; the counted ones add up to `elapsed`.

    Neighbours with the same reason are one interval.
    """
    lines: list[Line] = []
    for line in chain.from_iterable(_lines(reading, stretch) for stretch in reading.stretches):
        if lines and (lines[-1].counted, lines[-1].why) == (line.counted, line.why):
            before = lines.pop()
            lines.append(replace(line, start=before.start, seconds=before.seconds + line.seconds))
        else:
            lines.append(line)
    return lines


def _lines(reading: Reading, stretch: Stretch) -> list[Line]:
    start, end, length = stretch.start, stretch.end, stretch.end - stretch.start
    if not length:
        return []
    state = stretch.state.label.lower()
    if stretch.mode is not Mode.COUNT:
        return [Line(start, end, False, 0, f"skipped: {state}")]
    if reading.terms.span is not Span.BUSINESS_SECONDS:
        return [Line(start, end, True, length, f"counted: {state}; this promise runs on the calendar")]
    table = reading.terms.table
    lines = []
    for opens, closes, is_open in table.pieces(start, end):
        if is_open:
            lines.append(Line(opens, closes, True, closes - opens, f"counted: {state}"))
        else:
            holidays = "".join(f"; {name}" for name in table.holidays_between(opens, closes))
            lines.append(Line(opens, closes, False, 0, f"skipped: outside working hours{holidays}"))
    return lines
