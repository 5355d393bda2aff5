"""Payment failed (支付失败): a transfer did not go through, and no other has taken its place."""

from collections.abc import Collection, Iterator
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext_lazy as _

from shared_apps.foundation.money import Money, MoneyIn
from tenant_apps.exceptions.commands import tell
from tenant_apps.exceptions.types import Case, Found, Kind, Scan, Source, Step, declare
from tenant_apps.orders.commands import SetPrepaid, set_prepaid
from tenant_apps.payments.commands.asking import AskOutcome, ask_outcome
from tenant_apps.payments.commands.attempts import AnnouncePayment, announce_payment
from tenant_apps.payments.exception_kinds.payment_unknown import ATTEMPT
from tenant_apps.payments.models import Payment, PaymentAttempt


def _judge(attempt_ids: Collection[UUID], now: datetime) -> Iterator[Found]:
    """Until a transfer of at least as much is on its way, or money has come since."""
    pair = {"payer_id": OuterRef("payer_id"), "payee_id": OuterRef("payee_id"), "currency": OuterRef("currency")}
    enough = {"amount_minor__gte": OuterRef("amount_minor")}
    again = PaymentAttempt.objects.filter(
        **pair, **enough, sent_at__gt=OuterRef("ended_at"), state__in=("sent", "done")
    )
    paid = Payment.objects.filter(**pair, **enough, recorded_at__gt=OuterRef("sent_at"))
    rows = PaymentAttempt.objects.filter(pk__in=attempt_ids, state="failed", refund_id__isnull=True).filter(
        ~Exists(again), ~Exists(paid)
    )
    for row in rows.annotate(since=F("ended_at")):
        yield Found(
            row.pk, row.reference or str(row.pk)[-8:], row.payer_id, row.payee_id,
            facts={
                "reference": row.reference, "why": row.reason, "failed": row.since.isoformat(), "method": row.method,
            },
            amount_minor=row.amount_minor, currency=row.currency,
        )  # fmt: skip


def _once_more(case: Case, _text: str) -> AnnouncePayment:
    assert case.company_id is not None and case.other_id is not None
    amount = MoneyIn(**Money(case.amount_minor, case.currency).as_json())
    return AnnouncePayment(
        payee_id=case.other_id, payer_id=case.company_id, amount=amount, method=str(case.facts["method"]),
        reference=str(case.facts["reference"]),
    )  # fmt: skip


def _prepaid(case: Case, _text: str) -> SetPrepaid:
    assert case.company_id is not None
    return SetPrepaid(buyer_id=case.company_id, seller_id=case.other_id, is_prepaid=True)


PAYMENT_FAILED = declare(
    Kind(
        "payment_failed",
        _("Payment failed"),
        _("Money did not come as announced, and nothing has taken its place."),
        icon="credit-card-off",
        hours=48,
        severity="high",
        sources=(
            Source(
                ATTEMPT,
                Scan("payments.PaymentAttempt", "ended_at", {"state": "failed"}),
                _judge,
                lambda case: ("payments:payments", ()),
            ),
        ),
        roles=("finance", "buyer"),
        labels={
            "reference": (_("Reference"), "text"),
            "why": (_("Why it failed"), "text"),
            "failed": (_("Failed"), "moment"),
        },
        first=("outcome", "tell"),
        steps=(
            Step(
                "outcome",
                _("Ask the bank"),
                _("Whether it has failed indeed. Where no bank is connected, who is to get it hears of it by letter."),
                side="either",
                command=ask_outcome,
                data=lambda case, _text: AskOutcome(attempt_id=case.subject_id),
                subjects=(ATTEMPT,),
            ),
            tell(
                "tell",
                _("Tell who is to get it"),
                _("The other company gets a letter that the money is not coming yet."),
            ),
            Step(
                "again",
                _("It was sent again"),
                _("A new transfer of the same amount is announced."),
                command=announce_payment,
                data=_once_more,
                subjects=(ATTEMPT,),
            ),
            Step(
                "record",
                _("It was paid in another way"),
                _("Record the payment as it was made."),
                side="either",
                link=lambda case: ("payments:new", ()),
                permission="payments.record_payment",
                subjects=(ATTEMPT,),
            ),
            Step(
                "order",
                _("Order it again"),
                _("What was held was let go; it is ordered and paid anew."),
                link=lambda case: ("prepayment:new", ()),
                permission="prepayment.order_prepaid",
                subjects=("prepayment.prepayment",),
            ),
            Step(
                "prepaid",
                _("Deliver only once it is paid"),
                _("From now on this buyer pays before its orders are accepted."),
                side="other",
                command=set_prepaid,
                data=_prepaid,
                danger=True,
                subjects=(ATTEMPT,),
            ),
        ),
    )
)
