from django.db import migrations, models

import shared_apps.foundation.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="ProfileChoice",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.PositiveIntegerField(unique=True)),
                ("state", models.CharField(max_length=12)),
                ("edition", models.PositiveIntegerField(default=1)),
                ("home", models.CharField(max_length=40)),
                ("profiles", models.JSONField()),
                ("decisions", models.JSONField(default=dict)),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("content_hash", models.CharField(blank=True, max_length=64)),
                ("authors", models.JSONField(default=list)),
                ("proposed_at", models.DateTimeField()),
                ("proposed_by", models.CharField(max_length=200)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.CharField(blank=True, max_length=200)),
                ("decided_reason", models.CharField(blank=True, max_length=300)),
                ("ruleset", models.PositiveIntegerField(null=True)),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("proposed", "in_force", "replaced", "rejected", "withdrawn"))
                        ),
                        name="profile_choice_state",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("proposed", "in_force"))),
                        fields=("state",),
                        name="profile_choice_one",
                    ),
                ],
            },
        ),
    ]
