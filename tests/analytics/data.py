"""Where the real data lies that some oracles were computed from; tests that need it skip where it is absent."""

import csv
import gzip
import io
import os
from pathlib import Path
from typing import Any

import pytest

DATA = Path(os.environ.get("HEEDFUL_DATA", "../shared/data"))
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="the data sets are not here: set HEEDFUL_DATA")


def rows(name: str) -> list[dict[str, Any]]:
    """Read a file of the data sets as dictionaries, names and values without space around them."""
    path = DATA / name
    text = gzip.decompress(path.read_bytes()) if name.endswith(".gz") else path.read_bytes()
    read = csv.DictReader(io.StringIO(text.decode("utf-8")))
    return [{key.strip(): value.strip() for key, value in row.items() if key} for row in read]


def column(found: list[dict[str, Any]], name: str) -> list[float]:
    """Return a column as numbers."""
    return [float(row[name]) for row in found]
