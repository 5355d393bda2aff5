"""Drafts of orders: what several people of a company prepare, and what waits for its approval."""

from collections.abc import Collection

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from shared_apps.foundation.actor import Actor
from shared_apps.foundation.cutting import within
from shared_apps.tenancy.models import TenantModel
from tenant_apps.orders.permissions import VIEW_ORDER

DRAFT_STATES = ("draft", "waiting", "approved", "ordered", "rejected", "withdrawn", "expired")


def _by_authors(people: Collection[str]) -> Q:
    """Drafts that one of these principals has worked on; keys are no authors."""
    return Q(authors__overlap=[one.removeprefix("user:") for one in people if one.startswith("user:")])


class OrderDraftQuerySet(models.QuerySet["OrderDraft"]):
    """A draft is seen by the people of its company, never by the seller."""

    def visible_to(self, actor: Actor, permission: str = VIEW_ORDER) -> "OrderDraftQuerySet":
        """`permission` is for what it is asked: a right of its own may have other bounds than reading."""
        if actor.kind == "anonymous":
            return self.none()
        seen = self.filter(within(actor, permission, people=_by_authors))
        return seen if actor.company_id is None else seen.filter(buyer_id=actor.company_id)


class OrderDraft(TenantModel):
    """An order that is not placed yet; it may be incomplete. `lines` are as they were typed.

    `locked` are the prices by item that were promised when it was submitted. `reservation` names what is kept for it of
    budgets and credit. `problem` says why an approved one could not be placed.
    """

    number = models.CharField(max_length=30, unique=True)
    buyer = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+", db_index=False)
    seller = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    currency = models.CharField(max_length=3, blank=True)
    lines = models.JSONField(default=list)
    client_reference = models.CharField(max_length=80, blank=True)
    note = models.CharField(max_length=300, blank=True)
    cost_centre = models.CharField(max_length=40, blank=True)
    payment_terms = models.UUIDField(null=True)
    state = models.CharField(max_length=10, default="draft")
    version = models.PositiveIntegerField(default=1)
    authors = ArrayField(models.UUIDField(), default=list)
    made_by = models.CharField(max_length=120)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    submitted_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    submitted_at = models.DateTimeField(null=True)
    principal = models.CharField(max_length=140, blank=True)
    locked = models.JSONField(default=dict)
    locked_until = models.DateTimeField(null=True)
    total_minor = models.BigIntegerField(null=True)
    approval_id = models.UUIDField(null=True)
    reservation = models.UUIDField(null=True)
    order = models.OneToOneField("orders.Order", on_delete=models.PROTECT, related_name="+", null=True)
    problem = models.JSONField(default=dict)

    objects = OrderDraftQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes = (
            models.Index(fields=["buyer", "-id"], name="order_draft_buyer"),
            models.Index(
                fields=["submitted_at", "id"],
                condition=Q(state__in=["waiting", "approved"]),
                name="order_draft_waiting",
            ),
        )
        constraints = (
            models.CheckConstraint(condition=Q(state__in=DRAFT_STATES), name="order_draft_state"),
            models.CheckConstraint(
                condition=Q(state="ordered", order__isnull=False) | (~Q(state="ordered") & Q(order__isnull=True)),
                name="order_draft_ordered",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "approved"], approval_id__isnull=False)
                | ~Q(state__in=["waiting", "approved"]),
                name="order_draft_waits",
            ),
        )
