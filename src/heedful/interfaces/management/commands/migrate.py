"""Django's `migrate`, which creates the tables of a new database at once."""

from typing import Any

from django.core.management.commands import migrate
from django.db import connections

from heedful.foundation import new_database

PARTLY = ("app_label", "migration_name", "fake", "fake_initial", "plan", "check_unapplied", "prune")


class Command(migrate.Command):
    """Bring a database to this release."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Create a new database at once, then go on as Django does."""
        connection = connections[options["database"]]
        if not any(options.get(name) for name in PARTLY) and new_database.is_new(connection):
            new_database.create(connection)
        super().handle(*args, **options)
