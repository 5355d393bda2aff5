import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import shared_apps.foundation.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("parties", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="AccessReview",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("state", models.CharField(default="open", max_length=8)),
                ("opened_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("overdue_at", models.DateTimeField(null=True)),
                ("signed_at", models.DateTimeField(null=True)),
                ("statement", models.CharField(blank=True, max_length=500)),
                ("digest", models.CharField(blank=True, max_length=64)),
                (
                    "company",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.company"
                    ),
                ),
                (
                    "signed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")),
                        fields=("company",),
                        name="one_open_review",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("signed_at__isnull", True), ("state", "open")),
                            models.Q(
                                ("digest__gt", ""),
                                ("signed_at__isnull", False),
                                ("signed_by__isnull", False),
                                ("state", "signed"),
                            ),
                            _connector="OR",
                        ),
                        name="review_signed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
                ("ends_at", models.DateTimeField(null=True)),
                ("team", models.CharField(blank=True, db_default="", max_length=40)),
                ("subtree", models.BooleanField(db_default=False, default=False)),
                ("people", models.CharField(blank=True, db_default="", max_length=4)),
                (
                    "categories",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), null=True, size=None
                    ),
                ),
                (
                    "warehouses",
                    django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), null=True, size=None),
                ),
                ("limit_minor", models.BigIntegerField(null=True)),
                ("limit_currency", models.CharField(blank=True, db_default="", max_length=3)),
                (
                    "hidden",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), db_default=[], default=list, size=None
                    ),
                ),
                ("reason", models.CharField(blank=True, db_default="", max_length=300)),
                ("suspended_at", models.DateTimeField(null=True)),
                (
                    "company",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.company"
                    ),
                ),
                (
                    "granted_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "lent_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="identity.membership",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="ReviewLine",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("shown", models.JSONField()),
                ("decision", models.CharField(blank=True, max_length=6)),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="identity.membership"
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="identity.accessreview"
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("review", "membership"), name="review_line_once"),
                    models.CheckConstraint(
                        condition=models.Q(("decision__in", ["", "keep", "revoke"])), name="review_decision"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Role",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(max_length=40, unique=True)),
                ("name_en", models.CharField(max_length=80)),
                ("name_zh_hans", models.CharField(max_length=80)),
                ("side", models.CharField(max_length=12)),
                (
                    "permissions",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=80), default=list, size=None
                    ),
                ),
                ("built_in", models.BooleanField(default=False)),
                ("description", models.CharField(blank=True, db_default="", max_length=300)),
                (
                    "hidden",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), db_default=[], default=list, size=None
                    ),
                ),
                ("version", models.PositiveIntegerField(db_default=1, default=1)),
                ("retired_at", models.DateTimeField(null=True)),
                (
                    "company",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.company"
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("side__in", ["marketplace", "company"])), name="role_side"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("company__isnull", True), ("side", "company"), _connector="OR"),
                        name="role_of_company",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="membership",
            name="role",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="identity.role"),
        ),
        migrations.CreateModel(
            name="GrantRequest",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=10)),
                ("wanted", models.JSONField()),
                (
                    "permissions",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), size=None),
                ),
                ("reason", models.CharField(max_length=300)),
                ("asked_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("state", models.CharField(default="waiting", max_length=10)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_reason", models.CharField(blank=True, max_length=300)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "company",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.company"
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "role",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="identity.role"
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["invite", "change", "redefine"])), name="grant_request_kind"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["waiting", "approved", "rejected", "withdrawn", "expired"])),
                        name="grant_request_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "approved"), _negated=True),
                            models.Q(("decided_by", models.F("asked_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="grant_request_two_people",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Separation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                ("why", models.CharField(blank=True, max_length=300)),
                (
                    "left",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), size=None),
                ),
                (
                    "right",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), size=None),
                ),
                ("reach", models.CharField(max_length=12)),
                ("made_at", models.DateTimeField()),
                ("retired_at", models.DateTimeField(null=True)),
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
                    models.CheckConstraint(
                        condition=models.Q(("reach__in", ["company", "marketplace"])), name="separation_reach"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("company__isnull", True), ("reach", "company"), _connector="OR"),
                        name="separation_of_company",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until__isnull", True)),
                fields=("user", "company", "role", "lent_by"),
                name="membership_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(("people__in", ["", "own", "team"])), name="membership_people"
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("limit_currency", ""), ("limit_minor__isnull", True)),
                    models.Q(("limit_currency__gt", ""), ("limit_minor__gte", 0)),
                    _connector="OR",
                ),
                name="membership_limit",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(("subtree", False), ("company__isnull", False), _connector="OR"),
                name="membership_subtree",
            ),
        ),
    ]
