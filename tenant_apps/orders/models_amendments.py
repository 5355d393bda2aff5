"""Changes of accepted orders: what was proposed, who answered, and what the order was before and after.

The rows are the order's history: an applied change keeps both versions whole, and none is ever changed again.
"""

from django.db import models
from django.db.models import Q

from shared_apps.tenancy.models import TenantModel

AMENDMENT_STATES = ("proposed", "applied", "refused", "withdrawn", "expired")
SIDES = ("buyer", "seller")


class OrderAmendment(TenantModel):
    """One change of an order. `version` is the one it starts from; an applied one makes the next.

    `changes` is what was asked (`ChangeOrder` as JSON), `before` and `after` the order's content around it.
    """

    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="+", db_index=False)
    version = models.PositiveIntegerField()
    side = models.CharField(max_length=6)
    state = models.CharField(max_length=10, default="proposed")
    changes = models.JSONField()
    before = models.JSONField()
    after = models.JSONField()
    reason = models.CharField(max_length=300, blank=True)
    answer = models.CharField(max_length=300, blank=True)
    proposed_by = models.CharField(max_length=120)
    answered_by = models.CharField(max_length=120, blank=True)
    principal = models.CharField(max_length=80, blank=True)
    proposed_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        indexes = (models.Index(fields=["order", "-id"], name="order_amendment_order"),)
        constraints = (
            models.UniqueConstraint(fields=["order"], condition=Q(state="proposed"), name="order_amendment_one_open"),
            models.UniqueConstraint(
                fields=["order", "version"], condition=Q(state="applied"), name="order_amendment_version_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=AMENDMENT_STATES, side__in=SIDES), name="order_amendment_sane"
            ),
            models.CheckConstraint(
                condition=Q(state="proposed") ^ Q(ended_at__isnull=False), name="order_amendment_ended"
            ),
        )
