import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import shared_apps.crypto.fields
import shared_apps.foundation.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("parties", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="IdentityProvider",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=4)),
                ("name", models.CharField(max_length=80)),
                ("state", models.CharField(default="draft", max_length=6)),
                ("issuer", models.CharField(max_length=500)),
                ("client_id", models.CharField(blank=True, max_length=300)),
                ("client_secret", shared_apps.crypto.fields.EncryptedTextField(blank=True)),
                ("sso_url", models.CharField(blank=True, max_length=1000)),
                ("certificates", models.TextField(blank=True)),
                (
                    "mail_domains",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=253), default=list, size=None
                    ),
                ),
                ("reach", models.CharField(default="linked", max_length=7)),
                ("role", models.CharField(blank=True, max_length=40)),
                (
                    "factors",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=200), default=list, size=None
                    ),
                ),
                ("may_begin", models.BooleanField(default=False)),
                ("must_encrypt", models.BooleanField(default=False)),
                ("auth_method", models.CharField(default="secret", max_length=15)),
                ("made_at", models.DateTimeField()),
                ("activated_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("last_used_at", models.DateTimeField(null=True)),
                (
                    "company",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.company"
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("kind__in", ["oidc", "saml"])), name="provider_kind"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["draft", "active", "ended"])), name="provider_state"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reach__in", ["linked", "invited", "members"])), name="provider_reach"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reach", "members"), _negated=True), ("role__gt", ""), _connector="OR"
                        ),
                        name="provider_role",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("auth_method__in", ["secret", "private_key_jwt"])),
                        name="provider_auth_method",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "ended"), _negated=True),
                        fields=("issuer", "client_id"),
                        name="provider_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProviderKey",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("use", models.CharField(max_length=7)),
                ("private", shared_apps.crypto.fields.EncryptedTextField(blank=True)),
                ("public", models.TextField()),
                ("mark", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "provider",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="keys",
                        to="federation.identityprovider",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("use__in", ["decrypt", "sign"])), name="provider_key_use"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ExternalIdentity",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("subject", shared_apps.crypto.fields.EncryptedTextField(subject="user_id")),
                ("subject_hash", models.CharField(max_length=64)),
                ("how", models.CharField(max_length=10)),
                ("linked_at", models.DateTimeField()),
                ("last_at", models.DateTimeField(null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "provider",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="identities",
                        to="federation.identityprovider",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("provider", "subject_hash"), name="identity_once"),
                    models.UniqueConstraint(fields=("provider", "user"), name="one_identity_of_person"),
                    models.CheckConstraint(
                        condition=models.Q(("how__in", ["linked", "invited", "member"])), name="external_identity_how"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Arrival",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("assertion_hash", models.CharField(max_length=64)),
                ("asked", models.CharField(blank=True, max_length=64)),
                ("proof", shared_apps.crypto.fields.EncryptedTextField(blank=True)),
                ("arrived_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                (
                    "provider",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="federation.identityprovider"
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [models.UniqueConstraint(fields=("provider", "assertion_hash"), name="assertion_once")],
            },
        ),
    ]
