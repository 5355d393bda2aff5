"""Open credit of buyers: credit notes that are not used up, and money on account that pays nothing yet."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from shared_apps.foundation.actor import Actor
from shared_apps.foundation.money import Money
from tenant_apps.invoicing.queries import open_credit_notes
from tenant_apps.parties.queries import names_of
from tenant_apps.payments.queries import payment_rows
from tenant_apps.payments.types import DEPOSIT
from tenant_apps.prepayment.queries import kept_of as earmarked_of
from tenant_apps.settlement.models import Allocation
from tenant_apps.settlement.queries.kept import kept_of_notes, kept_of_payments, refundable
from tenant_apps.terms.queries import kept_of as advanced_of

READER = Actor.system("settlement.credit")


def payments_on_account(buyer_id: UUID, seller_id: UUID | None = None, currency: str | None = None) -> list[UUID]:
    """Payments of a buyer of which something pays no invoice, oldest first. Not cut by actor."""
    filters = {"payer_id": buyer_id, "payee_id": seller_id, "currency": currency}
    wanted = {name: value for name, value in filters.items() if value is not None}
    used = Allocation.objects.filter(payment_id=OuterRef("pk")).order_by().values("payment_id")
    rows = payment_rows(READER, {**wanted, "refund_id__isnull": True}).exclude(method=DEPOSIT)
    rows = rows.annotate(used=Coalesce(Subquery(used.annotate(sum=Sum("amount_minor")).values("sum")), 0))
    return list(rows.filter(used__lt=F("amount_minor")).order_by("id").values_list("id", flat=True))


def free_of_payments(payment_ids: Collection[UUID]) -> dict[UUID, int]:
    """What of payments pays nothing, is kept for no order, and is not paid back. Not cut by actor."""
    if not payment_ids:
        return {}
    rows = payment_rows(READER, {"pk__in": list(payment_ids)}).values_list("id", "amount_minor")
    spent = dict(
        Allocation.objects.filter(payment_id__in=list(payment_ids))
        .values_list("payment_id")
        .annotate(sum=Sum("amount_minor"))
        .order_by()
    )
    back = kept_of_payments(payment_ids)
    free = {pk: amount - spent.get(pk, 0) - back.get(pk, 0) - earmarked_of(pk) - advanced_of(pk) for pk, amount in rows}
    return {pk: amount for pk, amount in free.items() if amount > 0}


@dataclass(frozen=True, slots=True)
class OpenCredit:
    """What a buyer could use or have back: of credit notes, on account, and how much of both can be paid back."""

    seller_id: UUID
    seller: str
    buyer_id: UUID
    credit_notes: Money
    on_account: Money
    refundable: Money

    @property
    def total(self) -> Money:
        return self.credit_notes + self.on_account


def open_credit(actor: Actor) -> Sequence[OpenCredit]:
    """Of the actor's company with every seller, by name; the marketplace, which owns none, has none."""
    if actor.company_id is None:
        return []
    buyer = actor.company_id
    notes = open_credit_notes(buyer)
    kept = kept_of_notes([one.id for one in notes])
    sums: dict[tuple[UUID, str], list[int]] = {}
    for note in notes:
        left = note.total_minor - note.paid_minor - kept.get(note.id, (0, False))[0]
        sums.setdefault((note.seller_id, note.currency), [0, 0])[0] += left
    free = free_of_payments(payments_on_account(buyer))
    for pk, payee, currency in payment_rows(READER, {"pk__in": list(free)}).values_list("id", "payee_id", "currency"):
        sums.setdefault((payee, currency), [0, 0])[1] += free[pk]
    names = names_of({seller for seller, _currency in sums})
    found = [
        OpenCredit(
            seller, names[seller], buyer, Money(credit, currency), Money(account, currency),
            Money(max(0, min(credit + account, refundable(seller, buyer, currency))), currency),
        )
        for (seller, currency), (credit, account) in sums.items()
        if credit + account > 0
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.seller, one.total.currency))
