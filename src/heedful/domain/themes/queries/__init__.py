"""Reads of themes."""

from heedful.domain.themes.queries.frames import (
    draft,
    draft_snapshots,
    find_theme,
    frame_in_force,
    frame_proposed,
    frames,
    themes_in_force,
)
from heedful.domain.themes.queries.shares import ThemeLine, ThemeView, audits_of, comments_of, next_audit, theme_view
from heedful.domain.themes.queries.taggings import awaiting, effective, reading_of, readings, tags_of

__all__ = [
    "ThemeLine",
    "ThemeView",
    "audits_of",
    "awaiting",
    "comments_of",
    "draft",
    "draft_snapshots",
    "effective",
    "find_theme",
    "frame_in_force",
    "frame_proposed",
    "frames",
    "next_audit",
    "reading_of",
    "readings",
    "tags_of",
    "theme_view",
    "themes_in_force",
]
