"""Payment unknown (支付结果未知): a transfer was announced, and nobody has said whether it arrived."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from tenant_apps.exceptions.commands import ask
from tenant_apps.exceptions.types import Ask, Found, Kind, Scan, Source, Step, declare
from tenant_apps.payments.commands.asking import AskOutcome, ask_outcome
from tenant_apps.payments.commands.attempts import ReportPayment, report_payment
from tenant_apps.payments.models import PaymentAttempt
from tenant_apps.rulesets.queries import effective
from tenant_apps.rulesets.types import Rule
from tenant_apps.rulesets.types import declare as declare_rules

HOURS = "exceptions.payment_unknown_hours"
ATTEMPT = "payments.attempt"

declare_rules(
    Rule(
        HOURS, "int", 24, _("The outcome of a transfer is unknown after"),
        _("A transfer that was announced so long ago and neither arrived nor failed."), unit=_("hours"),
        low=1, high=720,
    )
)  # fmt: skip


def _delay() -> timedelta:
    return timedelta(hours=int(str(effective(HOURS).value)))


def _judge(attempt_ids: Collection[UUID], now: datetime) -> Iterator[Found]:
    for row in PaymentAttempt.objects.filter(pk__in=attempt_ids, state="sent", sent_at__lte=now - _delay()):
        yield Found(
            row.pk, row.reference or str(row.pk)[-8:], row.payee_id, row.payer_id,
            facts={"reference": row.reference, "sent": row.sent_at.isoformat()},
            amount_minor=row.amount_minor, currency=row.currency,
        )  # fmt: skip


PAYMENT_UNKNOWN = declare(
    Kind(
        "payment_unknown",
        _("Payment unknown"),
        _("A transfer was announced, and nobody has said whether it arrived. It must not be sent twice."),
        icon="help-circle",
        hours=24,
        sources=(
            Source(
                ATTEMPT,
                Scan("payments.PaymentAttempt", "sent_at", {"state": "sent"}, delay=_delay),
                _judge,
                lambda case: ("payments:payments", ()),
            ),
        ),
        roles=("finance",),
        labels={"reference": (_("Reference"), "text"), "sent": (_("Announced"), "moment")},
        first=("outcome",),
        steps=(
            Step(
                "outcome",
                _("Ask the bank"),
                _("Its answer is written here; where no bank is connected, the payer gets a letter instead."),
                command=ask_outcome,
                data=lambda case, _text: AskOutcome(attempt_id=case.subject_id),
            ),
            ask(
                "ask", _("Ask the payer’s bank"), _("The payer gets a letter: has it left, and under which reference?")
            ),
            Step(
                "arrived",
                _("It has arrived"),
                _("The payment is recorded and pays what is open."),
                command=report_payment,
                data=lambda case, _text: ReportPayment(attempt_id=case.subject_id, outcome="done"),
            ),
            Step(
                "failed",
                _("It has failed"),
                _("Nothing is booked; the payer has to pay again."),
                side="either",
                command=report_payment,
                asks=Ask(_("Why it failed")),
                danger=True,
                data=lambda case, text: ReportPayment(attempt_id=case.subject_id, outcome="failed", reason=text),
            ),
        ),
    )
)
