"""Working on the tree of themes; nothing of it touches a comment before a frame is applied."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from importlib import resources
from uuid import UUID

import yaml
from django.db import transaction

from heedful.domain.themes.models import Change, Theme
from heedful.domain.themes.queries.frames import draft, snapshot_of
from heedful.domain.themes.rules.snapshots import check_phrases
from heedful.foundation.access import Actor, Permission
from heedful.foundation.audit import operations as audit
from heedful.foundation.errors import Conflict, NotFound, Refused

LONGEST_NAME = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """A theme as somebody describes it."""

    name: str
    definition: str = ""
    include: Sequence[str] = field(default_factory=tuple)
    exclude: Sequence[str] = field(default_factory=tuple)
    parent_id: UUID | None = None
    owner_id: UUID | None = None
    review_on: date | None = None
    retired: bool = False


@transaction.atomic
def make_theme(*, described: Described, by: Actor, at: datetime) -> Theme:
    """Make a theme; raise Refused for a name that is empty or taken."""
    by.require_everywhere(Permission.KEEP_THEMES)
    made = Theme.objects.create(created_at=at, **_checked(described, None))
    audit.record(by=by, at=at, action="theme.made", entity="theme", entity_id=made.id, data={"name": made.name})
    return made


@transaction.atomic
def change_theme(*, theme_id: UUID, described: Described, reason: str, by: Actor, at: datetime) -> Theme:
    """Change what a theme is, with a reason; what it was is kept."""
    found = _load(theme_id, by)
    if not reason.strip():
        raise Refused("say why", field="reason", fix="name what showed that the theme has to change")
    values = _checked(described, found)
    _keep(found, reason, by, at)
    for name, value in values.items():
        setattr(found, name, value)
    found.save()
    return found


@transaction.atomic
def merge_theme(*, theme_id: UUID, into_id: UUID, reason: str, by: Actor, at: datetime) -> Theme:
    """Let a theme go into an older one, or the older into it: the older id lives. Return the one that lives."""
    found, other = _load(theme_id, by), _load(into_id, by)
    if found.id == other.id or found.merged_into_id or other.merged_into_id:
        raise Refused("these two cannot be merged", field="into", fix="choose two themes that are not merged yet")
    if not reason.strip():
        raise Refused("say why", field="reason", fix="name what shows that both are the same")
    older, younger = sorted((found, other), key=lambda each: (each.created_at, each.id))
    _keep(younger, reason, by, at)
    younger.merged_into = older
    younger.save()
    Theme.objects.filter(parent=younger).update(parent=older)
    return older


@transaction.atomic
def begin_with(*, name: str, by: Actor, at: datetime) -> int:
    """Make the themes of a ready frame whose names are not taken; return how many."""
    by.require_everywhere(Permission.KEEP_THEMES)
    place = resources.files("heedful.domain.themes") / "library" / f"{name}.yaml"
    if not name.replace("-", "").isalnum() or not place.is_file():
        raise NotFound("there is no ready frame of this name", field="name", value=name, fix="use general")
    made = 0
    taken = {each.name.casefold() for each in draft()}
    for each in yaml.safe_load(place.read_text("utf-8")):
        if each["name"].casefold() not in taken:
            make_theme(described=Described(**each), by=by, at=at)
            made += 1
    return made


def _checked(described: Described, known: Theme | None) -> dict[str, object]:
    name = " ".join(described.name.split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise Refused("a theme has a name", field="name", value=name[:40], fix=f"1 to {LONGEST_NAME} letters")
    others = [each for each in draft() if known is None or each.id != known.id]
    if any(each.name.casefold() == name.casefold() and not each.retired for each in others):
        raise Refused("this name is taken", field="name", value=name, fix="another name, or change that theme")
    parent = next((each for each in others if each.id == described.parent_id), None)
    if described.parent_id and (parent is None or (known and _below(known, parent))):
        raise Refused("it cannot stand under this theme", field="parent", fix="choose a theme that is not below it")
    return {
        "name": name, "definition": described.definition.strip()[:500], "parent": parent,
        "include": check_phrases("include", list(described.include)),
        "exclude": check_phrases("exclude", list(described.exclude)),
        "owner_id": described.owner_id, "review_on": described.review_on, "retired": described.retired,
    }  # fmt: skip


def _below(theme: Theme, other: Theme | None) -> bool:
    while other is not None:
        if other.id == theme.id:
            return True
        other = other.parent
    return False


def _load(theme_id: UUID, by: Actor) -> Theme:
    by.require_everywhere(Permission.KEEP_THEMES)
    found = Theme.objects.filter(id=theme_id).first()
    if found is None:
        raise NotFound("no theme has this id", field="theme", value=theme_id)
    return found


def _keep(theme: Theme, reason: str, by: Actor, at: datetime) -> None:
    if not Theme.objects.filter(id=theme.id, version=theme.version).update(version=theme.version + 1):
        raise Conflict("somebody has changed this theme", field="theme", fix="look at it again")
    before = snapshot_of(theme)
    Change.objects.create(
        theme=theme, version=theme.version, before=before, reason=reason.strip()[:300], author=by.name, at=at
    )
    theme.version += 1
    data = {"reason": reason.strip()[:300]}
    audit.record(by=by, at=at, action="theme.changed", entity="theme", entity_id=theme.id, data=data)
