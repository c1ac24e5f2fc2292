"""A whole installation as one file: tables as lines of text, alike on either database, and the files beside them."""

from heedful.foundation.backup.archive import LastBackup, last, note, write
from heedful.foundation.backup.restore import Restored, restore

__all__ = ["LastBackup", "Restored", "last", "note", "restore", "write"]
