import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

import shared_apps.foundation.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("catalogue", "0001_initial"),
        ("inventory", "0001_initial"),
        ("parties", "0001_initial"),
        ("trading", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Basket",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=30, unique=True)),
                ("currency", models.CharField(max_length=3)),
                ("net_minor", models.BigIntegerField()),
                ("tax_minor", models.BigIntegerField()),
                ("placed_at", models.DateTimeField()),
                (
                    "buyer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.company"
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="JointDelivery",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=30, unique=True)),
                ("currency", models.CharField(max_length=3)),
                ("net_minor", models.BigIntegerField()),
                ("tax_minor", models.BigIntegerField()),
                ("state", models.CharField(default="open", max_length=10)),
                ("saved_minor", models.BigIntegerField(default=0)),
                ("made_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "buyer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.company",
                    ),
                ),
                (
                    "seller",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.company",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["buyer", "-id"], name="joint_delivery_buyer"),
                    models.Index(fields=["seller", "-id"], name="joint_delivery_seller"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "released", "undone"])), name="joint_delivery_state"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Order",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=30, unique=True)),
                ("client_reference", models.CharField(max_length=80, null=True)),
                ("currency", models.CharField(max_length=3)),
                ("net_minor", models.BigIntegerField()),
                ("tax_minor", models.BigIntegerField()),
                ("total_minor", models.BigIntegerField()),
                ("state", models.CharField(default="accepted", max_length=12)),
                ("ordered_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField()),
                ("note", models.CharField(blank=True, max_length=300)),
                ("cost_centre", models.CharField(blank=True, max_length=40)),
                ("placed_by", models.CharField(blank=True, db_default="", max_length=140)),
                ("payment_terms", models.UUIDField(null=True)),
                (
                    "buyer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.company",
                    ),
                ),
                (
                    "deal",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="trading.deal"
                    ),
                ),
                (
                    "seller",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.company",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["buyer", "-id"], name="order_buyer"),
                    models.Index(fields=["seller", "-id"], name="order_seller"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("client_reference__isnull", False)),
                        fields=("buyer", "seller", "client_reference"),
                        name="order_client_reference_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "total_minor",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("net_minor"), "+", models.F("tax_minor")
                                ),
                            )
                        ),
                        name="order_total",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("accepted", "shipped", "delivered", "invoiced", "settled", "cancelled"))
                        ),
                        name="order_state",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="JointDeliveryOrder",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("left_at", models.DateTimeField(null=True)),
                (
                    "delivery",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="orders", to="orders.jointdelivery"
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orders.order"
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("left_at__isnull", True)), fields=("order",), name="joint_delivery_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="BasketOrder",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "basket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="orders", to="orders.basket"
                    ),
                ),
                (
                    "order",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orders.order"
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="OrderAmendment",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField()),
                ("side", models.CharField(max_length=6)),
                ("state", models.CharField(default="proposed", max_length=10)),
                ("changes", models.JSONField()),
                ("before", models.JSONField()),
                ("after", models.JSONField()),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("answer", models.CharField(blank=True, max_length=300)),
                ("proposed_by", models.CharField(max_length=120)),
                ("answered_by", models.CharField(blank=True, max_length=120)),
                ("principal", models.CharField(blank=True, max_length=80)),
                (
                    "authors",
                    django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None),
                ),
                ("locked", models.JSONField(default=dict)),
                ("locked_until", models.DateTimeField(null=True)),
                ("reservation", models.UUIDField(null=True)),
                ("approval_id", models.UUIDField(null=True)),
                ("sent_at", models.DateTimeField(null=True)),
                ("agreed_at", models.DateTimeField(null=True)),
                ("problem", models.JSONField(default=dict)),
                ("proposed_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "order",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orders.order"
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "indexes": [models.Index(fields=["order", "-id"], name="order_amendment_order")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("approving", "proposed"))),
                        fields=("order",),
                        name="order_amendment_one_open",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "applied")),
                        fields=("order", "version"),
                        name="order_amendment_version_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("side__in", ("buyer", "seller")),
                            (
                                "state__in",
                                (
                                    "approving",
                                    "proposed",
                                    "applied",
                                    "refused",
                                    "rejected",
                                    "withdrawn",
                                    "expired",
                                    "failed",
                                ),
                            ),
                        ),
                        name="order_amendment_sane",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("approving", "proposed")), ("ended_at__isnull", False), _connector="XOR"
                        ),
                        name="order_amendment_ended",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "approving"), _negated=True),
                            ("approval_id__isnull", False),
                            _connector="OR",
                        ),
                        name="order_amendment_approving",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reservation__isnull", True), ("state__in", ("approving", "proposed")), _connector="OR"
                        ),
                        name="order_amendment_reserved",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OrderDelivery",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("wanted_on", models.DateField(null=True)),
                ("terms_days", models.PositiveSmallIntegerField(null=True)),
                ("penalty_minor", models.BigIntegerField(default=0)),
                ("set_at", models.DateTimeField()),
                (
                    "order",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orders.order"
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.site",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        condition=models.Q(("wanted_on__isnull", False)),
                        fields=["wanted_on", "id"],
                        name="order_delivery_wanted",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("penalty_minor__gte", 0)), name="order_delivery_penalty")
                ],
            },
        ),
        migrations.CreateModel(
            name="OrderDraft",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=30, unique=True)),
                ("currency", models.CharField(blank=True, max_length=3)),
                ("lines", models.JSONField(default=list)),
                ("client_reference", models.CharField(blank=True, max_length=80)),
                ("note", models.CharField(blank=True, max_length=300)),
                ("cost_centre", models.CharField(blank=True, max_length=40)),
                ("payment_terms", models.UUIDField(null=True)),
                ("state", models.CharField(default="draft", max_length=10)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "authors",
                    django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None),
                ),
                ("made_by", models.CharField(max_length=120)),
                ("made_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("submitted_at", models.DateTimeField(null=True)),
                ("principal", models.CharField(blank=True, max_length=140)),
                ("locked", models.JSONField(default=dict)),
                ("locked_until", models.DateTimeField(null=True)),
                ("total_minor", models.BigIntegerField(null=True)),
                ("approval_id", models.UUIDField(null=True)),
                ("reservation", models.UUIDField(null=True)),
                ("problem", models.JSONField(default=dict)),
                (
                    "buyer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.company",
                    ),
                ),
                (
                    "order",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orders.order"
                    ),
                ),
                (
                    "seller",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.company",
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["buyer", "-id"], name="order_draft_buyer"),
                    models.Index(
                        condition=models.Q(("state__in", ["waiting", "approved"])),
                        fields=["submitted_at", "id"],
                        name="order_draft_waiting",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                ("draft", "waiting", "approved", "ordered", "rejected", "withdrawn", "expired"),
                            )
                        ),
                        name="order_draft_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("order__isnull", False), ("state", "ordered")),
                            models.Q(models.Q(("state", "ordered"), _negated=True), ("order__isnull", True)),
                            _connector="OR",
                        ),
                        name="order_draft_ordered",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("approval_id__isnull", False), ("state__in", ["waiting", "approved"])),
                            models.Q(("state__in", ["waiting", "approved"]), _negated=True),
                            _connector="OR",
                        ),
                        name="order_draft_waits",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OrderGroup",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=30, unique=True)),
                ("state", models.CharField(default="trying", max_length=10)),
                ("asked_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("reason", models.CharField(blank=True, max_length=400)),
                ("saga_id", models.UUIDField(null=True)),
                (
                    "buyer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.company",
                    ),
                ),
            ],
            options={
                "db_table": "orders_ordergroup",
                "default_permissions": (),
                "indexes": [models.Index(fields=["buyer", "-id"], name="order_group_buyer")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("trying", "held", "confirmed", "released"))),
                        name="order_group_state",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OrderLine",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("line_no", models.PositiveIntegerField()),
                ("description", models.CharField(max_length=200)),
                ("quantity", models.DecimalField(decimal_places=6, max_digits=20)),
                ("unit", models.CharField(max_length=3)),
                ("unit_price", models.DecimalField(decimal_places=6, max_digits=20)),
                ("tax_rate", models.DecimalField(decimal_places=4, max_digits=6)),
                ("net_minor", models.BigIntegerField()),
                ("tax_minor", models.BigIntegerField()),
                ("shipped", models.DecimalField(decimal_places=6, default=0, max_digits=20)),
                ("returned", models.DecimalField(decimal_places=6, default=0, max_digits=20)),
                (
                    "item",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.item",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="orders.order",
                    ),
                ),
                (
                    "warehouse",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.warehouse",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("order", "line_no"), name="order_line_once"),
                    models.CheckConstraint(
                        condition=models.Q(("quantity__gt", 0), ("shipped__lte", models.F("quantity"))),
                        name="order_line_sane",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OrderPart",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("part_no", models.PositiveIntegerField()),
                ("state", models.CharField(default="accepted", max_length=12)),
                ("leaves_on", models.DateField(null=True)),
                ("hazard", models.CharField(blank=True, max_length=20)),
                ("cost_minor", models.BigIntegerField(default=0)),
                ("net_minor", models.BigIntegerField()),
                ("tax_minor", models.BigIntegerField()),
                ("reasons", models.JSONField(default=list)),
                ("created_at", models.DateTimeField()),
                (
                    "order",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="orders.order",
                    ),
                ),
                (
                    "warehouse",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.warehouse",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="OrderAllowance",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("net_minor", models.BigIntegerField()),
                ("tax_minor", models.BigIntegerField()),
                ("source", models.CharField(max_length=60)),
                ("source_id", models.UUIDField()),
                ("number", models.CharField(max_length=30)),
                ("at", models.DateTimeField()),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="allowances", to="orders.order"
                    ),
                ),
                (
                    "order_line",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orders.orderline",
                    ),
                ),
                (
                    "part",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orders.orderpart",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("source_id", "order_line", "part"), name="order_allowance_once", nulls_distinct=False
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("net_minor__gte", 0),
                            ("tax_minor__gte", 0),
                            models.Q(("net_minor", 0), ("tax_minor", 0), _negated=True),
                        ),
                        name="order_allowance_sane",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OrderPartLine",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("quantity", models.DecimalField(decimal_places=6, max_digits=20)),
                ("net_minor", models.BigIntegerField()),
                ("tax_minor", models.BigIntegerField()),
                (
                    "order_line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orders.orderline"
                    ),
                ),
                (
                    "part",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="orders.orderpart",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("part", "order_line"), name="order_part_line_once"),
                    models.CheckConstraint(condition=models.Q(("quantity__gt", 0)), name="order_part_line_sane"),
                ],
            },
        ),
        migrations.CreateModel(
            name="OrderReturn",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=30, unique=True)),
                ("client_reference", models.CharField(max_length=80, null=True)),
                ("currency", models.CharField(max_length=3)),
                ("net_minor", models.BigIntegerField()),
                ("tax_minor", models.BigIntegerField()),
                ("total_minor", models.BigIntegerField()),
                ("reason", models.CharField(max_length=200)),
                ("returned_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField()),
                (
                    "buyer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.company",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orders.order"
                    ),
                ),
                (
                    "seller",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.company",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["buyer", "-id"], name="order_return_buyer"),
                    models.Index(fields=["seller", "-id"], name="order_return_seller"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("client_reference__isnull", False)),
                        fields=("buyer", "seller", "client_reference"),
                        name="order_return_reference_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OrderReturnLine",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("line_no", models.PositiveIntegerField()),
                ("description", models.CharField(max_length=200)),
                ("quantity", models.DecimalField(decimal_places=6, max_digits=20)),
                ("unit", models.CharField(max_length=3)),
                ("unit_price", models.DecimalField(decimal_places=6, max_digits=20)),
                ("tax_rate", models.DecimalField(decimal_places=4, max_digits=6)),
                ("net_minor", models.BigIntegerField()),
                ("tax_minor", models.BigIntegerField()),
                (
                    "item",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.item",
                    ),
                ),
                (
                    "order_line",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orders.orderline",
                    ),
                ),
                (
                    "order_return",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="orders.orderreturn"
                    ),
                ),
                (
                    "warehouse",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.warehouse",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="OrderSplit",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("cost_minor", models.BigIntegerField()),
                ("bound_minor", models.BigIntegerField()),
                ("reasons", models.JSONField(default=list)),
                ("at", models.DateTimeField()),
                ("undone_at", models.DateTimeField(null=True)),
                (
                    "order",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orders.order"),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("undone_at__isnull", True)), fields=("order",), name="order_split_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("bound_minor__lte", models.F("cost_minor"))), name="order_split_bound"
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="orderpart",
            name="split",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="orders.ordersplit",
            ),
        ),
        migrations.CreateModel(
            name="PartNumber",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=80)),
                ("learned", models.BooleanField(default=False)),
                ("changed_at", models.DateTimeField()),
                (
                    "buyer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.company",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="catalogue.item",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [models.UniqueConstraint(fields=("buyer", "number"), name="part_number_once")],
            },
        ),
        migrations.CreateModel(
            name="PrepaidBuyer",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("since", models.DateTimeField()),
                (
                    "buyer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.company",
                    ),
                ),
                (
                    "seller",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.company",
                    ),
                ),
            ],
            options={
                "db_table": "orders_prepaidbuyer",
                "default_permissions": (),
                "constraints": [models.UniqueConstraint(fields=("seller", "buyer"), name="prepaid_buyer_once")],
            },
        ),
        migrations.CreateModel(
            name="QuickSheet",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=30, unique=True)),
                ("origin", models.CharField(max_length=12)),
                ("file_name", models.CharField(blank=True, max_length=200)),
                ("digest", models.CharField(blank=True, max_length=64)),
                ("mark", models.CharField(blank=True, max_length=1)),
                ("currency", models.CharField(max_length=3)),
                ("client_reference", models.CharField(blank=True, max_length=70)),
                ("note", models.CharField(blank=True, max_length=200)),
                ("payment_terms", models.JSONField(default=dict)),
                ("state", models.CharField(default="ready", max_length=12)),
                ("refusals", models.JSONField(default=list)),
                ("opened_by", models.CharField(max_length=140)),
                ("job_id", models.UUIDField(null=True)),
                ("created_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                (
                    "buyer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.company",
                    ),
                ),
                (
                    "seller",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.company",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["buyer", "-id"], name="quick_sheet_buyer"),
                    models.Index(
                        condition=models.Q(("state", "ready")), fields=["changed_at", "id"], name="quick_sheet_ready"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("checking", "ready", "ordering", "done"))),
                        name="quick_sheet_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("origin__in", ["paste", "file", "order", "list", "typed"])),
                        name="quick_sheet_origin",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="QuickRow",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("row_no", models.PositiveIntegerField()),
                ("cells", models.JSONField(default=dict)),
                ("fingerprint", models.CharField(max_length=64)),
                ("quantity", models.DecimalField(decimal_places=6, max_digits=20, null=True)),
                ("unit_price", models.DecimalField(decimal_places=6, max_digits=20, null=True)),
                ("state", models.CharField(default="open", max_length=8)),
                ("faults", models.JSONField(default=list)),
                ("hints", models.JSONField(default=list)),
                (
                    "draft",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orders.orderdraft"
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.item",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orders.order"
                    ),
                ),
                (
                    "sheet",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="orders.quicksheet",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("sheet", "row_no"), name="quick_row_once"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("open", "good", "bad", "ordered", "known", "drafted"))),
                        name="quick_row_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("draft__isnull", True), ("order__isnull", False), ("state__in", ["ordered", "known"])
                            ),
                            models.Q(("draft__isnull", False), ("order__isnull", True), ("state", "drafted")),
                            models.Q(
                                ("draft__isnull", True), ("order__isnull", True), ("state__in", ["open", "good", "bad"])
                            ),
                            _connector="OR",
                        ),
                        name="quick_row_ordered",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RecurringOrder",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=30, unique=True)),
                ("name", models.CharField(max_length=120)),
                ("every", models.PositiveSmallIntegerField()),
                ("period", models.CharField(max_length=5)),
                ("weekday", models.PositiveSmallIntegerField(null=True)),
                ("day", models.PositiveSmallIntegerField(null=True)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(null=True)),
                ("times", models.PositiveSmallIntegerField(null=True)),
                ("on_closed", models.CharField(default="keep", max_length=6)),
                ("closed", models.JSONField(default=list)),
                ("tolerance_percent", models.DecimalField(decimal_places=2, max_digits=5)),
                ("state", models.CharField(default="active", max_length=8)),
                ("next_due", models.DateField(null=True)),
                ("next_on", models.DateField(null=True)),
                ("owner_id", models.UUIDField()),
                ("created_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                (
                    "buyer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.company",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orders.order"),
                ),
            ],
            options={
                "default_permissions": (),
                "indexes": [models.Index(fields=["buyer", "-id"], name="recurring_buyer")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("active", "paused", "ended"))), name="recurring_state"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("every__gte", 1), ("every__lte", 366), ("period__in", ["day", "week", "month"])
                        ),
                        name="recurring_rhythm",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("tolerance_percent__gte", 0), ("tolerance_percent__lte", 100)),
                        name="recurring_tolerance",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RecurringRun",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("due_on", models.DateField()),
                ("state", models.CharField(max_length=8)),
                ("reason", models.CharField(blank=True, max_length=400)),
                ("remedy", models.CharField(blank=True, max_length=400)),
                ("code", models.CharField(blank=True, max_length=80)),
                ("at", models.DateTimeField()),
                (
                    "order",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orders.order"
                    ),
                ),
                (
                    "recurring",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="runs",
                        to="orders.recurringorder",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("recurring", "due_on"), name="recurring_run_once"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("placed", "failed", "asking", "skipped"))),
                        name="recurring_run_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("order__isnull", False), ("state", "placed")),
                            models.Q(models.Q(("state", "placed"), _negated=True), ("order__isnull", True)),
                            _connector="OR",
                        ),
                        name="recurring_run_placed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RequisitionList",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("note", models.CharField(blank=True, max_length=300)),
                ("owner", models.CharField(max_length=80)),
                ("owner_name", models.CharField(max_length=120)),
                ("is_shared", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("ordered_at", models.DateTimeField(null=True)),
                (
                    "buyer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.company",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "indexes": [models.Index(fields=["buyer", "-id"], name="requisition_list_buyer")],
            },
        ),
        migrations.CreateModel(
            name="RequisitionLine",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                ("quantity", models.DecimalField(decimal_places=6, max_digits=20)),
                ("note", models.CharField(blank=True, max_length=200)),
                (
                    "item",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.item",
                    ),
                ),
                (
                    "requisition_list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="orders.requisitionlist"
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("requisition_list", "item"), name="requisition_item_once"),
                    models.CheckConstraint(condition=models.Q(("quantity__gt", 0)), name="requisition_line_sane"),
                ],
            },
        ),
        migrations.CreateModel(
            name="TentativeOrder",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=30, unique=True)),
                ("part", models.PositiveSmallIntegerField(default=0)),
                ("currency", models.CharField(max_length=3)),
                ("net_minor", models.BigIntegerField()),
                ("tax_minor", models.BigIntegerField()),
                ("total_minor", models.BigIntegerField()),
                ("state", models.CharField(default="asked", max_length=10)),
                ("request", models.JSONField()),
                ("prices", models.JSONField()),
                ("principal", models.CharField(max_length=140)),
                ("asked_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "buyer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.company",
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="orders.ordergroup",
                    ),
                ),
                (
                    "order",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orders.order"
                    ),
                ),
                (
                    "seller",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.company",
                    ),
                ),
            ],
            options={
                "db_table": "orders_tentativeorder",
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["buyer", "-id"], name="tentative_buyer"),
                    models.Index(fields=["seller", "-id"], name="tentative_seller"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("asked", "held", "confirmed", "released"))),
                        name="tentative_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "total_minor",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("net_minor"), "+", models.F("tax_minor")
                                ),
                            )
                        ),
                        name="tentative_total",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("order__isnull", False), ("state", "confirmed")),
                            models.Q(models.Q(("state", "confirmed"), _negated=True), ("order", None)),
                            _connector="OR",
                        ),
                        name="tentative_confirmed_has_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WarehouseTerms",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("opening", models.DecimalField(decimal_places=4, default=0, max_digits=12)),
                ("zone", models.PositiveSmallIntegerField(default=0)),
                ("lead_days", models.PositiveSmallIntegerField(default=0)),
                ("set_at", models.DateTimeField()),
                (
                    "warehouse",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="inventory.warehouse"
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("opening__gte", 0)), name="warehouse_terms_opening")
                ],
            },
        ),
        migrations.CreateModel(
            name="CustomerGrade",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared_apps.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("grade", models.CharField(max_length=1)),
                ("set_at", models.DateTimeField()),
                (
                    "buyer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.company",
                    ),
                ),
                (
                    "seller",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.company",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("seller", "buyer"), name="customer_grade_once"),
                    models.CheckConstraint(
                        condition=models.Q(("grade__in", ["a", "b", "c"])), name="customer_grade_known"
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="orderpart",
            index=models.Index(
                condition=models.Q(("state", "waiting")), fields=["created_at"], name="order_part_waiting"
            ),
        ),
        migrations.AddConstraint(
            model_name="orderpart",
            constraint=models.UniqueConstraint(fields=("order", "part_no"), name="order_part_once"),
        ),
        migrations.AddConstraint(
            model_name="orderpart",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ("waiting", "accepted", "shipped", "delivered", "invoiced", "cancelled"))
                ),
                name="order_part_state",
            ),
        ),
    ]
