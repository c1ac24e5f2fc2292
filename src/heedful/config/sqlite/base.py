"""SQLite with one writer at a time inside the process.

SQLite lets one connection write; the others poll for the lock and some starve. A lock in the process queues them
instead: measured p99 of an accepted answer fell from 752 to 48 ms (docs/adr/0002-sqlite-write-lock.md).
"""

import threading
from functools import lru_cache
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

LONG = 4_000
_writer = threading.Lock()
_places = lru_cache(maxsize=2_048)(base.SQLiteCursorWrapper.convert_query)


class Cursor(base.SQLiteCursorWrapper):
    """Django's cursor; a statement whose places are written anew once is not written anew again."""

    def convert_query(self, query: str, *, param_names: list[str] | None = None) -> str:
        """Write the places of a statement as SQLite reads them."""
        if param_names is None and len(query) < LONG:
            return str(_places(None, query))
        return str(super().convert_query(query, param_names=param_names))


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's SQLite backend, its write transactions queued in the process."""

    _writing = False

    def create_cursor(self, name: str | None = None) -> Any:
        """Return a cursor that remembers statements."""
        return self.connection.cursor(factory=Cursor)

    def _start_transaction_under_autocommit(self) -> None:
        if not _writer.acquire(timeout=self.settings_dict["OPTIONS"].get("timeout", 20)):
            raise OperationalError("database is locked: another thread has been writing for too long")
        self._writing = True
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # not in the stubs
        except BaseException:
            self._release()
            raise

    def _release(self) -> None:
        if self._writing:
            self._writing = False
            _writer.release()

    def _commit(self) -> Any:
        super()._commit()  # type: ignore[misc]  # not in the stubs
        self._release()

    def _rollback(self) -> Any:
        try:
            super()._rollback()  # type: ignore[misc]  # not in the stubs
        finally:
            self._release()

    def _close(self) -> Any:
        try:
            super()._close()  # type: ignore[misc]  # not in the stubs
        finally:
            self._release()
