"""Frames: proposed with what they would move, applied with a reason, undone. Never by themselves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from heedful.analytics.text.frame import Setter
from heedful.domain.feedback import queries as feedback
from heedful.domain.themes.enums import FrameState
from heedful.domain.themes.models import Frame, Tag, Theme
from heedful.domain.themes.operations.reading import A_PORTION, read_new
from heedful.domain.themes.queries.fitting import Learnt, keys_said, reader_of, taught
from heedful.domain.themes.queries.frames import draft_snapshots, frame_proposed, themes_in_force
from heedful.domain.themes.queries.taggings import effective
from heedful.domain.themes.rules.snapshots import Snapshots, alive, difference, standing_for
from heedful.foundation.access import Actor, Permission
from heedful.foundation.audit import operations as audit
from heedful.foundation.errors import NotFound, Refused

MOST_COMPARED = 20_000


@transaction.atomic
def propose_frame(*, reason: str, compared: int = MOST_COMPARED, by: Actor, at: datetime) -> Frame:
    """Propose the themes as they are being worked on, with what applying them would move among the newest comments."""
    by.require_everywhere(Permission.KEEP_THEMES)
    if not reason.strip():
        raise Refused("say why", field="reason", fix="name what the new frame does better")
    themes = draft_snapshots()
    if not alive(themes):
        raise Refused("there is no theme", field="themes", fix="make one, or begin with the general frame")
    Frame.objects.filter(state=FrameState.PROPOSED).update(state=FrameState.DROPPED)
    made = _new(themes, taught(), at, reason, by, at)
    made.difference = simulated(made, compared)
    made.save(update_fields=["difference"])
    audit.record(by=by, at=at, action="frame.proposed", entity="frame", entity_id=made.id, data={"n": made.number})
    return made


def simulated(frame: Frame, compared: int = MOST_COMPARED) -> dict[str, object]:
    """Return the difference between what comments have now and what they would have under a frame."""
    themes = frame.themes
    rows = feedback.words_said(limit=compared)
    keys = [row[0] for row in rows]
    now = effective(themes_in_force(), keys)
    said = _said(themes, keys)
    after: dict[str, frozenset[str]] = {}
    for key, read in zip(keys, reader_of(themes, frame.examples, frame.learnt_at).read(keys_said(rows)), strict=True):
        present, absent = said.get(key, (frozenset(), frozenset()))
        after[str(key)] = (frozenset(each.theme for each in read.tags) - absent) | present
    names = {key: each["name"] for key, each in {**themes_in_force(), **themes}.items()}
    return difference({str(key): mine for key, mine in now.items()}, after, names)


@transaction.atomic
def apply_frame(*, by: Actor, at: datetime) -> Frame:
    """Bring the proposed frame into force; comments are read anew in portions, what people said of them stays."""
    by.require_everywhere(Permission.KEEP_THEMES)
    found = frame_proposed()
    if found is None:
        raise NotFound("no frame is proposed", field="frame", fix="propose one first")
    return _in_force(found, by, at)


@transaction.atomic
def drop_frame(*, by: Actor, at: datetime) -> None:
    """Drop the proposed frame; the themes stay as they are being worked on."""
    by.require_everywhere(Permission.KEEP_THEMES)
    if not Frame.objects.filter(state=FrameState.PROPOSED).update(state=FrameState.DROPPED):
        raise NotFound("no frame is proposed", field="frame")
    audit.record(by=by, at=at, action="frame.dropped", entity="frame", entity_id="", data={})


@transaction.atomic
def undo_frame(*, reason: str, by: Actor, at: datetime) -> Frame:
    """Bring the frame before back, as a new one; every comment gets the themes it had by that frame."""
    by.require_everywhere(Permission.KEEP_THEMES)
    before = Frame.objects.filter(state=FrameState.LEFT).order_by("-applied_at", "-number").first()
    if before is None:
        raise NotFound("no frame was in force before", field="frame")
    if not reason.strip():
        raise Refused("say why", field="reason", fix="name what the frame in force does wrong")
    _restore(before.themes)
    Frame.objects.filter(state=FrameState.PROPOSED).update(state=FrameState.DROPPED)
    return _in_force(_new(before.themes, before.examples, before.learnt_at, reason, by, at), by, at)


def _in_force(frame: Frame, by: Actor, at: datetime) -> Frame:
    Frame.objects.filter(state=FrameState.IN_FORCE).update(state=FrameState.LEFT)
    frame.state, frame.applied_at = FrameState.IN_FORCE, at
    frame.save(update_fields=["state", "applied_at"])
    audit.record(by=by, at=at, action="frame.applied", entity="frame", entity_id=frame.id, data={"n": frame.number})
    read_new(at=at, most=A_PORTION)
    return frame


def _new(themes: Snapshots, examples: Learnt, learnt_at: datetime, reason: str, by: Actor, at: datetime) -> Frame:
    number = (Frame.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    return Frame.objects.create(
        number=number,
        state=FrameState.PROPOSED,
        themes=dict(themes),
        examples=list(examples),
        learnt_at=learnt_at,
        reason=reason.strip()[:300],
        author=by.name,
        made_at=at,
    )


def _restore(themes: Mapping[str, object]) -> None:
    """Set the working themes back; one made since then is retired, for its id is never used again."""
    for each in Theme.objects.all():
        kept = themes.get(str(each.id))
        if not isinstance(kept, dict):
            each.retired = True
        else:
            each.name, each.definition = kept["name"], kept["definition"]
            each.include, each.exclude, each.retired = kept["include"], kept["exclude"], kept["retired"]
            each.parent_id = UUID(kept["parent"]) if kept["parent"] else None
            each.merged_into_id = UUID(kept["merged_into"]) if kept["merged_into"] else None
        each.version += 1
        each.save()


def _said(themes: Snapshots, keys: list[UUID]) -> dict[UUID, tuple[frozenset[str], frozenset[str]]]:
    """Return what people said of comments: themes that are there, themes that are not."""
    found: dict[UUID, tuple[set[str], set[str]]] = {}
    rows = Tag.objects.filter(setter=Setter.HUMAN, submission_id__in=keys)
    for key, theme, absent in rows.values_list("submission_id", "theme_id", "absent"):
        if into := standing_for(themes, str(theme)):
            found.setdefault(key, (set(), set()))[absent].add(into)
    return {key: (frozenset(present), frozenset(absent)) for key, (present, absent) in found.items()}
