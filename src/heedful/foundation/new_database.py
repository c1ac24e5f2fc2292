"""A new database gets the tables of today at once; only databases that hold something walk through the migrations.

Walking there takes Django ten times as long, for it renders all models anew at each of hundreds of steps. Both ways
end at the same tables, indexes and triggers: `tests/foundation/test_new_database.py` compares them.
"""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations import RunPython
from django.db.migrations.executor import MigrationExecutor

OWN = "heedful."


def is_new(connection: BaseDatabaseWrapper) -> bool:
    """Say whether a database has no table yet, or nothing but an empty list of migrations."""
    executor = MigrationExecutor(connection)
    tables = set(connection.introspection.table_names())
    return not executor.loader.applied_migrations and tables <= {executor.recorder.Migration._meta.db_table}


def create(connection: BaseDatabaseWrapper) -> None:
    """Create all tables and triggers of this release in one transaction and note all migrations as applied.

    Of the migrations' own code only what makes the schema is run: our operations that are not `elidable`. Those that
    carry rows from one form to the next have nothing to carry.
    """
    executor = MigrationExecutor(connection)
    targets = executor.loader.graph.leaf_nodes()
    plan = executor.migration_plan(targets)
    state = executor.loader.project_state(targets)
    executor.recorder.ensure_schema()
    with connection.schema_editor(atomic=True) as editor:
        for model in state.apps.get_models():
            if model._meta.can_migrate(connection):
                editor.create_model(model)
        for migration, _ in plan:
            for operation in _of_the_schema(migration):
                operation.code(state.apps, editor)
            executor.recorder.record_applied(migration.app_label, migration.name)


def _of_the_schema(migration: Any) -> list[RunPython]:
    own = type(migration).__module__.startswith(OWN)
    return [each for each in migration.operations if own and isinstance(each, RunPython) and not each.elidable]
