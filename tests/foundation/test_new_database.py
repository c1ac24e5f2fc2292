"""A database created at once is the one that the migrations lead to, step by step."""

from pathlib import Path
from typing import Any

import pytest

from tests.factories.schemas import schema
from tests.servers import Installation, own_database

START = "import django; django.setup(); from django.core.management import call_command; "
AT_ONCE = START + "call_command('migrate', verbosity=0)"
BY_STEPS = START + ("from django.core.management.commands import migrate; call_command(migrate.Command(), verbosity=0)")


def made_by(program: str, var: Path) -> dict[str, list[Any]]:
    with own_database() as url:
        made = Installation(var, url)
        var.mkdir()
        made.python("-c", program)
        return schema(made)


@pytest.mark.django_db
def test_both_ways_lead_to_the_same_schema(tmp_path: Path) -> None:
    at_once, by_steps = made_by(AT_ONCE, tmp_path / "at-once"), made_by(BY_STEPS, tmp_path / "by-steps")
    for name, rows in by_steps.items():
        assert rows, name
        assert at_once[name] == rows, name
