"""Sheets: what somebody wants to order as they wrote it, row by row, until every row is ordered or given up."""

from django.db import models
from django.db.models import Q

from shared_apps.foundation.actor import Actor
from shared_apps.foundation.cutting import within
from shared_apps.tenancy.models import TenantModel
from tenant_apps.orders.permissions import VIEW_ORDER

SHEET_STATES = ("checking", "ready", "ordering", "done")
ROW_STATES = ("open", "good", "bad", "ordered", "known", "drafted")


class OfBuyerQuerySet(models.QuerySet["QuickSheet"]):
    """Sheets are seen by the company that orders and the marketplace."""

    def visible_to(self, actor: Actor) -> "OfBuyerQuerySet":
        if actor.kind == "anonymous":
            return self.none()
        seen = self.filter(within(actor, VIEW_ORDER, people="opened_by"))
        return seen.filter(buyer_id=actor.company_id) if actor.company_id else seen


class QuickSheet(TenantModel):
    """One pasted or uploaded sheet. `digest` tells a file that was sent before; `refusals` why orders failed last.

    `payment_terms` are those chosen for its orders, by seller.
    """

    number = models.CharField(max_length=30, unique=True)
    buyer = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+", db_index=False)
    seller = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    origin = models.CharField(max_length=12)
    file_name = models.CharField(max_length=200, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    mark = models.CharField(max_length=1, blank=True)
    currency = models.CharField(max_length=3)
    client_reference = models.CharField(max_length=70, blank=True)
    note = models.CharField(max_length=200, blank=True)
    payment_terms = models.JSONField(default=dict)
    state = models.CharField(max_length=12, default="ready")
    refusals = models.JSONField(default=list)
    opened_by = models.CharField(max_length=140)
    job_id = models.UUIDField(null=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects = OfBuyerQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes = (
            models.Index(fields=["buyer", "-id"], name="quick_sheet_buyer"),
            models.Index(fields=["changed_at", "id"], condition=Q(state="ready"), name="quick_sheet_ready"),
        )
        constraints = (
            models.CheckConstraint(condition=Q(state__in=SHEET_STATES), name="quick_sheet_state"),
            models.CheckConstraint(
                condition=Q(origin__in=["paste", "file", "order", "list", "typed"]), name="quick_sheet_origin"
            ),
        )


class QuickRow(TenantModel):
    """`cells` are the words of the row by column; the rest is what became of them. `known` rows were ordered before,
    `drafted` ones stand in a draft that went to approval."""

    sheet = models.ForeignKey(QuickSheet, on_delete=models.CASCADE, related_name="rows", db_index=False)
    row_no = models.PositiveIntegerField()
    cells = models.JSONField(default=dict)
    fingerprint = models.CharField(max_length=64)
    item = models.ForeignKey("catalogue.Item", on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    quantity = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    unit_price = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    state = models.CharField(max_length=8, default="open")
    faults = models.JSONField(default=list)
    hints = models.JSONField(default=list)
    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="+", null=True)
    draft = models.ForeignKey("orders.OrderDraft", on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=["sheet", "row_no"], name="quick_row_once"),
            models.CheckConstraint(condition=Q(state__in=ROW_STATES), name="quick_row_state"),
            models.CheckConstraint(
                condition=Q(state__in=["ordered", "known"], order__isnull=False, draft__isnull=True)
                | Q(state="drafted", order__isnull=True, draft__isnull=False)
                | Q(state__in=["open", "good", "bad"], order__isnull=True, draft__isnull=True),
                name="quick_row_ordered",
            ),
        )


class PartNumber(TenantModel):
    """What a buyer calls an item in its own books."""

    buyer = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.CharField(max_length=80)
    item = models.ForeignKey("catalogue.Item", on_delete=models.CASCADE, related_name="+", db_index=False)
    learned = models.BooleanField(default=False)
    changed_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=["buyer", "number"], name="part_number_once"),)
