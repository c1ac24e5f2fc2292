"""What a database is made of, in one order, so that two of a kind can be compared."""

from typing import Any

from tests.servers import Installation

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
APPLIED = {"applied": "SELECT app, name FROM django_migrations"}


def schema(made: Installation) -> dict[str, list[Any]]:
    """Read the tables, indexes, triggers and noted migrations of an installation."""
    found = {}
    for name, query in (ASKED["postgresql" if made.database_url else "sqlite"] | APPLIED).items():
        found[name] = sorted((tuple(map(unordered, row)) for row in made.rows(query)), key=repr)
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
