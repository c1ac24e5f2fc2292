"""Every write of themes."""

from heedful.domain.themes.operations.auditing import code_audit, draw_audit
from heedful.domain.themes.operations.frames import apply_frame, drop_frame, propose_frame, undo_frame
from heedful.domain.themes.operations.privacy import forget_comments
from heedful.domain.themes.operations.reading import keep_readings, read_new, say_theme
from heedful.domain.themes.operations.themes import Described, begin_with, change_theme, make_theme, merge_theme

__all__ = [
    "Described",
    "apply_frame",
    "begin_with",
    "change_theme",
    "code_audit",
    "draw_audit",
    "drop_frame",
    "forget_comments",
    "keep_readings",
    "make_theme",
    "merge_theme",
    "propose_frame",
    "read_new",
    "say_theme",
    "undo_frame",
]
