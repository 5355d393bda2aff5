import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import shared_apps.crypto.fields
import shared_apps.foundation.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="RetentionRun",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField()),
                ("lines", models.JSONField()),
                ("removed", models.PositiveIntegerField()),
                ("held", models.PositiveIntegerField()),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Breach",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=30, unique=True)),
                ("title", models.CharField(max_length=160)),
                ("role", models.CharField(max_length=10)),
                ("aware_at", models.DateTimeField()),
                ("began_at", models.DateTimeField(null=True)),
                (
                    "kinds",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), default=list, size=None
                    ),
                ),
                ("persons", models.PositiveIntegerField(null=True)),
                ("records", models.PositiveIntegerField(null=True)),
                ("risk", models.CharField(max_length=10)),
                ("is_major", models.BooleanField(default=False)),
                ("what", models.CharField(max_length=4000)),
                ("consequences", models.CharField(blank=True, max_length=4000)),
                ("measures", models.CharField(blank=True, max_length=4000)),
                ("contact_point", models.CharField(blank=True, max_length=300)),
                ("lessons", models.CharField(blank=True, max_length=4000)),
                ("registered_at", models.DateTimeField()),
                ("registered_by", models.CharField(max_length=200)),
                ("closed_at", models.DateTimeField(null=True)),
                ("closed_by", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("risk__in", ("unlikely", "risk", "high")), ("role__in", ("controller", "processor"))
                        ),
                        name="breach_sane",
                    )
                ],
            },
        ),
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
        migrations.CreateModel(
            name="LegalHold",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=30, unique=True)),
                ("target", models.CharField(max_length=8)),
                ("target_id", models.UUIDField(null=True)),
                ("record_class", models.CharField(blank=True, max_length=40)),
                ("reason", models.CharField(max_length=500)),
                ("placed_at", models.DateTimeField()),
                ("placed_by", models.CharField(max_length=200)),
                ("ends_on", models.DateField(null=True)),
                ("lifted_at", models.DateTimeField(null=True)),
                ("lifted_by", models.CharField(blank=True, max_length=200)),
                ("lifted_why", models.CharField(blank=True, max_length=500)),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("target__in", ("person", "company", "class")),
                            models.Q(
                                models.Q(("target", "class"), ("target_id__isnull", True)),
                                models.Q(("record_class", ""), ("target_id__isnull", False)),
                                _connector="OR",
                            ),
                        ),
                        name="hold_target",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Purpose",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(max_length=40)),
                ("version", models.PositiveIntegerField()),
                ("basis", models.CharField(max_length=10)),
                (
                    "separate",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), default=list, size=None
                    ),
                ),
                (
                    "kinds",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), default=list, size=None
                    ),
                ),
                ("title_en", models.CharField(max_length=120)),
                ("title_zh_hans", models.CharField(max_length=120)),
                ("text_en", models.CharField(max_length=4000)),
                ("text_zh_hans", models.CharField(max_length=4000)),
                ("retention_months", models.PositiveIntegerField()),
                ("digest_en", models.CharField(max_length=64)),
                ("digest_zh_hans", models.CharField(max_length=64)),
                ("published_at", models.DateTimeField()),
                ("published_by", models.CharField(max_length=200)),
                ("retired_at", models.DateTimeField(null=True)),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("code", "version"), name="purpose_version"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("basis__in", ("consent", "contract", "duty", "interest", "vital", "public"))
                        ),
                        name="purpose_basis",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SubjectRequest",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=30, unique=True)),
                ("kind", models.CharField(max_length=10)),
                ("state", models.CharField(default="received", max_length=10)),
                ("channel", models.CharField(max_length=10)),
                ("subject_id", models.UUIDField(null=True)),
                ("name", shared_apps.crypto.fields.EncryptedTextField(subject="id")),
                ("email", shared_apps.crypto.fields.EncryptedTextField(index="email_index", subject="id")),
                (
                    "email_index",
                    shared_apps.crypto.fields.BlindIndexField(editable=False, max_length=64, null=True, of="email"),
                ),
                ("language", models.CharField(max_length=12)),
                ("text", shared_apps.crypto.fields.EncryptedTextField(subject="id")),
                ("wish", shared_apps.crypto.fields.EncryptedTextField(subject="id")),
                ("received_at", models.DateTimeField()),
                ("ack_by", models.DateTimeField()),
                ("acked_at", models.DateTimeField(null=True)),
                ("due_at", models.DateTimeField()),
                ("extended_at", models.DateTimeField(null=True)),
                ("extended_why", models.CharField(blank=True, max_length=500)),
                ("identity_method", models.CharField(blank=True, max_length=16)),
                ("identity_at", models.DateTimeField(null=True)),
                ("paused_at", models.DateTimeField(null=True)),
                ("content", shared_apps.crypto.fields.EncryptedTextField(null=True, subject="id")),
                ("content_digest", models.CharField(blank=True, max_length=64)),
                ("content_rows", models.PositiveIntegerField(default=0)),
                ("collected_at", models.DateTimeField(null=True)),
                ("done_at", models.DateTimeField(null=True)),
                ("outcome", models.JSONField(default=dict)),
                ("refusal", models.CharField(blank=True, max_length=20)),
                ("answer", shared_apps.crypto.fields.EncryptedTextField(null=True, subject="id")),
                ("recipients", models.CharField(blank=True, max_length=500)),
                ("closed_at", models.DateTimeField(null=True)),
                ("closed_by", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ("received", "identity", "working"))),
                        fields=["due_at", "id"],
                        name="request_due",
                    ),
                    models.Index(fields=["subject_id", "-id"], name="request_of_person"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("channel__in", ("own", "mail", "letter", "phone", "person")),
                            (
                                "kind__in",
                                (
                                    "access",
                                    "copy",
                                    "correct",
                                    "erase",
                                    "restrict",
                                    "port",
                                    "object",
                                    "explain",
                                    "optout",
                                ),
                            ),
                            ("state__in", ("received", "identity", "working", "answered", "refused", "withdrawn")),
                        ),
                        name="request_sane",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("received", "identity", "working")),
                            ("closed_at__isnull", False),
                            _connector="XOR",
                        ),
                        name="request_closed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state", "refused"), ("refusal", ""), _connector="XOR"),
                        name="request_refused",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RequestStep",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("act", models.CharField(max_length=16)),
                ("text", shared_apps.crypto.fields.EncryptedTextField(subject="request_id")),
                ("by", models.CharField(max_length=200)),
                ("at", models.DateTimeField()),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="privacy.subjectrequest"
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Assessment",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=30, unique=True)),
                ("title", models.CharField(max_length=160)),
                (
                    "needed_for",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), default=list, size=None
                    ),
                ),
                ("description", models.CharField(max_length=4000)),
                ("risks", models.CharField(max_length=4000)),
                ("measures", models.CharField(max_length=4000)),
                ("outcome", models.CharField(max_length=16)),
                ("made_at", models.DateTimeField()),
                ("made_by", models.CharField(max_length=200)),
                ("keep_until", models.DateField()),
                ("review_on", models.DateField(null=True)),
                (
                    "replaces",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="privacy.assessment",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("outcome__in", ("go", "with_measures", "ask_authority", "stop"))),
                        name="assessment_outcome",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="BreachDuty",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=10)),
                ("due_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(null=True)),
                ("reference", models.CharField(blank=True, max_length=200)),
                ("late_why", models.CharField(blank=True, max_length=500)),
                ("waived_why", models.CharField(blank=True, max_length=500)),
                ("by", models.CharField(blank=True, max_length=200)),
                (
                    "breach",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="duties", to="privacy.breach"
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        condition=models.Q(("done_at__isnull", True)), fields=["due_at", "id"], name="breach_duty_due"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("breach", "kind"), name="breach_duty_once"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ("authority", "controller", "final", "subjects"))),
                        name="breach_duty_kind",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ConsentAct",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("user_id", models.UUIDField()),
                ("code", models.CharField(max_length=40)),
                ("act", models.CharField(max_length=10)),
                ("language", models.CharField(max_length=12)),
                ("digest", models.CharField(max_length=64)),
                ("strength", models.CharField(max_length=20)),
                ("at", models.DateTimeField()),
                (
                    "purpose",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="privacy.purpose"
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "indexes": [models.Index(fields=["user_id", "code", "-id"], name="consent_of_person")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("act__in", ("given", "withdrawn", "objected", "lifted"))),
                        name="consent_act",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Restriction",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("user_id", models.UUIDField()),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
                (
                    "request",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="privacy.subjectrequest",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until__isnull", True)), fields=("user_id",), name="restriction_one"
                    )
                ],
            },
        ),
    ]
