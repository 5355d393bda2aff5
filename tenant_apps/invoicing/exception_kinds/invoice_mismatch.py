"""Invoice mismatch (发票不符): the invoice says something else than the order and the goods receipt together."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from shared_apps.foundation.money import Money
from tenant_apps.exceptions.commands import tell
from tenant_apps.exceptions.types import Found, Kind, Scan, Source, Step, declare
from tenant_apps.inventory.queries import received_of
from tenant_apps.invoicing.decisions.match import OrderedLine, expected_minor, mismatch_minor
from tenant_apps.invoicing.exception_kinds.credit_overdue import INVOICE
from tenant_apps.invoicing.models import Invoice
from tenant_apps.logistics.queries import received_of_orders
from tenant_apps.orders.queries import lines_of, lowered_by_part
from tenant_apps.rulesets.queries import effective
from tenant_apps.rulesets.types import Rule
from tenant_apps.rulesets.types import declare as declare_rules

PERCENT = "exceptions.invoice_percent"

declare_rules(
    Rule(
        PERCENT, "decimal", "0", _("Invoices differ above"),
        _("Of the net amount that order and receipt say together; differences of rounding never count."), unit="%",
        least="0", most="100",
    )
)  # fmt: skip


def _judge(invoice_ids: Collection[UUID], now: datetime) -> Iterator[Found]:
    invoices = list(Invoice.objects.filter(pk__in=invoice_ids, kind="invoice", order__isnull=False))
    orders = {row.order_id for row in invoices if row.order_id is not None}
    lines: dict[UUID, list[OrderedLine]] = defaultdict(list)
    for order_id, key, quantity, price, net in lines_of(orders):
        lines[order_id].append(OrderedLine(key, quantity, price, net))
    accepted = _accepted(orders)
    credited, lowered = _credited(orders), lowered_by_part(orders)
    percent = Decimal(str(effective(PERCENT).value))
    for row in invoices:
        taken = accepted.get((row.order_id, row.part_id)) if row.order_id is not None else None
        if taken is None or row.order_id is None:
            continue  # nothing was received yet that it could be held against
        mine = [line for line in lines[row.order_id] if line.key in taken]
        expected = expected_minor(mine, taken) - lowered.get((row.order_id, row.part_id), (0, 0))[0]
        off = mismatch_minor(row.net_minor, credited.get(row.order_id, 0), expected, percent, max(len(mine), 1))
        if off:
            yield _found(row, expected, credited.get(row.order_id, 0), off)


def _accepted(order_ids: Collection[UUID]) -> dict[tuple[UUID, UUID | None], dict[Any, Decimal]]:
    """What was accepted of each line, by order and part."""
    shipments = {key: (order_id, part_id) for key, order_id, part_id in received_of_orders(order_ids)}
    found: dict[tuple[UUID, UUID | None], dict[Any, Decimal]] = {}
    for line in received_of(shipments):
        of = found.setdefault(shipments[line.shipment_id], defaultdict(Decimal))
        of[line.order_line_id] += line.accepted
    return found


def _credited(order_ids: Collection[UUID]) -> dict[UUID, int]:
    rows = Invoice.objects.filter(order_id__in=list(order_ids), kind="credit_note")
    sums = rows.values_list("order_id").annotate(net=Sum("net_minor")).order_by()
    return {order_id: net for order_id, net in sums if order_id is not None}


def _found(row: Invoice, expected: int, credited: int, off: int) -> Found:
    def money(minor: int) -> list[str]:
        return [str(Money(minor, row.currency).amount), row.currency]

    return Found(
        row.pk, row.number, row.seller_id, row.buyer_id,
        facts={
            "order_id": str(row.order_id), "invoiced": money(row.net_minor), "expected": money(expected),
            "credited": money(credited) if credited else None, "off": money(off),
        },
        amount_minor=abs(off), currency=row.currency, severity="high" if off > 0 else None,
    )  # fmt: skip


INVOICE_MISMATCH = declare(
    Kind(
        "invoice_mismatch",
        _("Invoice does not match"),
        _("Order, goods receipt and invoice do not say the same. A credit note corrects an invoice."),
        icon="file-alert",
        hours=48,
        sources=(
            Source(
                INVOICE,
                Scan("invoicing.Invoice", "pk", {"kind": "invoice"}, back=None),
                _judge,
                lambda case: ("invoicing:invoice", (case.subject_id,)),
            ),
        ),
        roles=("finance", "supplier"),
        labels={
            "invoiced": (_("Invoiced, net"), "money"),
            "expected": (_("Ordered and accepted, net"), "money"),
            "credited": (_("Credited"), "money"),
            "off": (_("Difference"), "money"),
        },
        first=("tell",),
        steps=(
            tell(
                "tell",
                _("Ask the buyer not to pay yet"),
                _("The buyer gets a letter that the invoice is being looked at."),
            ),
            Step(
                "credit",
                _("Credit the difference"),
                _("Take the goods back that were not delivered; a credit note follows."),
                link=lambda case: ("orders:return_new", (UUID(case.facts["order_id"]),)),
                permission="orders.accept_return",
            ),
            Step(
                "order",
                _("Compare with the order"),
                _("Lines, quantities and prices as they were agreed."),
                side="either",
                link=lambda case: ("orders:order", (UUID(case.facts["order_id"]),)),
                permission="orders.view_order",
            ),
        ),
    )
)
