"""Drafts, and versions with a time of effect: those there are took effect when they were published."""

from django.db import migrations, models

import shared_apps.foundation.ids


class Migration(migrations.Migration):
    dependencies = [("rulesets", "0001_initial")]

    operations = [
        migrations.AddField("rulesetversion", "base", models.PositiveIntegerField(default=0)),
        migrations.AddField("rulesetversion", "changes", models.JSONField(default=dict)),
        migrations.AddField(
            "rulesetversion",
            "approved_by",
            models.CharField(blank=True, max_length=200, default=""),
            preserve_default=False,
        ),
        migrations.AddField("rulesetversion", "cancelled_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "rulesetversion",
            "cancelled_by",
            models.CharField(blank=True, max_length=200, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            "rulesetversion",
            "cancel_reason",
            models.CharField(blank=True, max_length=300, default=""),
            preserve_default=False,
        ),
        migrations.AddField("rulesetversion", "effective_from", models.DateTimeField(null=True)),
        migrations.RunSQL(
            "UPDATE rulesets_rulesetversion SET effective_from = published_at, base = number - 1",
            migrations.RunSQL.noop,
        ),
        migrations.AlterField("rulesetversion", "effective_from", models.DateTimeField()),
        migrations.AddIndex(
            "rulesetversion", models.Index(fields=["-effective_from", "-number"], name="ruleset_in_force")
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
    ]
