"""Items and categories."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from shared_apps.tenancy.models import TenantModel


class Category(TenantModel):
    """A shelf. `licensed`: for it, or one above it, a licence is or was asked. The database keeps it."""

    code = models.CharField(max_length=60, unique=True)
    name_en = models.CharField(max_length=120)
    name_zh_hans = models.CharField(max_length=120, blank=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, related_name="+", null=True)
    licensed = models.BooleanField(default=False, db_default=False)

    class Meta:
        default_permissions = ()


class Item(TenantModel):
    """What a supplier sells. `unit` is the unit of stock and price; `attributes` are text, `{name: value}`.

    `terms` are the words it is found by, lower case; `stocked` is false for services such as postage; `tracked_by` lot
    means that its stock is kept by batch.
    """

    supplier = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+", db_index=False)
    sku = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    unit = models.CharField(max_length=3)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+", null=True)
    attributes = models.JSONField(default=dict)
    tax_rate = models.DecimalField(max_digits=6, decimal_places=4, default=0)
    stocked = models.BooleanField(default=True)
    tracked_by = models.CharField(max_length=4, default="none", db_default="none")
    state = models.CharField(max_length=12, default="active")
    terms = ArrayField(models.CharField(max_length=60), default=list)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=["supplier", "sku"], name="item_sku_once"),
            models.CheckConstraint(condition=Q(state__in=["draft", "active", "retired"]), name="item_state"),
            models.CheckConstraint(condition=Q(tracked_by__in=["none", "lot"]), name="item_tracked_by"),
        )
        indexes = (GinIndex(fields=["terms"], name="item_terms"),)


class ItemPack(TenantModel):
    """How much of an item a pack of it holds, in the item's unit: a box of 12."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="packs", db_index=False)
    unit = models.CharField(max_length=3)
    quantity = models.DecimalField(max_digits=20, decimal_places=6)

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=["item", "unit"], name="item_pack_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="item_pack_sane"),
        )


class CategoryLicence(TenantModel):
    """Whoever buys or sells (`side`) goods of a category, or of one below it, needs a paper of this kind.

    Without `supplier` the marketplace asks for it, for everybody's goods; else that supplier, for its own. It holds
    from `valid_from` up to the day before `ends_on`. A change moves the shelves of the suppliers concerned.
    """

    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+")
    supplier = models.ForeignKey(
        "parties.Company", on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    kind = models.CharField(max_length=40)
    side = models.CharField(max_length=6)
    note = models.CharField(max_length=300, blank=True)
    valid_from = models.DateField()
    ends_on = models.DateField(null=True)
    set_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = (
            models.CheckConstraint(condition=Q(side__in=["buyer", "seller"]), name="category_licence_side"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("valid_from")), name="category_licence_days"
            ),
            # Sellers ask their buyers; what sellers need the marketplace says.
            models.CheckConstraint(
                condition=Q(supplier__isnull=True) | Q(side="buyer"), name="category_licence_of_supplier"
            ),
            models.UniqueConstraint(
                fields=["category", "supplier", "kind", "side"], condition=Q(ends_on__isnull=True),
                nulls_distinct=False, name="category_licence_once",
            ),
        )  # fmt: skip
        indexes = (models.Index(fields=["kind"], name="category_licence_kind"),)


class Shelf(TenantModel):
    """Counts up with every change of a supplier's items, prices or places of stock, in the change's own transaction.

    Whoever remembers them asks here whether what it remembers still holds.
    """

    supplier = models.OneToOneField("parties.Company", on_delete=models.PROTECT, related_name="+")
    version = models.BigIntegerField(default=0)

    class Meta:
        default_permissions = ()
