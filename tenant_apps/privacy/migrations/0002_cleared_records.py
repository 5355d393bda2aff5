"""Records of trade that retention has cleared are marked, so that each is cleared once."""

from django.db import migrations, models

import shared_apps.foundation.ids


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0001_privacy"),
    ]

    operations = [
        migrations.CreateModel(
            name="ClearedRecord",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("record_class", models.CharField(max_length=40)),
                ("record_id", models.UUIDField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "default_permissions": (),
                "constraints": [models.UniqueConstraint(fields=("record_class", "record_id"), name="cleared_once")],
            },
        ),
    ]
