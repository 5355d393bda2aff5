"""Ask for open credit as money, say that it is on its way or paid, or keep it as credit after all."""

from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.commands.inputs import money
from shared_apps.foundation.currencies import MINOR_UNITS
from shared_apps.foundation.money import Money, MoneyIn
from tenant_apps.payments.commands import check_refund, lock_payment, record_refund, send_refund_transfer
from tenant_apps.payments.queries import find_payment
from tenant_apps.payments.types import ask_gates
from tenant_apps.settlement import errors
from tenant_apps.settlement.commands.cover import lock_pair
from tenant_apps.settlement.commands.refunding import Pair, Source, asked_why, conclude, locked, of, promise, tell
from tenant_apps.settlement.decisions.allocate import draw
from tenant_apps.settlement.events import RefundWithdrawn
from tenant_apps.settlement.models import Refund
from tenant_apps.settlement.queries.credit import free_of_payments, payments_on_account
from tenant_apps.settlement.queries.kept import refundable
from tenant_apps.trading.kernel.commands import acting_company
from tenant_apps.trading.kernel.types import AwareTime


class AskRefund(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Of all open credit with a seller, or of one credit note; without `amount` all of it."""

    seller_id: UUID
    currency: str
    amount: MoneyIn | None = None
    credit_note_id: UUID | None = None
    buyer_id: UUID | None = None
    text: str = ""


class NamedRefund(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    refund_id: UUID


class SendRefund(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    refund_id: UUID
    method: str = "bank_transfer"
    reference: str = ""


class PayRefund(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`paid_at` defaults to now."""

    refund_id: UUID
    method: str = "bank_transfer"
    reference: str = ""
    paid_at: AwareTime | None = None


class RefundAnswer(msgspec.Struct, frozen=True, kw_only=True):
    refund_id: UUID
    number: str
    state: str
    amount: MoneyIn
    payment_id: UUID | None = None


def _answer(ctx: Context, refund: Refund) -> RefundAnswer:
    tell(ctx, refund)
    amount = MoneyIn(**Money(refund.amount_minor, refund.currency).as_json())
    return RefundAnswer(
        refund_id=refund.pk, number=refund.number, state=refund.state, amount=amount, payment_id=refund.payment_id
    )


@command("settlement.ask_refund", input=AskRefund)
def ask_refund(ctx: Context, data: AskRefund) -> RefundAnswer:
    """Ask as the buyer for open credit as money: credit notes first, the oldest first, then money on account.

    Locks the payments on account, then the open documents of the pair, then number series. Refuses more than is open,
    and more than was paid.
    """
    buyer_id = acting_company(ctx, "settlement.ask_refund", data.buyer_id, field="buyer_id")
    wanted = money(data.amount, "amount") if data.amount is not None else None
    if data.currency not in MINOR_UNITS or (wanted is not None and wanted.currency != data.currency):
        raise errors.bad_amount()
    if wanted is not None and wanted.minor <= 0:
        raise errors.bad_amount()
    why = asked_why(data.text)
    pair = Pair(data.seller_id, buyer_id, data.currency)
    paid = payments_on_account(pair.buyer_id, pair.seller_id, pair.currency) if data.credit_note_id is None else []
    for payment_id in sorted(paid):
        lock_payment(ctx, payment_id)
    _invoices, credits = lock_pair(ctx, seller_id=pair.seller_id, buyer_id=pair.buyer_id, currency=pair.currency)
    notes = [(row.id, row.open_minor) for row in credits if data.credit_note_id in (None, row.id)]
    free = sorted(free_of_payments(paid).items())
    most = min(sum(left for _id, left in [*notes, *free]), refundable(*pair))
    amount = most if wanted is None else wanted.minor
    if amount > most or amount <= 0:
        raise errors.nothing_to_refund(str(Money(max(most, 0), data.currency)))
    of_notes = draw(amount, notes, most)
    rest = amount - sum(part for _id, part in of_notes)
    sources = [Source(pk, None, part) for pk, part in of_notes]
    sources += [Source(None, pk, part) for pk, part in draw(rest, free, rest)]
    return _answer(ctx, promise(ctx, pair, sources, why))


@command("settlement.send_refund", input=SendRefund, needs_fresh_factor=True, risk="high")
def send_refund(ctx: Context, data: SendRefund) -> RefundAnswer:
    """Say as the seller that a transfer is on its way; the buyer says whether it has arrived. Nothing is booked yet."""
    refund = locked(ctx, data.refund_id, "due")
    if ctx.actor.company_id not in (None, refund.seller_id):
        raise errors.not_your_part("seller")
    check_refund(ctx, data.method, None)
    ask_gates(ctx.actor, refund.seller_id, refund.buyer_id)
    send_refund_transfer(ctx, of(refund), method=data.method, reference=data.reference or refund.number)
    refund.state, refund.failed_why = "sent", ""
    refund.save(update_fields=["state", "failed_why"])
    return _answer(ctx, refund)


@command("settlement.pay_refund", input=PayRefund, needs_fresh_factor=True, risk="high")
def pay_refund(ctx: Context, data: PayRefund) -> RefundAnswer:
    """Record as its seller or its buyer that a refund was paid; it is booked at once.

    Locks the open documents of the pair, the refund, the number series. One that is on its way is ended by its
    transfer's outcome.
    """
    refund = locked(ctx, data.refund_id, "due")
    check_refund(ctx, data.method, data.paid_at)
    if ctx.actor.company_id != refund.buyer_id:
        ask_gates(ctx.actor, refund.seller_id, refund.buyer_id)
    reference = data.reference or refund.number
    payment_id = record_refund(ctx, of(refund), method=data.method, reference=reference, paid_at=data.paid_at)
    conclude(ctx, refund, payment_id)
    return _answer(ctx, refund)


@command("settlement.withdraw_refund", input=NamedRefund)
def withdraw_refund(ctx: Context, data: NamedRefund) -> RefundAnswer:
    """Keep it as credit after all, as the buyer, while nobody has paid it: it pays what is open, or comes next."""
    refund = locked(ctx, data.refund_id, "due")
    if ctx.actor.company_id not in (None, refund.buyer_id):
        raise errors.not_your_part("buyer")
    refund.state, refund.ended_at = "withdrawn", ctx.now
    refund.save(update_fields=["state", "ended_at"])
    ctx.emit(
        RefundWithdrawn(
            refund_id=refund.pk, number=refund.number, seller_id=refund.seller_id, buyer_id=refund.buyer_id,
            currency=refund.currency,
        )
    )  # fmt: skip
    return _answer(ctx, refund)


class EndRefund(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What became of its transfer: the payment that it became, or why it failed."""

    refund_id: UUID
    payment_id: UUID | None = None
    reason: str = ""


@command("settlement.end_refund", input=EndRefund, system_only=True)
def end_refund(ctx: Context, data: EndRefund) -> RefundAnswer:
    """Conclude a refund whose transfer has arrived, or let it be due again; nothing for one that is over."""
    known = Refund.objects.filter(pk=data.refund_id).first()
    if known is None:
        raise errors.refund_unknown()
    if known.state != "sent":
        return _answer(ctx, known)
    refund = locked(ctx, data.refund_id, "sent")
    if data.payment_id is not None:
        conclude(ctx, refund, find_payment(ctx.actor, data.payment_id).id)
    else:
        refund.state, refund.failed_why = "due", data.reason[:200]
        refund.save(update_fields=["state", "failed_why"])
    return _answer(ctx, refund)
