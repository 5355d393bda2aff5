"""Accounts, entries and their legs. Append-only; a deferred trigger refuses an entry whose legs do not sum to zero."""

from django.db import models
from django.db.models import Q

from shared_apps.tenancy.models import TenantModel

# Ordered and not billed yet: what the buyer is bound to take, what the seller is bound to deliver. The last six are of
# deposits: blocked, at whom; to be paid because of one; lost and gained by a forfeit.
ACCOUNT_KINDS = (
    "receivable", "payable", "bank", "sales", "purchases", "tax_out", "tax_in", "returns", "ordered", "backlog",
    "deposit_paid", "deposit_held", "deposit_due", "deposit_owed", "deposit_lost", "deposit_gained",
)  # fmt: skip


class Account(TenantModel):
    """One account of one company in one currency."""

    company = models.ForeignKey("parties.Company", on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=20)
    currency = models.CharField(max_length=3)

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=["company", "kind", "currency"], name="account_once"),
            models.CheckConstraint(condition=Q(kind__in=ACCOUNT_KINDS), name="account_kind"),
        )


class Entry(TenantModel):
    """One business fact in the books. `source` and `source_id` name it; the same fact is booked once."""

    source = models.CharField(max_length=60)
    source_id = models.UUIDField()
    currency = models.CharField(max_length=3)
    description = models.CharField(max_length=200)
    effective_date = models.DateField()
    posted_at = models.DateTimeField()
    reverses = models.ForeignKey("self", on_delete=models.PROTECT, related_name="+", null=True, db_index=False)

    class Meta:
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=["source", "source_id"], name="entry_once"),)


class Leg(TenantModel):
    """Debit (positive) or credit (negative), in minor units of the entry's currency."""

    id = None  # type: ignore[assignment]
    seq = models.BigAutoField(primary_key=True)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    amount_minor = models.BigIntegerField()

    class Meta:
        default_permissions = ()
        constraints = (models.CheckConstraint(condition=~Q(amount_minor=0), name="leg_not_zero"),)
