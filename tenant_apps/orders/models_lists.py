"""Requisition lists: what people of a company order again and again, with quantities, one's own or shared."""

from django.db import models
from django.db.models import Q

from shared_apps.crypto.names import NameField
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.cutting import within
from shared_apps.tenancy.models import TenantModel
from tenant_apps.orders.permissions import VIEW_ORDER


class OfBuyerQuerySet(models.QuerySet["RequisitionList"]):
    """Seen by whoever made it, by the whole company when it is shared, and by the marketplace."""

    def visible_to(self, actor: Actor) -> "OfBuyerQuerySet":
        if actor.kind == "anonymous":
            return self.none()
        seen = self.filter(within(actor, VIEW_ORDER, people="owner"))
        if actor.company_id is None:
            return seen
        return seen.filter(Q(is_shared=True) | Q(owner=f"{actor.kind}:{actor.id}"), buyer_id=actor.company_id)


class RequisitionList(TenantModel):
    """`owner` is who made it (`user:<id>`), `owner_name` how people call them."""

    buyer = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=120)
    note = models.CharField(max_length=300, blank=True)
    owner = models.CharField(max_length=80)
    owner_name = NameField(max_length=120)
    is_shared = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    ordered_at = models.DateTimeField(null=True)

    objects = OfBuyerQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes = (models.Index(fields=["buyer", "-id"], name="requisition_list_buyer"),)


class RequisitionLine(TenantModel):
    """So much of an item, in the item's unit. An item stands on a list once."""

    requisition_list = models.ForeignKey(RequisitionList, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveIntegerField()
    item = models.ForeignKey("catalogue.Item", on_delete=models.PROTECT, related_name="+", db_index=False)
    quantity = models.DecimalField(max_digits=20, decimal_places=6)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=["requisition_list", "item"], name="requisition_item_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="requisition_line_sane"),
        )
