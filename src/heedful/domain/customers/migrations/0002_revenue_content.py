from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("customers", "0001_initial")]
    operations = [
        migrations.AddField("revenuebatch", "content_hash", models.CharField(blank=True, default="", max_length=64)),
        migrations.AlterField("revenuebatch", "content_hash", models.CharField(blank=True, max_length=64)),
    ]
