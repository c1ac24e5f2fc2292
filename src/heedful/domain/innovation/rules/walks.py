"""What a walk scores, and whether its findings came back to the teams in time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from heedful.foundation.errors import Refused

WITHIN = 5
WEEKDAYS = 5
MOST_LINES, MOST_PHOTOS, MOST_BYTES = 20, 6, 5 * 1024 * 1024
PICTURES = {b"\xff\xd8\xff": "jpg", b"\x89PNG\r\n\x1a\n": "png"}


@dataclass(frozen=True, slots=True)
class Published:
    """Walks of a window: how many, how many with findings published, and within 5 working days. A census."""

    walks: int
    published: int
    in_time: int
    late_open: int

    @property
    def share(self) -> float | None:
        """Published within 5 working days / walks whose 5 days are over or that are published; None without any."""
        due = self.published + self.late_open
        return self.in_time / due if due else None


def working_days(since: date, until: date) -> int:
    """Return the working days, Monday to Friday, after `since` up to and including `until`.

    >>> working_days(date(2026, 3, 13), date(2026, 3, 20))
    5
    """
    return sum((since + timedelta(days=n)).weekday() < WEEKDAYS for n in range(1, (until - since).days + 1))


def published(walks: Sequence[tuple[date, date | None]], today: date) -> Published:
    """Reckon from (walked, published or None) how findings came back to the teams."""
    done = [(walked, back) for walked, back in walks if back is not None]
    return Published(
        walks=len(walks),
        published=len(done),
        in_time=sum(working_days(walked, back) <= WITHIN for walked, back in done),
        late_open=sum(back is None and working_days(walked, today) > WITHIN for walked, back in walks),
    )


def check_lines(lines: Sequence[str]) -> list[str]:
    """Return the lines of a script; refuse one without any, or too long to walk with."""
    kept = [line.strip()[:300] for line in lines if line.strip()]
    if not 1 <= len(kept) <= MOST_LINES:
        raise Refused("a script has 1 to 20 lines", field="lines", value=len(kept), fix="one thing to look at a line")
    return kept


def check_points(points: Mapping[int, int], lines: int) -> list[int]:
    """Return the points from 1 to 5 for every line."""
    found = [points.get(place) for place in range(lines)]
    if any(each is None or not 1 <= each <= 5 for each in found):
        raise Refused("every line gets 1 to 5 points", field="points", fix="1 poor, 5 as we promise it")
    return [each for each in found if each is not None]


def check_photo(content: bytes) -> str:
    """Return the ending of a picture by what it holds; refuse what is none, whatever it is called."""
    if len(content) > MOST_BYTES:
        raise Refused("larger than 5 MB", field="photo", fix="make it smaller")
    ending = next((ending for magic, ending in PICTURES.items() if content.startswith(magic)), None)
    if ending is None:
        raise Refused("no JPEG or PNG picture", field="photo", fix="choose a photo")
    return ending
