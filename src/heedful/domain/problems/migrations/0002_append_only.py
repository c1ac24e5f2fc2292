from django.db import migrations

from heedful.foundation.audit.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("problems", "0001_initial"), ("audit", "0001_initial")]
    operations = [
        append_only(f"problems_{table}") for table in ("event", "plan", "effect", "verdict", "signature")
    ]
