"""A whole installation as one file: tables as lines of text, alike on either database, and the files beside them."""

from heedful.foundation.backup.archive import LastBackup, last, note, write
from heedful.foundation.backup.restore import Restored, restore
from heedful.foundation.backup.upgrade import Upgraded, upgrade

__all__ = ["LastBackup", "Restored", "Upgraded", "last", "note", "restore", "upgrade", "write"]
