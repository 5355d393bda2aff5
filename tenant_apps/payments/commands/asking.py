"""Ask the payment's provider what became of a transfer, and write down what it says.

The question itself is a job: nothing is locked while a bank thinks. What it does not know stays unknown and is asked
again, each time later; what it knows is booked once, whoever asks how often.
"""

from datetime import timedelta
from typing import Literal
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.faults import faultpoint
from shared_apps.foundation.refusals import Refusal
from shared_apps.outbox import jobs
from tenant_apps.exceptions.commands import SendReminder, send_reminder
from tenant_apps.exceptions.queries import live_of
from tenant_apps.payments import errors
from tenant_apps.payments.commands.attempts import AttemptAnswer, answer_of, is_over, record_attempt, tell_refund
from tenant_apps.payments.decisions.asking import distance, fitting
from tenant_apps.payments.models import Payment, PaymentAttempt
from tenant_apps.payments.rules import MINUTES, PROVIDER
from tenant_apps.payments.types import PROVIDERS, Outcome
from tenant_apps.rulesets.queries import effective

ASK_JOB = "payments.ask_provider"
ATTEMPT = "payments.attempt"


class AskOutcome(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    attempt_id: UUID


class OutcomeIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    state: Literal["done", "failed"]
    bank_id: str
    currency: str
    amount_minor: int
    reason: str = ""


class NoteOutcome(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`answers` are the transfers that the provider knows under the attempt's reference.

    `turn` is how often it had not known when it was asked: of two questions of one turn only one asks again.
    """

    attempt_id: UUID
    turn: int
    answers: list[OutcomeIn]


@command("payments.ask_outcome", input=AskOutcome)
def ask_outcome(ctx: Context, data: AskOutcome) -> AttemptAnswer:
    """Have the provider asked, now. Where none is connected, whoever can know it gets a letter, if somebody waits.

    Refuses what has arrived already, and asks nobody about a transfer without reference.
    """
    row = PaymentAttempt.objects.visible_to(ctx.actor).select_for_update().filter(pk=data.attempt_id).first()
    if row is None:
        raise errors.attempt_unknown()
    if is_over(row):
        raise errors.attempt_over(row.state)
    if str(effective(PROVIDER).value) not in PROVIDERS or not row.reference:
        if not _write(ctx, row):
            raise errors.no_provider()
        return answer_of(ctx, row)
    row.next_ask_at = ctx.now
    row.save(update_fields=["next_ask_at"])
    _owe(ctx, row, timedelta())
    faultpoint("payments.ask.before_commit")
    return answer_of(ctx, row)


@command("payments.note_outcome", input=NoteOutcome, system_only=True)
def note_outcome(ctx: Context, data: NoteOutcome) -> AttemptAnswer:
    """Record what arrived, mark what failed, or ask again later. What is decided already stays as it is.

    Locks the attempt, then the number series.
    """
    row = PaymentAttempt.objects.select_for_update().filter(pk=data.attempt_id).first()
    if row is None:
        raise errors.attempt_unknown()
    if is_over(row):
        return answer_of(ctx, row)
    answers = [Outcome(one.state, one.bank_id, one.currency, one.amount_minor, one.reason) for one in data.answers]
    ids = [one.bank_id for one in answers]
    used = set(PaymentAttempt.objects.filter(bank_id__in=ids).exclude(pk=row.pk).values_list("bank_id", flat=True))
    found = fitting(answers, row.amount_minor, row.currency, used)
    is_first = row.asks == 0
    if found is not None:
        row.next_ask_at = None
    if found is not None and found.state == "done":
        row.payment_id = _paid_already(row) or record_attempt(ctx, row)
        row.state, row.reason, row.ended_at, row.bank_id = "done", "", ctx.now, found.bank_id
    elif found is not None:
        if row.state == "sent":
            row.state, row.ended_at = "failed", ctx.now
            row.reason = found.reason[:200]
            tell_refund(ctx, row)
        row.bank_id = found.bank_id
    elif data.turn != row.asks:
        return answer_of(ctx, row)
    else:
        row.asks += 1
        wait = distance(int(str(effective(MINUTES).value)), row.asks)
        row.next_ask_at = None
        if wait is not None:
            row.next_ask_at = ctx.now + wait
            _owe(ctx, row, wait)
    row.save()
    faultpoint("payments.outcome.before_commit")
    if row.state != "done" and is_first:
        _write(ctx, row)
    return answer_of(ctx, row)


def _paid_already(row: PaymentAttempt) -> UUID | None:
    """A payment that somebody recorded by hand for this very transfer; it is never booked a second time."""
    rows = Payment.objects.filter(
        payer_id=row.payer_id, payee_id=row.payee_id, currency=row.currency, amount_minor=row.amount_minor,
        reference=row.reference, recorded_at__gte=row.sent_at, refund_id=row.refund_id,
    )  # fmt: skip
    taken = PaymentAttempt.objects.filter(payment__in=rows).values("payment_id")
    return rows.exclude(pk__in=taken).order_by("id").values_list("pk", flat=True).first()


def _owe(ctx: Context, row: PaymentAttempt, wait: timedelta) -> None:
    title = f"Ask for the outcome of {row.reference}"[:120]
    jobs.enqueue(ASK_JOB, title, {"attempt_id": str(row.pk), "turn": row.asks}, at=ctx.now + wait)


def _write(ctx: Context, row: PaymentAttempt) -> bool:
    """A letter for each exception of it that is open: has it left, or that it is not coming yet."""
    sent = False
    for exception_id in live_of(ATTEMPT, row.pk):
        purpose: Literal["ask", "tell"] = "tell" if row.state == "failed" else "ask"
        try:
            with ctx.attempt():
                ctx.call(send_reminder, SendReminder(exception_id=exception_id, to="other", purpose=purpose))
        except Refusal:
            continue
        sent = True
    return sent
