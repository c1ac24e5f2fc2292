"""From an earlier release to this one: saved before, nothing lost, and gone on with after a kill at any moment.

`releases/` holds, for each of three earlier states of the product, a backup of the small company by its own code.
"""

import json
import random
import time
from pathlib import Path
from typing import Any

import pytest

from tests.factories.schemas import schema
from tests.foundation.backup.test_backup import heedful, manifest
from tests.servers import Installation, own_database

pytestmark = pytest.mark.django_db
RELEASES = sorted((Path(__file__).parent / "releases").glob("*.tar.gz"))
PUT_BACK = (
    "from heedful.interfaces.cli import house; house.start(); from pathlib import Path; "
    "from heedful.foundation import backup; print(backup.restore(Path({!r})).wrong)"
)
REFRESH = (
    "from heedful.interfaces.cli import house; at = house.start(); "
    "from heedful.warehouse.refresh import refresh; refresh(at=at)"
)
MOVED = {"surveys.optout"}
"""Tables whose rows stand in another one since."""
MADE_ANEW = {"contenttypes.contenttype", "auth.permission", "warehouse.dirtykey"}


def left_by(release: Path, folder: Path, url: str) -> Installation:
    """Give an installation whose tables and rows are as that release left them."""
    made = Installation(folder, url, extra={"HEEDFUL_JOBS": "inline"})
    folder.mkdir(parents=True)
    assert made.python("-c", PUT_BACK.format(str(release))).strip() == "()"
    return made


def new_schema(folder: Path) -> dict[str, list[Any]]:
    with own_database() as url:
        made = Installation(folder, url)
        folder.mkdir(parents=True)
        assert heedful(made, "upgrade").returncode == 0
        return schema(made)


def check(made: Installation, release: Path, wanted: dict[str, list[Any]]) -> None:
    """Nothing of the release is lost, the tables are those of today, and the product works on them."""
    found = schema(made)
    for name, rows in wanted.items():
        assert found[name] == rows, name
    for name, told in manifest(release)["tables"].items():
        if name not in MOVED | MADE_ANEW:
            ((count,),) = made.rows(f"SELECT count(*) FROM {name.replace('.', '_')}")
            assert count >= told["rows"], name
    assert heedful(made, "audit", "verify").returncode == 0
    made.python("-c", REFRESH)
    figure = heedful(made, "metric", "nps", "--since", "2026-01", "--until", "2026-02")
    assert json.loads(figure.stdout.splitlines()[0])["n"] > 0, figure.stderr
    if not made.database_url:
        assert made.rows("PRAGMA integrity_check") == [("ok",)]
        assert made.rows("PRAGMA foreign_key_check") == []


def upgraded(release: Path, folder: Path) -> None:
    wanted = new_schema(folder / "new")
    with own_database() as url:
        made = left_by(release, folder / "var", url)
        assert schema(made)["applied"] != wanted["applied"], "negative control: it was of an earlier release"
        told = json.loads(heedful(made, "upgrade").stdout)
        assert told["steps"] > 0
        saved = manifest(Path(told["saved"]))
        assert saved["tables"] == manifest(release)["tables"], "what was there is saved as it was"
        check(made, release, wanted)
        assert json.loads(heedful(made, "upgrade").stdout) == {"steps": 0, "saved": None}


@pytest.mark.feature("X-4", part="from the last release: automatic, saved as it was, nothing lost")
def test_from_the_last_release(tmp_path: Path) -> None:
    upgraded(RELEASES[-1], tmp_path)


@pytest.mark.slow
@pytest.mark.feature("X-4")
def test_from_each_of_the_last_three_releases_and_through_kills(tmp_path: Path) -> None:
    assert len(RELEASES) == 3
    for number, release in enumerate(RELEASES):
        upgraded(release, tmp_path / str(number))
    killed(RELEASES[0], tmp_path / "killed", 12)


def killed(release: Path, folder: Path, times: int) -> None:
    """Kill the upgrade again and again in its middle: each life goes on, and the last one ends like any other."""
    wanted, chance, steps = new_schema(folder / "new"), random.Random(4), set[int]()
    with own_database() as url:
        made = left_by(release, folder / "var", url)
        before = len(schema(made)["applied"])
        for _ in range(times):
            process = made.heedful("upgrade")
            process.start()
            begun = time.monotonic()
            while time.monotonic() - begun < 30:  # until it has saved and begun to walk
                time.sleep(0.02)
                if len(made.rows("SELECT app FROM django_migrations")) > before + len(steps):
                    break
            time.sleep(chance.random())
            process.kill()
            steps.add(len(made.rows("SELECT app FROM django_migrations")))
        assert heedful(made, "upgrade").returncode == 0
        check(made, release, wanted)
        assert len(steps) > 1, "the kills came at different steps"


def test_the_releases_are_small() -> None:
    assert all(release.stat().st_size < 250_000 for release in RELEASES)
