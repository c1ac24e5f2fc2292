"""Which weeks speak about the noise of a series."""

from datetime import date, timedelta

from heedful.analytics.inference.counts import Window, dispersion
from heedful.domain.problems.queries.counting import Week, lived

MONDAY = date(2026, 1, 5)


def weeks(*told: tuple[int, float]) -> list[Week]:
    return [Week(MONDAY + timedelta(weeks=n), Window(*each)) for n, each in enumerate(told)]


def test_the_week_in_which_recording_began_says_nothing_about_the_noise() -> None:
    steady = [(98, 900.0), (101, 900.0), (99, 900.0), (97, 900.0), (0, 0.0), (102, 900.0)]
    begun_on_a_sunday = weeks((0, 900.0), (0, 900.0), (9, 900.0), *steady)
    assert [week.window.count for week in lived(begun_on_a_sunday)] == [98, 101, 99, 97, 102]
    assert dispersion([week.window for week in lived(begun_on_a_sunday)]) == 0.0
    assert dispersion([week.window for week in begun_on_a_sunday[2:]]) > 10, "what it would pass for"
    assert len(lived(weeks(*steady))) == 5, "a series that is older than the window loses no week"
    assert lived(weeks((0, 1.0), (0, 1.0))) == []
