"""Items and categories."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from shared_apps.tenancy.models import TenantModel


class Category(TenantModel):
    """A shelf of the catalogue."""

    code = models.CharField(max_length=60, unique=True)
    name_en = models.CharField(max_length=120)
    name_zh_hans = models.CharField(max_length=120, blank=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        default_permissions = ()


class Item(TenantModel):
    """What a supplier sells. `unit` is the unit of stock and price; `attributes` are text, `{name: value}`.

    `terms` are the words it is found by, lower case; `stocked` is false for services such as postage.
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
    state = models.CharField(max_length=12, default="active")
    terms = ArrayField(models.CharField(max_length=60), default=list)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=["supplier", "sku"], name="item_sku_once"),
            models.CheckConstraint(condition=Q(state__in=["draft", "active", "retired"]), name="item_state"),
        )
        indexes = (GinIndex(fields=["terms"], name="item_terms"),)


class Shelf(TenantModel):
    """Counts up with every change of a supplier's items, prices or places of stock, in the change's own transaction.

    Whoever remembers them asks here whether what it remembers still holds.
    """

    supplier = models.OneToOneField("parties.Company", on_delete=models.PROTECT, related_name="+")
    version = models.BigIntegerField(default=0)

    class Meta:
        default_permissions = ()
