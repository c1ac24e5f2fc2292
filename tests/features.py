"""Which capability is proven by which tests: collects results of test runs and writes the table.

As a pytest plugin (see conftest) it notes the outcome of every marked test in build/results; as a program it merges
the notes of all runs (both databases, slow ones too) into build/features.json and docs/reference/features.md.
"""

import json
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parent.parent
RESULTS = ROOT / "build" / "results"
RANK = {"failed": 2, "passed": 1, "skipped": 0}


class Notes:
    """Keeps the outcome of each marked test of this run."""

    def __init__(self) -> None:
        self.found: dict[str, dict[str, Any]] = {}

    def note(self, item: pytest.Item, outcome: str) -> None:
        """Note an outcome; of several phases the worst counts."""
        marks = [
            {"id": mark.args[0], "part": mark.kwargs.get("part")} for mark in item.iter_markers("feature") if mark.args
        ]
        if not marks:
            return
        kept = self.found.setdefault(item.nodeid, {"marks": marks, "outcome": outcome})
        if RANK[outcome] > RANK[kept["outcome"]]:
            kept["outcome"] = outcome

    def write(self) -> None:
        """Write the notes under a name of this process."""
        if self.found:
            RESULTS.mkdir(parents=True, exist_ok=True)
            database = "postgresql" if os.environ.get("DATABASE_URL", "").startswith("postgres") else "sqlite"
            name = f"{database}-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}-{os.getpid()}.json"
            (RESULTS / name).write_text(json.dumps({"database": database, "tests": self.found}))


def merged() -> dict[str, dict[str, str]]:
    """Return for each test its marks and its worst outcome over all runs; a failure anywhere is a failure."""
    tests: dict[str, Any] = {}
    for file in sorted(RESULTS.glob("*.json")):
        for name, told in json.loads(file.read_text())["tests"].items():
            kept = tests.setdefault(name, told)
            if RANK[told["outcome"]] > RANK[kept["outcome"]]:
                kept["outcome"] = told["outcome"]
    return tests


def counted() -> Iterator[tuple[str, dict[str, str], Counter[str], list[str]]]:
    """Yield each capability with its counts and its tests; `passed` counts claims of the whole row only."""
    rows = yaml.safe_load((ROOT / "tests" / "features.yaml").read_text())
    tests = merged()
    for feature, row in rows.items():
        counts = Counter({"passed": 0, "failed": 0, "skipped": 0, "partial": 0})
        proofs = []
        for name, told in sorted(tests.items()):
            for mark in told["marks"]:
                if mark["id"] != feature:
                    continue
                whole = mark["part"] is None
                outcome = told["outcome"] if whole or told["outcome"] != "passed" else "partial"
                counts[outcome] += 1
                proofs.append(f"{outcome}: `{name}`" + ("" if whole else f" ({mark['part']})"))
        yield feature, row, counts, proofs


def state(counts: Counter[str]) -> str:
    """Say in a word how a capability stands."""
    if counts["failed"]:
        return "failed"
    if counts["passed"]:
        return "proven"
    return "in parts" if counts["partial"] else "missing"


def main() -> None:
    """Print the table and write both files."""
    build = ROOT / "build"
    build.mkdir(exist_ok=True)
    lines = [
        "# Features and their proofs",
        "",
        "Written by `make features` from the last test runs. *Proven*: a test does what the row asks, at its size.",
        "*In parts*: tests prove named parts. *Missing*: not built yet.",
        "",
        "| id | level | capability | state | tests |",
        "|---|---|---|---|---|",
    ]
    data, proofs_of = {}, []
    for feature, row, counts, proofs in counted():
        word = state(counts)
        data[feature] = dict(counts)
        print(f"{feature:6} {word:9} {dict(counts)}")
        lines.append(f"| {feature} | {row['level']} | {row['capability']} | {word} | {sum(counts.values()) or ''} |")
        if proofs:
            proofs_of += ["", f"### {feature}", "", *(f"- {proof}" for proof in proofs)]
    (build / "features.json").write_text(json.dumps(data, indent=1) + "\n")
    (ROOT / "docs" / "reference" / "features.md").write_text("\n".join([*lines, "", "## Proofs", *proofs_of, ""]))
    words = Counter(state(Counter(each)) for each in data.values())
    print(", ".join(f"{words[word]} {word}" for word in ("proven", "in parts", "missing", "failed")))


if __name__ == "__main__":
    main()
