"""Rules of categories and event templates, in editions."""

from django.db import migrations, models

import shared_apps.foundation.ids


class Migration(migrations.Migration):
    dependencies = [
        ("rulesets", "0002_drafts"),
    ]

    operations = [
        migrations.CreateModel(
            name="RuleSheet",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=10)),
                ("code", models.CharField(max_length=60)),
                ("edition", models.PositiveIntegerField()),
                ("name", models.CharField(max_length=120)),
                ("mode", models.CharField(blank=True, max_length=30)),
                ("values", models.JSONField(default=dict)),
                ("limits", models.JSONField(default=dict)),
                ("is_retired", models.BooleanField(default=False)),
                ("effective_from", models.DateTimeField()),
                ("made_at", models.DateTimeField()),
                ("made_by", models.CharField(max_length=200)),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "code", "edition"), name="rule_sheet_edition"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ("category", "template"))), name="rule_sheet_kind"
                    ),
                ],
            },
        ),
    ]
