"""Changes of accepted orders: what was proposed, who answered, and what the order was before and after.

The rows are the order's history: an applied change keeps both versions whole, and none is ever changed again.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from shared_apps.crypto.names import NameField
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.cutting import within
from shared_apps.tenancy.models import TenantModel
from tenant_apps.orders.permissions import VIEW_ORDER
from tenant_apps.orders.types import AMENDMENT_STATES, OPEN_AMENDMENT

SIDES = ("buyer", "seller")


class AmendmentQuerySet(models.QuerySet["OrderAmendment"]):
    """Changes of orders that one sees; what a buyer's company approves first its seller sees once it is asked."""

    def visible_to(self, actor: Actor) -> "AmendmentQuerySet":
        if actor.kind == "anonymous":
            return self.none()
        seen = self.filter(within(actor, VIEW_ORDER, people="order__placed_by"))
        if actor.company_id is None:
            return seen
        mine = Q(order__buyer_id=actor.company_id)
        asked = Q(order__seller_id=actor.company_id) & (Q(sent_at__isnull=False) | Q(state="applied"))
        return seen.filter(mine | asked)


class OrderAmendment(TenantModel):
    """One change of an order. `version` is the one it starts from; an applied one makes the next.

    `changes` is what was asked (`ChangeOrder` as JSON), `before` and `after` the order's content around it. While it
    waits, `locked` are the prices by item that were promised, and `reservation` names what is kept of budgets.
    `sent_at` is when the other side was asked, `agreed_at` when nobody of the other side had to be asked any more.
    `problem` says why one that was approved could not be applied.
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
    proposed_by = NameField(max_length=120)
    answered_by = NameField(max_length=120, blank=True)
    principal = models.CharField(max_length=80, blank=True)
    authors = ArrayField(models.UUIDField(), default=list)
    locked = models.JSONField(default=dict)
    locked_until = models.DateTimeField(null=True)
    reservation = models.UUIDField(null=True)
    approval_id = models.UUIDField(null=True)
    sent_at = models.DateTimeField(null=True)
    agreed_at = models.DateTimeField(null=True)
    problem = models.JSONField(default=dict)

    objects = AmendmentQuerySet.as_manager()
    proposed_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        indexes = (models.Index(fields=["order", "-id"], name="order_amendment_order"),)
        constraints = (
            models.UniqueConstraint(
                fields=["order"], condition=Q(state__in=OPEN_AMENDMENT), name="order_amendment_one_open"
            ),
            models.UniqueConstraint(
                fields=["order", "version"], condition=Q(state="applied"), name="order_amendment_version_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=AMENDMENT_STATES, side__in=SIDES), name="order_amendment_sane"
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN_AMENDMENT) ^ Q(ended_at__isnull=False), name="order_amendment_ended"
            ),
            models.CheckConstraint(
                condition=~Q(state="approving") | Q(approval_id__isnull=False), name="order_amendment_approving"
            ),
            models.CheckConstraint(
                condition=Q(reservation__isnull=True) | Q(state__in=OPEN_AMENDMENT), name="order_amendment_reserved"
            ),
        )
