"""What the invoice of an order will be less by: agreed after delivery, before the goods are invoiced."""

from django.db import models
from django.db.models import Q

from shared_apps.tenancy.models import TenantModel


class OrderAllowance(TenantModel):
    """So much less of one delivered line. The order stays as it was agreed; its invoice carries the difference.

    `source` and `source_id` say what it comes from, `number` is what the invoice calls it. Never changed.
    """

    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="allowances")
    part = models.ForeignKey("orders.OrderPart", on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    order_line = models.ForeignKey("orders.OrderLine", on_delete=models.PROTECT, related_name="+", db_index=False)
    net_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField()
    source = models.CharField(max_length=60)
    source_id = models.UUIDField()
    number = models.CharField(max_length=30)
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(
                fields=["source_id", "order_line", "part"], nulls_distinct=False, name="order_allowance_once"
            ),
            models.CheckConstraint(
                condition=Q(net_minor__gte=0, tax_minor__gte=0) & ~Q(net_minor=0, tax_minor=0),
                name="order_allowance_sane",
            ),
        )
