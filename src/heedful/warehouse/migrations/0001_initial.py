from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="DirtyKey",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("fact", models.CharField(max_length=40)),
                ("key", models.UUIDField()),
            ],
        ),
    ]
