"""Credit overdue (账款逾期): an invoice is not paid although its day is over."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from shared_apps.foundation.money import Money
from tenant_apps.exceptions.commands import remind
from tenant_apps.exceptions.types import Ask, Case, Found, Kind, Scan, Source, Step, declare
from tenant_apps.invoicing.models import Invoice
from tenant_apps.orders.commands import SetPrepaid, set_prepaid
from tenant_apps.rulesets.queries import effective
from tenant_apps.rulesets.types import Rule
from tenant_apps.rulesets.types import declare as declare_rules

DAYS = "exceptions.overdue_days"
INVOICE = "invoicing.invoice"

declare_rules(
    Rule(
        DAYS, "int", 3, _("An invoice is overdue after"), _("So many days after the one on which it was due."),
        unit=_("days"), low=0, high=365, law=("EU 2011/7 art. 3",),
    )
)  # fmt: skip


def _delay() -> timedelta:
    return timedelta(days=int(str(effective(DAYS).value)))


def _judge(invoice_ids: Collection[UUID], now: datetime) -> Iterator[Found]:
    day = (now - _delay()).date()
    rows = Invoice.objects.filter(pk__in=invoice_ids, kind="invoice", paid_minor__lt=F("total_minor"), due_date__lt=day)
    for row in rows:
        yield Found(
            row.pk, row.number, row.seller_id, row.buyer_id,
            facts={
                "due": row.due_date.isoformat(), "days": (now.date() - row.due_date).days,
                "total": [str(Money(row.total_minor, row.currency).amount), row.currency],
                "buyer_id": str(row.buyer_id), "order_id": str(row.order_id or ""),
            },
            amount_minor=row.total_minor - row.paid_minor, currency=row.currency,
        )  # fmt: skip


def _prepaid(case: Case, _text: str) -> SetPrepaid:
    return SetPrepaid(buyer_id=UUID(case.facts["buyer_id"]), seller_id=case.company_id, is_prepaid=True)


CREDIT_OVERDUE = declare(
    Kind(
        "credit_overdue",
        _("Payment overdue"),
        _("An invoice is not paid although its day is over."),
        icon="calendar-due",
        hours=72,
        sources=(
            Source(
                INVOICE,
                Scan(
                    "invoicing.Invoice",
                    "due_date",
                    {"kind": "invoice", "paid_minor__lt": F("total_minor")},
                    delay=_delay,
                ),
                _judge,
                lambda case: ("invoicing:invoice", (case.subject_id,)),
            ),
        ),
        roles=("finance", "supplier"),
        labels={
            "due": (_("Due"), "day"),
            "days": (_("Days over"), "count"),
            "total": (_("Invoice total"), "money"),
        },
        first=("remind",),
        steps=(
            remind(
                "remind",
                _("Remind the buyer"),
                _("The buyer’s people get a letter with the amount that is open."),
                asks=Ask(_("What you want to say"), required=False),
            ),
            Step(
                "pay",
                _("Pay it"),
                _("Record the payment of what is open."),
                side="other",
                link=lambda case: ("invoicing:pay", (case.subject_id,)),
                permission="payments.record_payment",
            ),
            Step(
                "came",
                _("The money has come"),
                _("Record the payment that you have got."),
                link=lambda case: ("payments:new", ()),
                permission="payments.record_payment",
            ),
            Step(
                "prepaid",
                _("Deliver only once it is paid"),
                _("From now on this buyer pays before its orders are accepted."),
                command=set_prepaid,
                data=_prepaid,
                danger=True,
            ),
        ),
    )
)
