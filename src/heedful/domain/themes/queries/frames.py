"""Themes as they are being worked on, and the frame in force."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from heedful.domain.themes.enums import FrameState
from heedful.domain.themes.models import Frame, Theme
from heedful.domain.themes.rules.snapshots import Snapshot, Snapshots
from heedful.foundation.errors import NotFound


def draft() -> QuerySet[Theme]:
    """Return every theme as it is being worked on, merged and retired ones too."""
    return Theme.objects.select_related("parent", "owner", "merged_into")


def find_theme(theme_id: UUID) -> Theme:
    """Return a theme; raise NotFound."""
    found = draft().filter(id=theme_id).first()
    if found is None:
        raise NotFound("no theme has this id", field="theme", value=theme_id)
    return found


def snapshot_of(theme: Theme) -> Snapshot:
    """Return a theme as a frame would hold it."""
    return {
        "name": theme.name, "parent": str(theme.parent_id or ""), "definition": theme.definition,
        "include": list(theme.include), "exclude": list(theme.exclude),
        "merged_into": str(theme.merged_into_id or ""), "retired": theme.retired,
    }  # fmt: skip


def draft_snapshots() -> dict[str, Snapshot]:
    """Return all themes as a frame made now would hold them."""
    return {str(each.id): snapshot_of(each) for each in Theme.objects.order_by("id")}


def frames() -> QuerySet[Frame]:
    """Return every frame, the newest first."""
    return Frame.objects.all()


def frame_in_force() -> Frame | None:
    """Return the frame by which comments are read."""
    return Frame.objects.filter(state=FrameState.IN_FORCE).first()


def frame_proposed() -> Frame | None:
    """Return the frame that waits for a decision."""
    return Frame.objects.filter(state=FrameState.PROPOSED).first()


def themes_in_force() -> Snapshots:
    """Return the themes of the frame in force; none before the first."""
    found = frame_in_force()
    return found.themes if found else {}
