"""What every test stands on: no network but loopback, jobs done inline, a small company."""

import ipaddress
import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from tests.factories.company import Company, small_company
from tests.features import Notes

hypothesis.settings.register_profile(
    "house", deadline=None, max_examples=60, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("house")
"""No deadlines: seconds are measured by `make bench`, never in tests."""

LOOPBACK = {"localhost", "::1", "0.0.0.0", ""}  # noqa: S104  compared with, never bound to


class NetworkBlocked(RuntimeError):
    """A test tried to leave the machine."""


def _is_local(address: object) -> bool:
    if not isinstance(address, tuple):
        return True
    host = str(address[0])
    if host in LOOPBACK:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@pytest.fixture(autouse=True, scope="session")
def no_network() -> Iterator[None]:
    """Refuse every connection that leaves the machine: the product works without a network, and so do its tests."""
    connect, connect_ex, resolve = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def guarded(original: Any) -> Any:
        def call(self: socket.socket, address: Any) -> Any:
            if not _is_local(address):
                raise NetworkBlocked(f"a test tried to reach {address}")
            return original(self, address)

        return call

    def guarded_resolve(host: Any, *args: Any, **kwargs: Any) -> Any:
        if not _is_local((host.decode() if isinstance(host, bytes) else host or "",)):
            raise NetworkBlocked(f"a test tried to resolve {host}")
        return resolve(host, *args, **kwargs)

    socket.socket.connect = guarded(connect)  # type: ignore[method-assign]  # that is the guard
    socket.socket.connect_ex = guarded(connect_ex)  # type: ignore[method-assign]  # that is the guard
    socket.getaddrinfo = guarded_resolve
    yield
    socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo = connect, connect_ex, resolve  # type: ignore[method-assign]  # and back


@pytest.fixture(autouse=True)
def quiet_house(settings: Any, tmp_path: Path) -> None:
    """Do jobs in the process that asks, keep files in the test's own folder."""
    settings.HEEDFUL_JOBS = "inline"
    settings.HEEDFUL_VAR = tmp_path
    settings.STATIC_ROOT = tmp_path / "static"
    settings.WHITENOISE_AUTOREFRESH = settings.WHITENOISE_USE_FINDERS = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def now() -> datetime:
    """A Tuesday noon."""
    return datetime(2026, 3, 17, 12, 0, tzinfo=UTC)


@pytest.fixture
def company(db: None, now: datetime) -> Company:
    """A root, two departments with a team each, a partner, and a colleague for each role."""
    return small_company(now)


TRIGGERS = {
    "sqlite": ("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'", ""),
    "postgresql": (
        "SELECT tgname, tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
        ' ON "{}"',
    ),
}


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """Let the flush of transactional tests pass the append-only triggers: drop, flush, create again."""
    from django.db import connection

    kept, table = TRIGGERS[connection.vendor]
    operations: Any = type(connection.ops)
    plain = operations.sql_flush

    def sql_flush(self: Any, *args: Any, **kwargs: Any) -> list[str]:
        with self.connection.cursor() as cursor:
            cursor.execute(kept)
            triggers = cursor.fetchall()
        drops = [f'DROP TRIGGER "{name}"' + table.format(of) for name, of, _ in triggers]
        return [*drops, *plain(self, *args, **kwargs), *[sql for _, _, sql in triggers]]

    operations.sql_flush = sql_flush  # tests only
    if connection.vendor == "postgresql":
        creation: Any = type(connection.creation)
        creation._destroy_test_db = _drop_with_force


def _drop_with_force(self: Any, test_database_name: str, verbosity: int) -> None:
    """Drop the test database although a server or thread that a test killed still holds a connection to it."""
    with self._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE {self.connection.ops.quote_name(test_database_name)} WITH (FORCE)")


NOTES = Notes()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that leaves out tests which never touch a database."""
    parser.addoption("--database-tests-only", action="store_true", help="run only tests that touch the database")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On the second database, leave out what does not depend on one."""
    if not config.getoption("--database-tests-only"):
        return
    touching = [item for item in items if _touches_database(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(touching)])
    items[:] = touching


def _touches_database(item: pytest.Item) -> bool:
    names = set(getattr(item, "fixturenames", ()))
    if names & {"db", "transactional_db", "live_server"} or item.get_closest_marker("django_db"):
        return True
    from django.test import SimpleTestCase, TransactionTestCase

    owner = getattr(item, "cls", None)
    return owner is not None and issubclass(owner, SimpleTestCase) and issubclass(owner, TransactionTestCase)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    """Note the outcome of tests that claim a feature."""
    report = yield
    if report.when == "call" or report.outcome != "passed":
        NOTES.note(item, report.outcome)
    return report


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write what this process noted."""
    NOTES.write()
