"""A database created at once is the one that the migrations lead to, step by step."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.db import connections

ASKED = {
    "sqlite": {
        "objects": "SELECT type, name, tbl_name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'",
        "triggers": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'",
        "tables": "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
        "indexes": "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL",
    },
    "postgresql": {
        "columns": (
            "SELECT table_name, column_name, data_type, is_nullable, column_default, is_identity "
            "FROM information_schema.columns WHERE table_schema = 'public'"
        ),
        "indexes": "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
        "constraints": (
            "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
            "WHERE connamespace = 'public'::regnamespace"
        ),
        "triggers": "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
        "functions": "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
    },
}


BY_STEPS = "import django; django.setup(); from django.core.management.commands import migrate; "
BY_STEPS += "from django.core.management import call_command; call_command(migrate.Command(), verbosity=0)"
AT_ONCE = "import django; django.setup(); from django.core.management import call_command; "
AT_ONCE += "call_command('migrate', verbosity=0)"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Callable[[str], dict[str, list[Any]]]]:
    """Give the function that fills a database of its own by a program and returns its schema."""
    default = connections["default"]
    made: list[str] = []

    def filled(program: str) -> dict[str, list[Any]]:
        name = f"heedful_way_{len(made)}"
        env = {**os.environ, "HEEDFUL_VAR": str(tmp_path / name)}
        (tmp_path / name).mkdir()
        if default.vendor == "postgresql":
            with default._nodb_cursor() as cursor:
                cursor.execute(f"DROP DATABASE IF EXISTS {name}")
                cursor.execute(f"CREATE DATABASE {name}")
            url = urlsplit(os.environ["DATABASE_URL"])
            env["DATABASE_URL"] = urlunsplit(url._replace(path=f"/{name}"))
        made.append(name)
        subprocess.run([sys.executable, "-c", program], env=env, check=True)
        if default.vendor == "sqlite":
            (path,) = (tmp_path / name).glob("*.sqlite3")
            with closing(sqlite3.connect(path)) as opened:
                return schema("sqlite", opened.cursor())
        with psycopg.connect(env["DATABASE_URL"]) as connected, connected.cursor() as cursor:
            return schema("postgresql", cursor)

    yield filled
    if default.vendor == "postgresql":
        with default._nodb_cursor() as cursor:
            for name in made:
                cursor.execute(f"DROP DATABASE {name}")


def schema(vendor: str, cursor: Any) -> dict[str, list[Any]]:
    found = {}
    for name, query in (ASKED[vendor] | {"applied": "SELECT app, name FROM django_migrations"}).items():
        cursor.execute(query)
        found[name] = sorted((tuple(map(unordered, row)) for row in cursor.fetchall()), key=repr)
    return found


def unordered(told: Any) -> Any:
    """Put the columns and constraints of a CREATE TABLE into one order: a column added later stands last."""
    if not isinstance(told, str) or not told.startswith("CREATE TABLE"):
        return told
    parts, depth = [""], 0
    for letter in told[told.index("(") + 1 : told.rindex(")")]:
        depth += (letter == "(") - (letter == ")")
        if letter == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += letter
    return sorted(part.strip() for part in parts)


@pytest.mark.django_db(transaction=True)
def test_both_ways_lead_to_the_same_schema(database: Callable[[str], dict[str, list[Any]]]) -> None:
    at_once, by_steps = database(AT_ONCE), database(BY_STEPS)
    for name, rows in by_steps.items():
        assert rows, name
        assert at_once[name] == rows, name
