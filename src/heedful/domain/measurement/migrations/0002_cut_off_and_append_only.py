from django.db import migrations, models

from heedful.foundation.audit.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("measurement", "0001_initial")]
    operations = [
        migrations.AddField("period", "draft", models.JSONField(default=list)),
        append_only("measurement_result"),
        append_only("measurement_signoff"),
        append_only("measurement_restatement"),
        append_only("measurement_packfile"),
    ]
