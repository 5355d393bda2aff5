"""Price lists with tiers."""

from django.db import models
from django.db.models import Q

from shared_apps.tenancy.models import TenantModel


class PriceList(TenantModel):
    """A supplier's prices in one currency, for everybody or for one buyer company."""

    supplier = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+")
    buyer = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    name = models.CharField(max_length=120)
    currency = models.CharField(max_length=3)
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        default_permissions = ()


class PriceTier(TenantModel):
    """Unit price from `min_quantity` upwards. May have more decimals than the currency."""

    price_list = models.ForeignKey(PriceList, on_delete=models.CASCADE, related_name="tiers", db_index=False)
    item = models.ForeignKey("catalogue.Item", on_delete=models.PROTECT, related_name="+")
    min_quantity = models.DecimalField(max_digits=20, decimal_places=6, default=1)
    unit_price = models.DecimalField(max_digits=20, decimal_places=6)

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=["price_list", "item", "min_quantity"], name="price_tier_once"),
            models.CheckConstraint(condition=Q(unit_price__gte=0, min_quantity__gt=0), name="price_tier_sane"),
        )
