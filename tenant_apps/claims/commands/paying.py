"""What money a settled claim moves: goods that are invoiced are credited, what is not invoiced yet becomes less.

The order is locked by the caller, so that nothing of it is invoiced meanwhile. Locks limits, the plan of payment, then
number series.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from shared_apps.commands.context import Context
from shared_apps.foundation.faults import faultpoint
from shared_apps.foundation.money import Money
from tenant_apps.claims import errors
from tenant_apps.claims.decisions.course import Lowerable, lower, share
from tenant_apps.claims.models import Claim, ClaimCredit, ClaimLine
from tenant_apps.claims.queries.deliveries import Delivery, deliveries_of
from tenant_apps.invoicing.commands import credit_part, follow_credit
from tenant_apps.invoicing.queries import list_of_order
from tenant_apps.orders.commands import Allowed, allow
from tenant_apps.orders.queries import allowances_of, awaits_invoice, payable_minor
from tenant_apps.orders.types import OrderFacts
from tenant_apps.terms.commands import rebase

SOURCE = "claims.claim"


@dataclass(frozen=True, slots=True)
class Division:
    """How a claim's amount is divided: invoices that are credited, and lines that become less."""

    credits: Sequence[tuple[UUID, int]]
    lines: Sequence[Lowerable]
    lowered_minor: int


def scope_of(claim: Claim, order: OrderFacts) -> list[Delivery]:
    """The deliveries a claim is about: the one it names, or all that had arrived when it was made."""
    return [
        one
        for one in deliveries_of(order)
        if claim.shipment_id in (None, one.shipment.id) and one.received_at <= claim.opened_at
    ]


def divide(claim: Claim, order: OrderFacts) -> Division:
    """Credit what is invoiced of the claimed deliveries first, and let the rest be invoiced for less; or refuse."""
    scope = scope_of(claim, order)
    rooms = _invoiced(claim, {one.shipment.part_id for one in scope})
    lines = _to_be_invoiced(claim, order, scope)
    credits = share(claim.amount_minor, rooms)
    rest = claim.amount_minor - sum(amount for _id, amount in credits)
    if rest > sum(line.gross_minor for line in lines):
        most = sum(room for _id, room in rooms) + sum(line.gross_minor for line in lines)
        raise errors.credited_already(str(Money(most, claim.currency)))
    return Division(credits, lines, rest)


def lower_invoice(ctx: Context, claim: Claim, order: OrderFacts, found: Division) -> None:
    """Let what is not invoiced yet come to less; plan of payment and credit follow."""
    parts = lower(found.lowered_minor, found.lines)
    less = [Allowed(line.part_id, line.line_id, net, tax) for line, (net, tax) in zip(found.lines, parts, strict=True)]
    allow(ctx, order.id, less, source=SOURCE, source_id=claim.pk, number=_called(claim))
    rebase(ctx, order.id, payable_minor(order.id))
    follow_credit(ctx, [order.id])
    faultpoint("claims.after_lowering")


def credit_invoices(ctx: Context, claim: Claim, found: Division) -> None:
    """Write the credit notes; those of goods that were paid are paid back if the buyer wants it so."""
    for invoice_id, amount in found.credits:
        note = credit_part(ctx, invoice_id, amount, _called(claim), pays_back=claim.payback == "refund")
        ClaimCredit.objects.create(claim_id=claim.pk, credit_note_id=note, amount_minor=amount)
    faultpoint("claims.after_credit_notes")


def _called(claim: Claim) -> str:
    return _("Claim %(number)s") % {"number": claim.number}


def _invoiced(claim: Claim, parts: set[UUID | None]) -> list[tuple[UUID, int]]:
    """Invoices of these parts with what is not credited of them: never more than is left of all of the order's."""
    papers = list_of_order(claim.order_id)
    credited = sum(one.total_minor for one in papers if one.kind == "credit_note")
    invoices = [one for one in papers if one.kind == "invoice"]
    left = sum(one.total_minor for one in invoices) - credited
    rooms = []
    for one in invoices:
        if claim.shipment_id is None:
            # A note does not say which of several it credits: the oldest first.
            taken = min(credited, one.total_minor)
            credited -= taken
            rooms.append((one.id, one.total_minor - taken))
        elif one.part_id in parts:
            rooms.append((one.id, min(one.total_minor, left)))
    return rooms


def _to_be_invoiced(claim: Claim, order: OrderFacts, scope: Sequence[Delivery]) -> list[Lowerable]:
    """Lines of deliveries that no invoice is of, with what they will cost still; claimed ones by what they are worth.

    Where some of the claimed goods are delivered elsewhere, each delivery answers for its share.
    """
    claimed = dict(ClaimLine.objects.filter(claim_id=claim.pk).values_list("order_line_id", "quantity"))
    found = []
    for one in scope:
        part_id = one.shipment.part_id
        if not awaits_invoice(order.id, part_id):
            continue
        less: dict[UUID, tuple[int, int]] = {}
        for row in allowances_of(order.id, part_id):
            net, tax = less.get(row.order_line_id, (0, 0))
            less[row.order_line_id] = (net + row.net_minor, tax + row.tax_minor)
        for key, line in one.lines.items():
            if key not in claimed:
                continue
            net, tax = less.get(key, (0, 0))
            gross = line.net_minor + line.tax_minor
            weight = int(gross * min(claimed[key], line.quantity) / line.quantity)
            found.append(Lowerable(part_id, key, line.net_minor - net, line.tax_minor - tax, weight))
    return found
