"""Installations of their own: a database, a folder and real server processes that can be killed.

As a program (`python -m tests.servers`) it fills the installation named by the environment and prints what is in it.
"""

import contextlib
import http.client
import json
import os
import secrets
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psycopg
from django.db.backends.sqlite3._functions import register
from psycopg import sql

ROOT = Path(__file__).parent.parent
SURVEY = "delivery-nps"
READY_WITHIN = 60.0


def free_port() -> int:
    """Return a loopback port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Process:
    """A process with a group of its own, so that all of it can be killed."""

    command: Sequence[str]
    env: dict[str, str]
    log: Path
    running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it."""
        with self.log.open("ab") as log:
            self.running = subprocess.Popen(
                self.command, cwd=ROOT, env=self.env, stdout=log, stderr=log, start_new_session=True
            )

    def kill(self, number: int = signal.SIGKILL) -> None:
        """Send the whole group a signal, SIGKILL unless told otherwise, and wait for its end."""
        if self.running is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.running.pid, number)
        self.running.wait(timeout=30)
        self.running = None

    def cpu_seconds(self) -> float:
        """Return the processor time of the whole group until now."""
        if self.running is None:
            return 0.0
        ticks = 0
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                parts = stat.read_text().rpartition(")")[2].split()
                if int(parts[2]) == self.running.pid:
                    ticks += int(parts[11]) + int(parts[12])
        return ticks / os.sysconf("SC_CLK_TCK")


def wait_for(port: int, path: str = "/healthz", process: Process | None = None) -> None:
    """Wait until the server answers, whatever it answers."""
    until = time.monotonic() + READY_WITHIN
    while time.monotonic() < until:
        if process is not None and process.running is not None and process.running.poll() is not None:
            raise RuntimeError(f"the server ended: {process.log.read_text()[-2_000:]}")
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        with contextlib.suppress(OSError, http.client.HTTPException), contextlib.closing(connection):
            connection.request("GET", path)
            connection.getresponse().read()
            return
        time.sleep(0.05)
    raise TimeoutError(f"no answer on port {port}: {process.log.read_text()[-2_000:] if process else ''}")


@dataclass
class Installation:
    """Heedful with its own folder and database; `key` is an API key, `rows` reads the database by plain SQL."""

    var: Path
    database_url: str = ""
    port: int = field(default_factory=free_port)
    extra: dict[str, str] = field(default_factory=dict)
    key: str = ""
    server: Process | None = None

    @property
    def env(self) -> dict[str, str]:
        """Return the environment of its processes."""
        env = {name: value for name, value in os.environ.items() if not name.startswith(("HEEDFUL_", "DATABASE_URL"))}
        env |= {"HEEDFUL_VAR": str(self.var), "DJANGO_SETTINGS_MODULE": "heedful.config.settings"}
        env |= {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", "HEEDFUL_SMTP_PORT": "1", "HEEDFUL_SMTP_HOST": "127.0.0.1"}
        env["HEEDFUL_OPEN_ANSWERS"] = "0"  # every answer of a storm comes from this machine
        if self.database_url:
            env["DATABASE_URL"] = self.database_url
        return env | self.extra

    def heedful(self, *arguments: str) -> Process:
        """Return `heedful ...`, not started yet."""
        command = [sys.executable, "-m", "heedful.interfaces.cli", *arguments]
        return Process(command, self.env, self.var / f"{arguments[0]}.log")

    def python(self, *arguments: str) -> str:
        """Run Python in this installation and return what it printed."""
        done = subprocess.run(
            [sys.executable, *arguments], cwd=ROOT, env=self.env, capture_output=True, text=True, timeout=300
        )
        if done.returncode:
            raise RuntimeError(done.stderr[-4_000:])
        return done.stdout

    def prepare(self) -> None:
        """Migrate, found the small company with its promises, open a survey, issue a key."""
        self.key = json.loads(self.python("-m", "tests.servers"))["key"]

    def serve(self, *options: str) -> None:
        """Start the server and wait for its first answer."""
        self.server = self.server or self.heedful("serve", "--port", str(self.port), *options)
        self.server.start()
        wait_for(self.port, process=self.server)

    def kill(self, number: int = signal.SIGKILL) -> None:
        """Kill the server with everything it started."""
        if self.server is not None:
            self.server.kill(number)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Read the database with no code of ours in between."""
        if self.database_url:
            with psycopg.connect(self.database_url) as connection:
                return connection.execute(query.encode()).fetchall()
        with contextlib.closing(sqlite3.connect(self.var / "heedful.sqlite3")) as connection:
            register(connection)  # constraints call functions of Django's
            return connection.execute(query).fetchall()


@contextlib.contextmanager
def installation(folder: Path, **extra: str) -> Iterator[Installation]:
    """Give a prepared installation on the database of this test run; its processes and database go away at the end."""
    folder.mkdir(parents=True, exist_ok=True)
    with own_database() as url:
        made = Installation(folder, url, extra=extra)
        made.prepare()
        try:
            yield made
        finally:
            made.kill()


@contextlib.contextmanager
def own_database(given: str | None = None) -> Iterator[str]:
    """Give the address of a new PostgreSQL database, or an empty one where the tests run on SQLite."""
    given = os.environ.get("DATABASE_URL", "") if given is None else given
    if not given.startswith("postgres"):
        yield ""
        return
    name = f"heedful_own_{os.getpid()}_{secrets.token_hex(3)}"
    with psycopg.connect(given, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        info = psycopg.conninfo.conninfo_to_dict(given)
        yield _address(info | {"dbname": name})
    finally:
        with psycopg.connect(given, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _address(info: dict[str, Any]) -> str:
    """Write a PostgreSQL address that both psycopg and Django read; the host may be a folder of sockets."""
    user = info.get("user", "postgres") + (f":{info['password']}" if info.get("password") else "")
    host = str(info.get("host", "127.0.0.1"))
    if host.startswith("/"):
        return f"postgresql://{user}@/{info['dbname']}?{urlencode({'host': host})}"
    return f"postgresql://{user}@{host}:{info.get('port', 5432)}/{info['dbname']}"


def fill() -> dict[str, str]:
    """Fill the installation of the environment: the small company, promises, a survey open to all, a key."""
    from heedful.interfaces.cli import house

    at = house.start() - timedelta(days=1)
    from django.conf import settings

    settings.HEEDFUL_JOBS = "db"
    from heedful.domain.organisation import operations as organisation
    from heedful.domain.organisation.enums import KeyScope
    from heedful.foundation.access import SYSTEM, Role
    from tests.factories.asking import collecting_survey
    from tests.factories.company import small_company
    from tests.factories.promises import promises

    house.migrate()
    company = small_company(at)
    promises(at)
    collecting_survey(company.units["root"], at, code=SURVEY)
    key = organisation.issue_key(
        name="tests", role=Role.CX_LEADER, unit_id=company.units["root"], scope=KeyScope.WRITE, by=SYSTEM, at=at
    )
    return {"key": key}


if __name__ == "__main__":
    print(json.dumps(fill()))
