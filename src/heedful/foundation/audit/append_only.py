"""A migration operation that makes a table append-only in both databases."""

from typing import Any

from django.db import migrations

_SQLITE = """
CREATE TRIGGER {table}_no_{verb} BEFORE {event} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
_POSTGRESQL = """
CREATE OR REPLACE FUNCTION heedful_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$;
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION heedful_append_only();
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION heedful_append_only()
"""


def append_only(table: str) -> migrations.RunPython:
    """Return the operation whose triggers refuse UPDATE, DELETE and TRUNCATE on `table`."""

    def forwards(_apps: Any, editor: Any) -> None:
        if editor.connection.vendor == "sqlite":
            for event in ("UPDATE", "DELETE"):
                editor.execute(_SQLITE.format(table=table, verb=event.lower(), event=event))
        else:
            editor.execute(_POSTGRESQL.format(table=table), params=None)

    def backwards(_apps: Any, editor: Any) -> None:
        if editor.connection.vendor == "sqlite":
            for verb in ("update", "delete"):
                editor.execute(f"DROP TRIGGER {table}_no_{verb}")
        else:
            for name in ("append_only", "no_truncate"):
                editor.execute(f"DROP TRIGGER {table}_{name} ON {table}")

    return migrations.RunPython(forwards, backwards)
