"""Reading comments by the frame in force, and what people say about single ones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from heedful.analytics.text.frame import Placed, Setter
from heedful.analytics.text.polarity import Tone
from heedful.domain.feedback import queries as feedback
from heedful.domain.themes.models import Frame, Reading, Tag
from heedful.domain.themes.queries.fitting import Read, keys_said, reader_of
from heedful.domain.themes.queries.frames import frame_in_force
from heedful.domain.themes.queries.taggings import effective, reading_of, unread
from heedful.domain.themes.rules.snapshots import alive
from heedful.foundation.access import Actor, Permission
from heedful.foundation.audit import operations as audit
from heedful.foundation.errors import Refused

A_PORTION = 1_000


def read_new(*, at: datetime, most: int = A_PORTION) -> int:
    """Read comments that no one has read by the frame in force, the newest first; return how many."""
    frame = frame_in_force()
    keys = unread(frame, most) if frame else []
    if frame is None or not keys:
        return 0
    rows = feedback.words_said(keys)
    keep_readings(
        frame=frame,
        read=list(
            zip(
                (row[0] for row in rows),
                reader_of(frame.themes, frame.examples, frame.learnt_at).read(keys_said(rows)),
                strict=True,
            )
        ),
        at=at,
    )
    return len(rows)


@transaction.atomic
def keep_readings(*, frame: Frame, read: Sequence[tuple[UUID, Read]], at: datetime) -> None:
    """Keep how comments were read; what rule and model said before goes, what people said stays."""
    keys = [key for key, _ in read]
    Tag.objects.filter(submission_id__in=keys).exclude(setter=Setter.HUMAN).delete()
    Tag.objects.bulk_create(
        (
            Tag(
                submission_id=key, theme_id=each.theme, setter=each.setter, probability=each.probability,
                begins=each.begin, ends=each.end, tone=each.heard.tone, at=at,
            )
            for key, one in read
            for each in one.tags
        ),
        ignore_conflicts=True,  # what a person said of this comment and theme stands
    )  # fmt: skip
    Reading.objects.bulk_create(
        (
            Reading(
                submission_id=key, frame=frame, state=one.state, language=one.language, tone=one.heard.tone,
                probability=one.heard.probability, read_at=at,
            )
            for key, one in read
        ),
        update_conflicts=True,
        unique_fields=["submission"],
        update_fields=["frame", "state", "language", "tone", "probability", "read_at"],
    )  # fmt: skip
    _settle(frame, keys)


@transaction.atomic
def say_theme(*, submission_id: UUID, theme_id: UUID, present: bool, by: Actor, at: datetime) -> None:
    """Say that a comment is about a theme, or is not; it stands over rule and model, and is an example from now on."""
    by.require(Permission.KEEP_THEMES)
    feedback.submission(submission_id, by)
    frame = frame_in_force()
    if frame is None or str(theme_id) not in alive(frame.themes):
        raise Refused(
            "this theme is not in force", field="theme", value=theme_id, fix="choose one of the frame in force"
        )
    heard = reading_of(submission_id)
    Tag.objects.update_or_create(
        submission_id=submission_id,
        theme_id=theme_id,
        defaults={
            "setter": Setter.HUMAN, "absent": not present, "probability": 1.0, "begins": 0, "ends": 0,
            "author": by.name, "at": at, "tone": heard.tone if heard else Tone.UNSURE,
        },
    )  # fmt: skip
    _settle(frame, [submission_id])
    data = {"theme": str(theme_id), "present": present}
    audit.record(by=by, at=at, action="theme.said", entity="feedback", entity_id=submission_id, data=data)


def _settle(frame: Frame, keys: Sequence[UUID]) -> None:
    """Bring the states of comments into line with their themes: a person may have added the first or taken the last."""
    themed = {key for key, mine in effective(frame.themes, keys).items() if mine}
    own = Q(submission_id__in=themed)
    mine = Reading.objects.filter(submission_id__in=keys)
    mine.filter(own).update(state=Placed.THEMED)
    mine.exclude(own).filter(state=Placed.THEMED).update(state=Placed.UNTHEMED)
