from django.db import migrations, models

import shared_apps.foundation.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="NumberSeries",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(max_length=20)),
                ("year", models.PositiveSmallIntegerField()),
                ("last_value", models.BigIntegerField(default=0)),
            ],
            options={
                "default_permissions": (),
                "constraints": [models.UniqueConstraint(fields=("code", "year"), name="number_series_once")],
            },
        ),
        migrations.CreateModel(
            name="RulesetDraft",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("state", models.CharField(default="open", max_length=12)),
                ("edition", models.PositiveIntegerField(default=1)),
                ("values", models.JSONField(default=dict)),
                ("limits", models.JSONField(default=dict)),
                ("authors", models.JSONField(default=list)),
                ("origin", models.CharField(blank=True, max_length=200)),
                ("note", models.CharField(blank=True, max_length=300)),
                ("wanted_from", models.DateTimeField(null=True)),
                ("edited_at", models.DateTimeField()),
                ("edited_by", models.CharField(max_length=200)),
                ("submitted_at", models.DateTimeField(null=True)),
                ("submitted_by", models.CharField(blank=True, max_length=200)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.CharField(blank=True, max_length=200)),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("version", models.PositiveIntegerField(null=True)),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        models.Value(1),
                        condition=models.Q(("state__in", ("open", "submitted"))),
                        name="ruleset_one_draft",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RulesetVersion",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.PositiveIntegerField(unique=True)),
                ("content", models.JSONField()),
                ("content_hash", models.CharField(max_length=64)),
                ("base", models.PositiveIntegerField(default=0)),
                ("changes", models.JSONField(default=dict)),
                ("note", models.CharField(blank=True, max_length=300)),
                ("published_at", models.DateTimeField()),
                ("published_by", models.CharField(max_length=200)),
                ("effective_from", models.DateTimeField()),
                ("approved_by", models.CharField(blank=True, max_length=200)),
                ("cancelled_at", models.DateTimeField(null=True)),
                ("cancelled_by", models.CharField(blank=True, max_length=200)),
                ("cancel_reason", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "default_permissions": (),
                "indexes": [models.Index(fields=["-effective_from", "-number"], name="ruleset_in_force")],
            },
        ),
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
