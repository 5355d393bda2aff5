from django.db import migrations, models

import shared_apps.foundation.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Unsealed",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="AuditRecord",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField()),
                ("action", models.CharField(max_length=80)),
                ("outcome", models.CharField(max_length=12)),
                ("actor_kind", models.CharField(max_length=12)),
                ("actor_id", models.CharField(max_length=120)),
                ("on_behalf_of", models.CharField(blank=True, db_default="", max_length=120)),
                ("company_id", models.UUIDField(null=True)),
                ("target", models.CharField(blank=True, max_length=80)),
                ("target_id", models.CharField(blank=True, max_length=80)),
                ("facts", models.JSONField(default=dict)),
                ("request_id", models.CharField(blank=True, max_length=64)),
                ("session_hash", models.CharField(blank=True, db_default="", max_length=32)),
                ("strength", models.CharField(blank=True, db_default="", max_length=20)),
                ("address", models.CharField(blank=True, db_default="", max_length=49)),
                ("agent_hash", models.CharField(blank=True, db_default="", max_length=32)),
                ("reason", models.CharField(blank=True, db_default="", max_length=200)),
                ("before_hash", models.CharField(blank=True, db_default="", max_length=64)),
                ("after_hash", models.CharField(blank=True, db_default="", max_length=64)),
                ("policy_hash", models.CharField(blank=True, db_default="", max_length=32)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["target", "target_id"], name="audit_target"),
                    models.Index(fields=["actor_id", "id"], name="audit_actor"),
                    models.Index(fields=["company_id", "id"], name="audit_company"),
                ],
            },
        ),
    ]
