"""What customers write about: counts by theme, shares only as an audit allows, and the comments behind each."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet

from heedful.analytics.text.frame import Placed
from heedful.analytics.text.polarity import Tone
from heedful.analytics.text.shares import Corrected, corrected_share
from heedful.domain.feedback import queries as feedback
from heedful.domain.themes.models import Audit, Frame, Reading, Tag
from heedful.domain.themes.queries.frames import frame_in_force
from heedful.domain.themes.queries.taggings import effective, tones
from heedful.domain.themes.rules.snapshots import Snapshots, alive, standing_for
from heedful.foundation.access import Actor, Permission
from heedful.foundation.days import add_months, zone
from heedful.foundation.errors import NotFound

FEW, FEWEST_FOR_A_SHARE = 5, 30


@dataclass(frozen=True, slots=True)
class ThemeLine:
    """A theme of a period: comments that have it, their tones, its share as far as an audit allows one."""

    key: str
    name: str
    parent: str
    n: int
    tones: dict[str, int]
    corrected: Corrected | None

    @property
    def few(self) -> bool:
        """Say whether so few comments have it that their number is not said."""
        return 0 < self.n < FEW


@dataclass(frozen=True, slots=True)
class ThemeView:
    """Themes of [since, until): every comment is in one state, and the states add up to `n`."""

    since: date
    until: date
    n: int
    states: dict[str, int]
    lines: tuple[ThemeLine, ...]
    audited: int
    frame: Frame | None

    @property
    def unthemed(self) -> float | None:
        """Return the share of comments with content in a known language that no theme fits; None below 30."""
        of = self.states[Placed.THEMED] + self.states[Placed.UNTHEMED]
        return self.states[Placed.UNTHEMED] / of if of >= FEWEST_FOR_A_SHARE else None

    def record(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {
            "since": self.since.isoformat(), "until": self.until.isoformat(), "n": self.n, "states": self.states,
            "unthemed": self.unthemed, "audited": self.audited, "frame": self.frame.number if self.frame else None,
            "themes": [
                {
                    "theme": each.key, "name": each.name, "parent": each.parent or None,
                    "n": None if each.few else each.n, "few": each.few, "tones": {} if each.few else each.tones,
                    "share": None if each.corrected is None else {
                        "share": each.corrected.share, "low": each.corrected.low, "high": each.corrected.high,
                        "n": each.corrected.n, "audited": each.corrected.audited,
                    },
                }
                for each in self.lines
            ],
        }  # fmt: skip


def theme_view(actor: Actor, since: date, until: date) -> ThemeView:
    """Return the themes of the days [since, until) in the actor's sight; shares for the whole company only."""
    actor.require(Permission.SEE_FEEDBACK)
    frame = frame_in_force()
    themes = frame.themes if frame else {}
    rows = _said(actor, since, until)
    n, keys = rows.count(), rows.order_by().values("id")
    tagging = effective(themes, keys)
    by_state = Reading.objects.filter(submission_id__in=keys).order_by().values_list("state").annotate(n=Count("pk"))
    states = Counter({str(state): count for state, count in by_state})
    states[str(Placed.AWAITING)] = n - states.total()
    by_theme: dict[str, list[UUID]] = defaultdict(list)
    for key, mine in tagging.items():
        for each in mine:
            by_theme[each].append(key)
    audits = _audits(since, until) if actor.everywhere(Permission.SEE_FEEDBACK) else {}
    heard = tones(themes, keys)
    lines = tuple(
        _line(key, themes, by_theme[key], heard.get(key, Counter()), tagging, audits, n)
        for key in _ordered(themes, by_theme)
    )
    return ThemeView(since, until, n, {str(s): states[s] for s in Placed}, lines, len(audits), frame)


def comments_of(actor: Actor, theme: str, since: date, until: date) -> QuerySet[Any]:
    """Return the comments in sight that have a theme, or stand in a state, newest first."""
    actor.require(Permission.SEE_FEEDBACK)
    frame, rows = frame_in_force(), _said(actor, since, until)
    if theme == Placed.AWAITING:
        return rows.exclude(id__in=Reading.objects.values("submission_id"))
    if theme in set(Placed):
        return rows.filter(id__in=Reading.objects.filter(state=theme).values("submission_id"))
    if frame is None or theme not in alive(frame.themes):
        raise NotFound("no such theme is in force", field="theme", value=theme, fix="choose one of the list")
    mine = [key for key in frame.themes if standing_for(frame.themes, key) == theme]
    return rows.filter(id__in=Tag.objects.filter(absent=False, theme_id__in=mine).values("submission_id"))


def of_month(month: date) -> list[UUID]:
    """Return the comments of a month, for our own use."""
    begin, end = _span(month, add_months(month, 1))
    return list(
        feedback.said_in_words().filter(collected_at__gte=begin, collected_at__lt=end).values_list("id", flat=True)
    )


def audits_of(month: date) -> QuerySet[Audit]:
    """Return what was drawn in a month."""
    return Audit.objects.filter(month=month.replace(day=1)).select_related("submission")


def next_audit(month: date) -> Audit | None:
    """Return the drawn comment to read next; the model's word on it is not told."""
    return audits_of(month).filter(coded_at__isnull=True).first()


def _line(
    key: str, themes: Snapshots, mine: list[UUID], heard: Counter[str], tagging: dict[UUID, frozenset[str]],
    audits: dict[UUID, frozenset[str]], n: int,
) -> ThemeLine:  # fmt: skip
    pairs = [(key in found, key in tagging.get(each, frozenset())) for each, found in sorted(audits.items())]
    corrected = corrected_share(len(mine), n, pairs) if n >= FEWEST_FOR_A_SHARE else None
    one = themes[key]
    return ThemeLine(key, one["name"], one["parent"], len(mine), {str(t): heard[t] for t in Tone}, corrected)


def _ordered(themes: Snapshots, found: Mapping[str, Sequence[UUID]]) -> list[str]:
    """Return the themes alive, children after their parent, those of most comments first."""
    kept = alive(themes)

    def under(parent: str) -> list[str]:
        mine = sorted(
            (key for key, each in kept.items() if (each["parent"] if each["parent"] in kept else "") == parent),
            key=lambda key: (-len(found.get(key, ())), kept[key]["name"], key),
        )
        return [one for key in mine for one in (key, *under(key))]

    return under("")


def _audits(since: date, until: date) -> dict[UUID, frozenset[str]]:
    begin, end = _span(since, until)
    rows = Audit.objects.filter(
        coded_at__isnull=False, submission__collected_at__gte=begin, submission__collected_at__lt=end
    )
    return {key: frozenset(found or ()) for key, found in rows.values_list("submission_id", "found")}


def _said(actor: Actor, since: date, until: date) -> QuerySet[Any]:
    begin, end = _span(since, until)
    rows = feedback.visible_to(actor) & feedback.said_in_words()
    return rows.filter(collected_at__gte=begin, collected_at__lt=end).order_by("-collected_at", "-id")


def _span(since: date, until: date) -> tuple[datetime, datetime]:
    begin, end = (datetime.combine(day, time.min, zone()) for day in (since, until))
    return begin, end
