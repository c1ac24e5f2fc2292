"""SQLite with one writer at a time inside the process.

SQLite lets one connection write; the others poll for the lock and some starve. A lock in the process queues them
instead: measured p99 of an accepted answer fell from 752 to 48 ms (docs/adr/0002-sqlite-write-lock.md).
"""

import threading
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

_writer = threading.Lock()


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's SQLite backend, its write transactions queued in the process."""

    _writing = False

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
