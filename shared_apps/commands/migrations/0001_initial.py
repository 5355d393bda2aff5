from django.db import migrations, models

import shared_apps.foundation.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="IdempotencyRecord",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("principal", models.CharField(max_length=140)),
                ("route", models.CharField(max_length=120)),
                ("key", models.CharField(max_length=255)),
                ("body_hash", models.CharField(max_length=64)),
                ("answer", models.TextField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["at"], name="idempotency_at")],
                "constraints": [models.UniqueConstraint(fields=("principal", "route", "key"), name="idempotency_once")],
            },
        ),
    ]
