"""The disk is full: nothing acknowledged is lost, the door says so, and service comes back by itself (trust 18)."""

import contextlib
import http.client
import json
import os
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from tests.servers import Installation
from tests.trust.storm import Api, ask

BALLAST = 12_000_000
ASKED = 300
ROOM = 900_000
AGAIN = 20


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 24 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(folder)], check=False).returncode:
        pytest.skip("this user may not mount a small disk")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.mark.trust(18)
def test_a_full_disk_refuses_and_recovers_without_a_restart(tmp_path: Path, disk: Path) -> None:
    var, file = tmp_path / "var", disk / "heedful.sqlite3"
    var.mkdir()
    made = Installation(var, extra={"DATABASE_URL": f"sqlite:///{file}", "HEEDFUL_JOBS": "db"})
    made.prepare()
    made.serve()
    try:
        _filled_up(made, disk)
    finally:
        made.kill()


def _filled_up(made: Installation, disk: Path) -> None:
    file, ballast = disk / "heedful.sqlite3", disk / "ballast"
    ballast.write_bytes(b"x" * BALLAST)
    api, taken, refused = Api(made.key, complaints=True), [], []
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", made.port, timeout=30)) as connection:
        with (disk / "rest").open("wb", buffering=0) as rest, contextlib.suppress(OSError):
            while True:
                rest.write(b"x" * 65_536)
        (disk / "rest").unlink()
        (disk / "rest").write_bytes(b"x" * max(0, _room(disk) - ROOM))
        for _ in range(ASKED):
            if len(refused) == AGAIN:
                break
            name = uuid4().hex
            (taken if api.send(connection, name, 3) else refused).append(name)
        status, headers, body = ask(connection, "POST", "/api/v1/feedback", *_message(api))
        assert (status, headers["Retry-After"]) == (503, "5"), body
        with (disk / "last").open("wb", buffering=0) as last, contextlib.suppress(OSError):
            while True:
                last.write(b"x" * 512)
        status, headers, body = ask(connection, "GET", "/readyz")
        if status != 200:  # a few pages may still fit where a whole case does not
            assert (status, headers["Retry-After"], b"cannot write" in body) == (503, "5", True)
        ballast.unlink()
        again = [api.send(connection, name, 3) for name in refused[:AGAIN]]
        status, _, _ = ask(connection, "GET", "/readyz")
    made.kill()
    with contextlib.closing(sqlite3.connect(file)) as reader:
        rows = reader.execute("SELECT submission_id FROM feedback_submission")
        stored = {name.rpartition(":")[2] for (name,) in rows}
        cases = reader.execute("SELECT count(*) FROM cases_case").fetchone()[0]
    print(f"N = {len(taken)} accepted, {len(refused)} refused; {sum(again)} of {len(again)} after space came back")
    assert taken and refused
    assert (all(again), status) == (True, 200)
    assert stored == set(taken) | set(refused[:AGAIN])
    assert cases == len(stored), "no answer without its case"


def _room(disk: Path) -> int:
    found = os.statvfs(disk)
    return found.f_bavail * found.f_frsize


def _message(api: Api) -> tuple[str, dict[str, str]]:
    told = {"submission_id": uuid4().hex, "kind": "complaint", "body": "late " * 4_000, "email": "a@customer.example"}
    return json.dumps(told), {"Content-Type": "application/json", "Authorization": f"Bearer {api.key}"}
