"""Backup -> wipe -> restore: every table, file, hash and the chain come back, on either database (trust 22)."""

import gzip
import io
import json
import os
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from heedful.foundation.backup.archive import MANIFEST
from tests.servers import ROOT, Installation, own_database

pytestmark = pytest.mark.django_db


def heedful(made: Installation, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "heedful.interfaces.cli", *arguments]
    return subprocess.run(command, env=made.env, cwd=ROOT, capture_output=True, text=True, check=False)


def manifest(path: Path) -> dict[str, Any]:
    with tarfile.open(path) as packed:
        member = packed.extractfile(MANIFEST)
        assert member is not None
        return dict(json.loads(member.read()))


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """Give the backup of a company with cases, attachments, a signed pack, and what the command said."""
    folder = tmp_path_factory.mktemp("saved")
    with own_database() as url:
        made = Installation(folder / "var", url, extra={"HEEDFUL_JOBS": "inline"})
        made.var.mkdir()
        made.python("-m", "tests.foundation.backup.house")
        path = folder / "one.tar.gz"
        done = heedful(made, "backup", str(path), "--test")
        assert done.returncode == 0, done.stderr
        yield path, done.stdout


def empty(folder: Path, url: str) -> Installation:
    folder.mkdir(parents=True)
    return Installation(folder, url, extra={"HEEDFUL_JOBS": "inline"})


@pytest.mark.trust(22)
def test_everything_comes_back_and_compares_equal(saved: tuple[Path, str], tmp_path: Path) -> None:
    path, said = saved
    assert json.loads(said)["tested"] is True
    before = manifest(path)
    assert before["tables"]["cases.case"]["rows"] >= 4
    assert before["tables"]["measurement.packfile"]["rows"] >= 1
    assert any(name.startswith("packs/") for name in before["files"])
    with own_database() as url:
        made = empty(tmp_path / "var", url)
        done = heedful(made, "restore", str(path))
        told = json.loads(done.stdout)
        assert (done.returncode, told["wrong"], told["audit"]) == (0, [], "sound")
        assert told["rows"] == sum(each["rows"] for each in before["tables"].values())
        again = tmp_path / "again.tar.gz"
        assert heedful(made, "backup", str(again)).returncode == 0
        after = manifest(again)
        for name, table in before["tables"].items():
            if name not in ("warehouse.dirtykey", "contenttypes.contenttype", "auth.permission"):
                assert after["tables"][name] == table, name
        assert after["files"] == before["files"]
        verified = heedful(made, "audit", "verify")
        assert verified.returncode == 0
        figure = heedful(made, "metric", "nps", "--since", "2026-01", "--until", "2026-02")
        assert json.loads(figure.stdout.splitlines()[0])["n"] > 0
        print(f"{len(before['tables'])} tables, {told['rows']} rows, {told['files']} files: all hashes equal")


@pytest.mark.feature("X-6", part="an older backup brings nobody back")
def test_an_older_backup_brings_no_erased_person_back(saved: tuple[Path, str], tmp_path: Path) -> None:
    who = "SELECT id, email FROM customers_contact WHERE email <> '' ORDER BY id LIMIT 1"
    with own_database() as url:
        made = empty(tmp_path / "control", url)
        assert json.loads(heedful(made, "restore", str(saved[0])).stdout)["erased_again"] == 0
        ((subject, email),) = made.rows(who)
    listed = tmp_path / "erasures.jsonl"
    told = {"subject": str(UUID(str(subject))), "at": "2026-04-01T00:00:00+00:00", "reason": "by mail"}
    listed.write_text(json.dumps(told) + "\n")
    with own_database() as url:
        made = empty(tmp_path / "var", url)
        done = heedful(made, "restore", str(saved[0]), "--erasures", str(listed))
        assert (done.returncode, json.loads(done.stdout)["erased_again"]) == (0, 1), done.stderr
        assert made.rows(f"SELECT id FROM customers_contact WHERE email = '{email}'") == []  # the test's own address
        assert (made.var / "erasures.jsonl").read_text().count("by mail") == 1


@pytest.mark.trust(22)
def test_a_backup_of_one_database_restores_into_the_other(saved: tuple[Path, str], tmp_path: Path) -> None:
    path, _ = saved
    if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        pytest.skip("this run is on SQLite alone; the run on PostgreSQL restores its backup into SQLite")
    made = empty(tmp_path / "var", "")
    done = heedful(made, "restore", str(path))
    assert (done.returncode, json.loads(done.stdout)["wrong"]) == (0, [])


def forged(path: Path, into: Path, change: Any) -> Path:
    """Write the archive again with some members changed."""
    with tarfile.open(path) as old, tarfile.open(into, "w:gz") as new:
        for member in old.getmembers():
            file = old.extractfile(member)
            content = change(member.name, file.read() if file else b"")
            member.size = len(content)
            new.addfile(member, io.BytesIO(content))
    return into


@pytest.mark.trust(22)
def test_negative_control_a_changed_row_is_named(saved: tuple[Path, str], tmp_path: Path) -> None:
    def change(name: str, content: bytes) -> bytes:
        return content.replace(b"parcel", b"Parcel", 1) if name == "tables/feedback.submission.jsonl" else content

    path = forged(saved[0], tmp_path / "forged.tar.gz", change)
    with own_database() as url:
        done = heedful(empty(tmp_path / "var", url), "restore", str(path))
        assert done.returncode == 1
        assert json.loads(done.stdout)["wrong"] == ["table feedback.submission"]


def test_a_full_installation_is_never_overwritten(saved: tuple[Path, str], tmp_path: Path) -> None:
    with own_database() as url:
        made = empty(tmp_path / "var", url)
        made.python("-c", "from heedful.interfaces.cli import house; house.start(); house.migrate()")
        done = heedful(made, "restore", str(saved[0]))
        assert done.returncode == 2
        assert "not empty" in done.stderr


@pytest.mark.parametrize("damage", ["cut", "nonsense", "newer", "elsewhere"])
def test_a_damaged_or_foreign_file_is_refused_in_a_sentence(
    saved: tuple[Path, str], damage: str, tmp_path: Path
) -> None:
    path = tmp_path / "bad.tar.gz"
    content = saved[0].read_bytes()
    if damage == "cut":
        path.write_bytes(content[: len(content) // 2])
    elif damage == "nonsense":
        path.write_bytes(gzip.compress(b"nothing"))
    else:

        def change(name: str, told: bytes) -> bytes:
            if name != MANIFEST:
                return told
            found = json.loads(told)
            if damage == "newer":
                found["migrations"].append(["cases", "9999_from_the_future"])
            else:
                found["files"]["../../outside"] = "0" * 64
            return json.dumps(found).encode()

        forged(saved[0], path, change)
    with own_database() as url:
        done = heedful(empty(tmp_path / "var", url), "restore", str(path))
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path.parent / "outside").exists()
