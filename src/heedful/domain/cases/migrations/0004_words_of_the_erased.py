from typing import Any, ClassVar

from django.db import migrations

KEPT = ("id", "case_id", "episode_id", "seq", "type", "state", "at", "recorded_at", "actor_kind", "actor_id")
"""What happened, when and by whom stays for ever; only the words of an erased case may go."""
SAME = " AND ".join(f"NEW.{name} IS NOT DISTINCT FROM OLD.{name}" for name in KEPT)
ERASED = "EXISTS (SELECT 1 FROM cases_case WHERE id = OLD.case_id AND subject = 'Erased' AND contact_id IS NULL)"
SQLITE = f"""
CREATE TRIGGER cases_event_no_update BEFORE UPDATE ON cases_event WHEN NOT ({SAME.replace("IS NOT DISTINCT FROM", "IS")} AND {ERASED})
BEGIN SELECT RAISE(ABORT, 'cases_event is append-only'); END
"""
POSTGRESQL = f"""
DROP TRIGGER cases_event_append_only ON cases_event;
CREATE TRIGGER cases_event_no_delete BEFORE DELETE ON cases_event
FOR EACH ROW EXECUTE FUNCTION heedful_append_only();
CREATE FUNCTION heedful_case_events() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
IF {SAME} AND {ERASED} THEN RETURN NEW; END IF;
RAISE EXCEPTION 'cases_event is append-only';
END $$;
CREATE TRIGGER cases_event_append_only BEFORE UPDATE ON cases_event
FOR EACH ROW EXECUTE FUNCTION heedful_case_events()
"""
BACK = """
DROP TRIGGER cases_event_append_only ON cases_event;
DROP TRIGGER cases_event_no_delete ON cases_event;
DROP FUNCTION heedful_case_events();
CREATE TRIGGER cases_event_append_only BEFORE UPDATE OR DELETE ON cases_event
FOR EACH ROW EXECUTE FUNCTION heedful_append_only()
"""


def forwards(_apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "sqlite":
        editor.execute("DROP TRIGGER cases_event_no_update")
        editor.execute(SQLITE)
    else:
        editor.execute(POSTGRESQL, params=None)


def backwards(_apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "sqlite":
        editor.execute("DROP TRIGGER cases_event_no_update")
        editor.execute(
            "CREATE TRIGGER cases_event_no_update BEFORE UPDATE ON cases_event "
            "BEGIN SELECT RAISE(ABORT, 'cases_event is append-only'); END"
        )
    else:
        editor.execute(BACK, params=None)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("cases", "0003_discretion")]
    operations: ClassVar = [migrations.RunPython(forwards, backwards)]
