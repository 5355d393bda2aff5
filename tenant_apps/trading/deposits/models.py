"""One table: a deposit from the request to its end. Nobody's money is with Kontor: the row says what the two hold."""

from django.db import models
from django.db.models import F, Q

from shared_apps.foundation.actor import Actor
from shared_apps.foundation.cutting import within
from shared_apps.tenancy.models import TenantModel
from tenant_apps.trading.deposits.permissions import VIEW_DEPOSIT
from tenant_apps.trading.deposits.types import KINDS, STATES


class DepositQuerySet(models.QuerySet["Deposit"]):
    """Seen by who gives it and by the marketplace; by who gets it once it may know who takes part in its event."""

    def visible_to(self, actor: Actor) -> "DepositQuerySet":
        if actor.kind == "anonymous":
            return self.none()
        seen = self.filter(within(actor, VIEW_DEPOSIT))
        if actor.company_id is None:
            return seen
        return seen.filter(Q(payer_id=actor.company_id) | Q(receiver_id=actor.company_id, receiver_sees=True))


class Deposit(TenantModel):
    """Money or a guarantee that one company blocks for another. `parts` says what a forfeited amount is for.

    What has been applied to invoices, released and forfeited adds up to the amount at the end. `penalty_minor` is what
    the receiver owes on top where it broke a contract secured by earnest money; `returned_at` when what was owed in the
    end was paid.
    """

    number = models.CharField(max_length=30, unique=True)
    kind = models.CharField(max_length=14)
    trading_event = models.ForeignKey(
        "trading.TradingEvent", on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    deal = models.ForeignKey("trading.Deal", on_delete=models.PROTECT, related_name="+", null=True)
    payer = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+", db_index=False)
    receiver = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+", db_index=False)
    receiver_sees = models.BooleanField(default=True)
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    state = models.CharField(max_length=16, default="requested")
    cover = models.CharField(max_length=10, blank=True)
    reference = models.CharField(max_length=140, blank=True)
    requested_at = models.DateTimeField()
    reported_at = models.DateTimeField(null=True)
    blocked_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)
    applied_minor = models.BigIntegerField(default=0)
    released_minor = models.BigIntegerField(default=0)
    forfeited_minor = models.BigIntegerField(default=0)
    penalty_minor = models.BigIntegerField(default=0)
    parts = models.JSONField(default=dict)
    reason = models.CharField(max_length=20, blank=True)
    note = models.CharField(max_length=300, blank=True)

    objects = DepositQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes = (
            models.Index(fields=["payer", "-id"], name="deposit_payer"),
            models.Index(fields=["receiver", "-id"], name="deposit_receiver"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["trading_event", "payer"], condition=Q(kind="participation"), name="deposit_once_an_event"
            ),
            models.UniqueConstraint(
                fields=["deal", "kind", "payer"], condition=~Q(kind="participation"), name="deposit_once_a_deal"
            ),
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="deposit_kind"),
            models.CheckConstraint(condition=Q(state__in=STATES), name="deposit_state"),
            models.CheckConstraint(condition=Q(cover__in=["", "money", "guarantee"]), name="deposit_cover"),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="deposit_positive"),
            models.CheckConstraint(condition=~Q(payer=F("receiver")), name="deposit_two_parties"),
            models.CheckConstraint(
                condition=Q(
                    applied_minor__gte=0,
                    released_minor__gte=0,
                    forfeited_minor__gte=0,
                    amount_minor__gte=F("applied_minor") + F("released_minor") + F("forfeited_minor"),
                ),
                name="deposit_parts",
            ),
        )
