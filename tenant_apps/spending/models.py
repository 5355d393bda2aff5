"""Limits of spending, and what each order takes of them."""

from typing import Any

from django.db import models
from django.db.models import Q

from shared_apps.crypto.names import NameField
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.cutting import within
from shared_apps.tenancy.models import TenantModel
from tenant_apps.spending.permissions import VIEW_LIMIT

KINDS = ("credit", "budget", "member")
USE_STATES = ("reserved", "used", "released")


class SpendingLimitQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: Actor) -> "SpendingLimitQuerySet":
        """A company sees its own limits and the credit it grants; the marketplace's own people see all."""
        if actor.kind == "anonymous":
            return self.none()
        seen = self.filter(within(actor, VIEW_LIMIT))
        if actor.company_id is None:
            return seen
        return seen.filter(Q(company_id=actor.company_id) | Q(grantor_id=actor.company_id))


class SpendingLimit(TenantModel):
    """How much a company may spend, in minor units of one currency; `amount_minor` NULL is no limit, zero is zero.

    Kinds: credit (granted by `grantor`, the seller), budget (of a cost centre, `code`; empty is the whole company),
    member (of one `principal`, such as `api_key:<id>`). `starts_on` and `ends_on` bound the period, both included. A
    limit lowered below what is used lets nothing more through; it undoes nothing.
    """

    kind = models.CharField(max_length=10)
    company = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+", db_index=False)
    grantor = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+", null=True)
    code = models.CharField(max_length=40, blank=True)
    principal = models.CharField(max_length=140, blank=True)
    currency = models.CharField(max_length=3)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    amount_minor = models.BigIntegerField(null=True)
    reserved_minor = models.BigIntegerField(default=0)
    used_minor = models.BigIntegerField(default=0)
    state = models.CharField(max_length=10, default="active")
    created_at = models.DateTimeField()
    # One period of a budget that begins anew; `carried_minor` is part of its amount, empty until it has begun.
    series = models.ForeignKey("spending.BudgetSeries", on_delete=models.PROTECT, related_name="+", null=True)
    carried_minor = models.BigIntegerField(null=True)

    objects = SpendingLimitQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes = (
            models.Index(fields=["company", "id"], name="spending_limit_company"),
            models.Index(
                fields=["created_at", "id"], condition=Q(kind="credit", state="active"), name="spending_credit"
            ),
        )
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="spending_limit_kind"),
            models.CheckConstraint(condition=Q(state__in=["active", "closed"]), name="spending_limit_state"),
            models.CheckConstraint(
                condition=Q(reserved_minor__gte=0, used_minor__gte=0)
                & (Q(amount_minor__isnull=True) | Q(amount_minor__gte=0)),
                name="spending_limit_sane",
            ),
            models.CheckConstraint(
                condition=Q(kind="credit", grantor__isnull=False) | (~Q(kind="credit") & Q(grantor__isnull=True)),
                name="spending_limit_grantor",
            ),
        )


class BudgetSeries(TenantModel):
    """A budget, or limit of a member, that begins anew. `amount_minor` is that of a period, before what is carried."""

    kind = models.CharField(max_length=10)
    company = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+", db_index=False)
    code = models.CharField(max_length=40, blank=True)
    principal = models.CharField(max_length=140, blank=True)
    currency = models.CharField(max_length=3)
    every = models.CharField(max_length=10)
    carry_over = models.CharField(max_length=10)
    amount_minor = models.BigIntegerField()
    state = models.CharField(max_length=10, default="active")
    created_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = (
            models.CheckConstraint(
                condition=Q(
                    every__in=["month", "quarter", "year"], carry_over__in=["none", "rest"], amount_minor__gte=0,
                    state__in=["active", "closed"],
                ),
                name="budget_series_sane",
            ),
            models.UniqueConstraint(
                fields=["company", "kind", "code", "principal", "currency"], condition=Q(state="active"),
                name="budget_series_once",
            ),
        )  # fmt: skip


class LimitProposal(TenantModel):
    """A limit that a second person has to confirm. States: waiting, confirmed, rejected."""

    kind = models.CharField(max_length=10)
    company = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+")
    grantor = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+", null=True)
    code = models.CharField(max_length=40, blank=True)
    principal = models.CharField(max_length=140, blank=True)
    currency = models.CharField(max_length=3)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    every = models.CharField(max_length=10, blank=True)
    carry_over = models.CharField(max_length=10, blank=True)
    amount_minor = models.BigIntegerField(null=True)
    state = models.CharField(max_length=10, default="waiting")
    proposed_by = models.CharField(max_length=80)
    proposed_by_name = NameField(max_length=120)
    proposed_at = models.DateTimeField()
    ended_by_name = NameField(max_length=120, blank=True)
    ended_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True)

    objects = SpendingLimitQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "confirmed", "rejected"]), name="limit_proposal_state"
            ),
        )


class SpendingUse(TenantModel):
    """What one source (an order, a draft that waits) takes of one limit. `returned_minor` was given back of it."""

    limit = models.ForeignKey(SpendingLimit, on_delete=models.PROTECT, related_name="+", db_index=False)
    source = models.CharField(max_length=60)
    source_id = models.UUIDField()
    amount_minor = models.BigIntegerField()
    returned_minor = models.BigIntegerField(default=0)
    state = models.CharField(max_length=10)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=["source_id", "source", "limit"], name="spending_use_once"),
            models.CheckConstraint(condition=Q(state__in=USE_STATES), name="spending_use_state"),
            models.CheckConstraint(
                condition=Q(amount_minor__gte=0, returned_minor__gte=0, returned_minor__lte=models.F("amount_minor")),
                name="spending_use_sane",
            ),
        )
