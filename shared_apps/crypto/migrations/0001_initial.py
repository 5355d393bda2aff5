from django.db import migrations, models

import shared_apps.foundation.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="DataKey",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("purpose", models.CharField(max_length=20)),
                ("subject", models.UUIDField(null=True)),
                ("wrapped", models.BinaryField(null=True)),
                ("service", models.CharField(max_length=200)),
                ("created_at", models.DateTimeField()),
                ("retired_at", models.DateTimeField(null=True)),
                ("destroyed_at", models.DateTimeField(null=True)),
                ("last_words", models.BooleanField(default=False)),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("retired_at__isnull", True)),
                        fields=("purpose", "subject"),
                        name="data_key_one_in_use",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("destroyed_at__isnull", True), ("retired_at__isnull", False), _connector="OR"
                        ),
                        name="data_key_retired_first",
                    ),
                ],
            },
        ),
    ]
