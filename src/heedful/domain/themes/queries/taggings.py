"""Which comment has which themes now: what people said, over what rules and models said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from heedful.domain.feedback import queries as feedback
from heedful.domain.themes.models import Frame, Reading, Tag
from heedful.domain.themes.rules.snapshots import Snapshots, standing_for

Keys = Collection[UUID] | QuerySet[Any, Any]
"""Ids of comments, or a query for them: those of a year do not fit into one statement."""


def effective(themes: Snapshots, keys: Keys | None = None) -> dict[UUID, frozenset[str]]:
    """Return the themes of comments, merged ones as what they were merged into; comments without any are left out."""
    rows = Tag.objects.filter(absent=False)
    rows = rows if keys is None else rows.filter(submission_id__in=keys)
    stands = {key: standing_for(themes, key) for key in themes}
    found: dict[UUID, set[str]] = {}
    for key, theme in rows.values_list("submission_id", "theme_id"):
        if into := stands.get(str(theme), ""):
            found.setdefault(key, set()).add(into)
    return {key: frozenset(mine) for key, mine in found.items()}


def tones(themes: Snapshots, keys: Keys) -> dict[str, Counter[str]]:
    """Count by theme how the words sound that show it; a comment counts once a theme, by its surest tag."""
    stands = {key: standing_for(themes, key) for key in themes}
    rows = Tag.objects.filter(absent=False, submission_id__in=keys).order_by("-probability", "id")
    found: dict[str, Counter[str]] = {}
    seen: set[tuple[UUID, str]] = set()
    for key, theme, tone in rows.values_list("submission_id", "theme_id", "tone"):
        into = stands.get(str(theme), "")
        if into and (key, into) not in seen:
            seen.add((key, into))
            found.setdefault(into, Counter())[tone] += 1
    return found


def unread(frame: Frame, most: int) -> list[UUID]:
    """Return comments that this frame has not read, the newest first."""
    rows = feedback.said_in_words().exclude(id__in=_read_by(frame))
    return list(rows.order_by("-collected_at", "-id").values_list("id", flat=True)[:most])


def awaiting(frame: Frame | None) -> int:
    """Return how many comments await their reading."""
    every = feedback.said_in_words()
    return every.count() if frame is None else every.exclude(id__in=_read_by(frame)).count()


def _read_by(frame: Frame) -> QuerySet[Reading, UUID]:
    return Reading.objects.filter(frame=frame).values_list("submission_id", flat=True)


def tags_of(submission_id: UUID, themes: Snapshots) -> list[dict[str, Any]]:
    """Return the themes of one comment with who set them; what a person denied is left out."""
    rows = Tag.objects.filter(submission_id=submission_id, absent=False).order_by("-probability", "id")
    found: dict[str, dict[str, Any]] = {}
    for each in rows:
        into = standing_for(themes, str(each.theme_id))
        if into and (into not in found or each.setter == "human"):
            found[into] = {
                "theme": into, "name": themes[into]["name"], "setter": each.setter, "author": each.author,
                "probability": round(each.probability, 3), "tone": each.tone, "begins": each.begins, "ends": each.ends,
            }  # fmt: skip
    return list(found.values())


def readings() -> QuerySet[Reading]:
    """Return how comments were read, for our own use."""
    return Reading.objects.all()


def reading_of(submission_id: UUID) -> Reading | None:
    """Return how a comment was read."""
    return Reading.objects.filter(submission_id=submission_id).first()
