"""The demonstration: one command builds it, and what the tutorial claims about it is true."""

import os
import subprocess
import sys
from pathlib import Path

import pytest


def heedful(var: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command line in a folder of its own, on the embedded database."""
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment |= {"HEEDFUL_VAR": str(var), "HEEDFUL_JOBS": "inline"}
    program = [sys.executable, "-m", "heedful.interfaces.cli", *arguments]
    return subprocess.run(program, capture_output=True, text=True, env=environment, check=False)


@pytest.mark.feature("X-10", part="one command; the story of deliveries, scores, cases and closed months")
def test_every_claim_of_the_tutorial_holds(tmp_path: Path) -> None:
    done = heedful(tmp_path, "demo", "--fresh", "--check")
    assert done.returncode == 0, done.stdout + done.stderr[-2_000:]
    lines = done.stdout.splitlines()
    assert len(lines) >= 15
    assert all(line.startswith("ok ") for line in lines)
    tutorial = (Path(__file__).parents[3] / "docs" / "tutorial.md").read_text()
    assert tutorial.count("**Claim.**") <= len(lines), "each claim of the tutorial is checked"
    again = heedful(tmp_path, "demo", "--check")
    assert again.returncode == 0, "a second call finds the company and checks it again"


@pytest.mark.slow
@pytest.mark.feature("X-10", part="the same seed and day give the same company")
def test_the_same_seed_and_day_give_the_same_figures(tmp_path: Path) -> None:
    told = []
    for name in ("one", "two"):
        var = tmp_path / name
        assert heedful(var, "demo", "--fresh", "--seed", "7", "--until", "2026-10-20").returncode == 0
        figures = [
            heedful(var, "metric", metric, "--since", "2025-11", "--until", "2026-10", "--by", "month").stdout
            for metric in ("nps", "clock_attainment", "redress_cost")
        ]
        told.append((figures, heedful(var, "close", "list").stdout))
    assert told[0][0] == told[1][0]
    assert [line[:16] for line in told[0][1].splitlines()] == [line[:16] for line in told[1][1].splitlines()]
