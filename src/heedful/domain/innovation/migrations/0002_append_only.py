from django.db import migrations

from heedful.foundation.audit.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("innovation", "0001_initial"), ("audit", "0001_initial")]
    operations = [append_only("innovation_look")]
