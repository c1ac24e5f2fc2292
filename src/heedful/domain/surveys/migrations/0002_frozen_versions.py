from typing import Any

from django.db import migrations

WHAT = "document, sha256, about, number, survey_id, published_at"

SQLITE = f"""
CREATE TRIGGER surveys_version_frozen BEFORE UPDATE OF {WHAT} ON surveys_surveyversion
WHEN OLD.state <> 'draft' BEGIN SELECT RAISE(ABORT, 'a published version never changes'); END
"""

POSTGRESQL = f"""
CREATE FUNCTION surveys_version_frozen() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'a published version never changes' USING ERRCODE = 'integrity_constraint_violation'; END $$;
CREATE TRIGGER surveys_version_frozen BEFORE UPDATE OF {WHAT} ON surveys_surveyversion
FOR EACH ROW WHEN (OLD.state <> 'draft') EXECUTE FUNCTION surveys_version_frozen()
"""


def freeze(apps: Any, schema_editor: Any) -> None:
    schema_editor.execute(SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL)


def thaw(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER surveys_version_frozen")
    else:
        schema_editor.execute("DROP FUNCTION surveys_version_frozen CASCADE")


class Migration(migrations.Migration):
    dependencies = [("surveys", "0001_initial")]
    operations = [migrations.RunPython(freeze, thaw)]
