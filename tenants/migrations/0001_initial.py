import django.contrib.postgres.fields
import django.db.models.deletion
import django_tenants.postgresql_backend.base
from django.db import migrations, models

import shared_apps.crypto.fields
import shared_apps.foundation.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="ControlInbox",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("region", models.CharField(max_length=16)),
                ("kind", models.CharField(max_length=32)),
                ("payload", models.JSONField(default=dict)),
                ("at", models.DateTimeField()),
                ("taken_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("taken_at__isnull", True)), fields=["id"], name="control_inbox_new"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MigrationRun",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("region", models.CharField(max_length=16)),
                ("started_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
                ("migrations", models.JSONField(default=list)),
                ("current_count", models.PositiveIntegerField(default=0)),
                ("migrated_count", models.PositiveIntegerField(default=0)),
                ("failed_count", models.PositiveIntegerField(default=0)),
                ("retry_count", models.PositiveIntegerField(default=0)),
            ],
            options={
                "indexes": [models.Index(fields=["-started_at"], name="migration_run_newest")],
            },
        ),
        migrations.CreateModel(
            name="SignUp",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("slug", models.CharField(max_length=40)),
                ("region", models.CharField(max_length=16)),
                ("compliance_profile", models.CharField(max_length=40)),
                ("preset", models.CharField(max_length=40)),
                (
                    "modes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), default=list, size=None
                    ),
                ),
                ("admin_name", shared_apps.crypto.fields.EncryptedTextField()),
                ("admin_email", shared_apps.crypto.fields.EncryptedTextField(index="admin_email_index")),
                (
                    "admin_email_index",
                    shared_apps.crypto.fields.BlindIndexField(
                        editable=False, max_length=64, null=True, of="admin_email"
                    ),
                ),
                ("locale", models.CharField(max_length=12)),
                ("address", shared_apps.crypto.fields.EncryptedTextField(blank=True, index="address_index")),
                (
                    "address_index",
                    shared_apps.crypto.fields.BlindIndexField(editable=False, max_length=64, null=True, of="address"),
                ),
                ("created_at", models.DateTimeField()),
                ("run_id", models.UUIDField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["admin_email_index", "-created_at"], name="sign_up_email"),
                    models.Index(fields=["address_index", "-created_at"], name="sign_up_address"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Tenant",
            fields=[
                (
                    "schema_name",
                    models.CharField(
                        db_index=True,
                        max_length=63,
                        unique=True,
                        validators=[django_tenants.postgresql_backend.base._check_schema_name],
                    ),
                ),
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("slug", models.CharField(max_length=40)),
                ("slug_skeleton", models.CharField(max_length=80)),
                ("name", models.CharField(max_length=120)),
                ("role", models.CharField(max_length=63, unique=True)),
                ("region", models.CharField(max_length=16)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("provisioning", "Provisioning"),
                            ("active", "Active"),
                            ("frozen", "Frozen"),
                            ("suspended", "Suspended"),
                            ("closing", "Closing"),
                            ("erased", "Erased"),
                            ("provision_failed", "Provision Failed"),
                        ],
                        default="provisioning",
                        max_length=20,
                    ),
                ),
                ("state_reason", models.CharField(blank=True, max_length=500)),
                ("state_changed_at", models.DateTimeField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("trial", "Trial"),
                            ("prod", "Prod"),
                            ("sandbox", "Sandbox"),
                            ("internal", "Internal"),
                        ],
                        default="trial",
                        max_length=12,
                    ),
                ),
                ("compliance_profile", models.CharField(max_length=40)),
                ("preset", models.CharField(max_length=40)),
                (
                    "modes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), default=list, size=None
                    ),
                ),
                (
                    "locales",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=12), default=list, size=None
                    ),
                ),
                ("currency", models.CharField(max_length=3)),
                ("time_zone", models.CharField(max_length=64)),
                ("admin_email", models.EmailField(max_length=254)),
                ("admin_name", models.CharField(blank=True, max_length=120)),
                ("created_at", models.DateTimeField()),
                ("opened_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["-created_at", "-id"], name="tenant_newest"),
                    models.Index(fields=["region", "state"], name="tenant_region_state"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "erased"), _negated=True),
                        fields=("slug",),
                        name="tenant_slug_taken",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "erased"), _negated=True),
                        fields=("slug_skeleton",),
                        name="tenant_slug_confusable",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProvisioningRun",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("running", "Running"),
                            ("done", "Done"),
                            ("rolling_back", "Rolling Back"),
                            ("failed", "Failed"),
                        ],
                        default="running",
                        max_length=16,
                    ),
                ),
                ("reason", models.TextField(blank=True)),
                ("asked_by", models.CharField(blank=True, max_length=200)),
                ("created_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "tenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="runs", to="tenants.tenant"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["tenant", "-created_at"], name="provisioning_newest")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["running", "rolling_back"])),
                        fields=("tenant",),
                        name="provisioning_one_open_run",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Domain",
            fields=[
                ("domain", models.CharField(db_index=True, max_length=253, unique=True)),
                ("is_primary", models.BooleanField(db_index=True, default=True)),
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "tenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="domains", to="tenants.tenant"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_primary", True)), fields=("tenant",), name="domain_one_primary"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MigrationOutcome",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("schema_name", models.CharField(max_length=63)),
                ("state", models.CharField(max_length=12)),
                ("way", models.CharField(max_length=12)),
                ("attempts", models.PositiveSmallIntegerField(default=1)),
                ("duration_ms", models.PositiveIntegerField(default=0)),
                ("message", models.TextField(blank=True)),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="outcomes", to="tenants.migrationrun"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["run", "state"], name="migration_outcome_state")],
            },
        ),
        migrations.CreateModel(
            name="ProvisioningStep",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=32)),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("running", "Running"),
                            ("done", "Done"),
                            ("failed", "Failed"),
                            ("undone", "Undone"),
                        ],
                        default="waiting",
                        max_length=12,
                    ),
                ),
                ("started_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("message", models.TextField(blank=True)),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="tenants.provisioningrun"
                    ),
                ),
            ],
            options={
                "ordering": ("position",),
                "constraints": [models.UniqueConstraint(fields=("run", "name"), name="provisioning_step_once")],
            },
        ),
        migrations.CreateModel(
            name="RegionJob",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("region", models.CharField(max_length=16)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("provision", "Provision"),
                            ("roll_back", "Roll Back"),
                            ("support", "Support"),
                            ("destroy_keys", "Destroy Keys"),
                        ],
                        max_length=16,
                    ),
                ),
                ("run_id", models.UUIDField()),
                ("payload", models.JSONField(default=dict)),
                ("state", models.CharField(choices=[("owed", "Owed"), ("done", "Done")], default="owed", max_length=8)),
                ("created_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "tenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="region_jobs", to="tenants.tenant"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "owed")), fields=["region", "created_at"], name="region_job_owed"
                    )
                ],
                "constraints": [models.UniqueConstraint(fields=("run_id", "kind"), name="region_job_once")],
            },
        ),
        migrations.CreateModel(
            name="KeyDestruction",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Asked"),
                            ("agreed", "Agreed"),
                            ("destroyed", "Destroyed"),
                            ("refused", "Refused"),
                            ("taken_back", "Taken Back"),
                            ("expired", "Expired"),
                        ],
                        default="asked",
                        max_length=12,
                    ),
                ),
                ("reason", models.CharField(max_length=500)),
                ("asked_by", models.UUIDField()),
                ("asked_at", models.DateTimeField()),
                ("agree_from", models.DateTimeField()),
                ("agree_until", models.DateTimeField()),
                ("agreed_by", models.UUIDField(null=True)),
                ("agreed_at", models.DateTimeField(null=True)),
                ("taken_back_by", models.UUIDField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "refused_by",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=80), default=list, size=None
                    ),
                ),
                ("key_count", models.PositiveIntegerField(null=True)),
                ("log_size", models.BigIntegerField(null=True)),
                ("log_root", models.CharField(blank=True, max_length=64)),
                (
                    "tenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenants.tenant"
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "indexes": [models.Index(fields=["tenant", "-id"], name="key_destruction_newest")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["asked", "agreed"])),
                        fields=("tenant",),
                        name="key_destruction_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("agreed_by__isnull", True),
                            models.Q(("agreed_by", models.F("asked_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="key_destruction_two_people",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["agreed", "destroyed", "refused"]), _negated=True),
                            ("agreed_by__isnull", False),
                            _connector="OR",
                        ),
                        name="key_destruction_agreed_first",
                    ),
                ],
            },
        ),
    ]
