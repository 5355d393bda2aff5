"""Promise a refund, and end it. Functions for the commands, which hold the open documents of the pair."""

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from shared_apps.commands.context import Context
from shared_apps.foundation.faults import faultpoint
from shared_apps.foundation.ids import uuid7
from shared_apps.foundation.money import Money
from tenant_apps.invoicing.commands import lock_open, mark_paid
from tenant_apps.payments.commands import RefundOf, record_refund
from tenant_apps.rulesets.commands import take_number
from tenant_apps.rulesets.queries import values
from tenant_apps.settlement import errors
from tenant_apps.settlement.events import RefundAsked, RefundPaid
from tenant_apps.settlement.models import Refund, RefundPart

SERIES = "RF"


class Source(NamedTuple):
    """So much of a credit note, or of a payment that pays nothing."""

    credit_note_id: UUID | None
    payment_id: UUID | None
    amount_minor: int


class Pair(NamedTuple):
    seller_id: UUID
    buyer_id: UUID
    currency: str


def promise(ctx: Context, pair: Pair, sources: Sequence[Source], why: str = "") -> Refund:
    """Owe the buyer what these come to, and keep them for it; paid at once where payment is by itself.

    Takes numbers: the last thing a handler does.
    """
    rules = values()
    today = ctx.now.astimezone(ZoneInfo(str(rules["general.time_zone"]))).date()
    refund = Refund(
        id=uuid7(), number=take_number(SERIES, ctx.now), seller_id=pair.seller_id, buyer_id=pair.buyer_id,
        currency=pair.currency, amount_minor=sum(one.amount_minor for one in sources), why=why,
        asked_by=(ctx.actor.display or ctx.actor.id)[:120], asked_at=ctx.now,
        due_on=today + timedelta(days=int(str(rules["fulfilment.refund_days"]))),
    )  # fmt: skip
    refund.save(force_insert=True)
    RefundPart.objects.bulk_create(
        RefundPart(
            refund_id=refund.pk, credit_note_id=one.credit_note_id, payment_id=one.payment_id,
            amount_minor=one.amount_minor,
        )
        for one in sources
    )  # fmt: skip
    ctx.emit(
        RefundAsked(
            refund_id=refund.pk, number=refund.number, seller_id=refund.seller_id, buyer_id=refund.buyer_id
        )
    )  # fmt: skip
    faultpoint("settlement.after_promise")
    if rules["fulfilment.payment"] == "automatic":
        payment_id = record_refund(ctx, of(refund), method="standing_order", reference=refund.number)
        conclude(ctx, refund, payment_id)
    return refund


def of(refund: Refund) -> RefundOf:
    """The refund as payments see it."""
    amount = Money(refund.amount_minor, refund.currency)
    return RefundOf(refund.pk, refund.seller_id, refund.buyer_id, amount)


def conclude(ctx: Context, refund: Refund, payment_id: UUID) -> None:
    """The money is back: the credit notes are used up by so much. The refund and its documents are locked."""
    for part in RefundPart.objects.filter(refund_id=refund.pk, credit_note__isnull=False).order_by("credit_note_id"):
        assert part.credit_note_id is not None
        mark_paid(ctx, part.credit_note_id, part.amount_minor)
    refund.state, refund.payment_id, refund.ended_at, refund.failed_why = "paid", payment_id, ctx.now, ""
    refund.save(update_fields=["state", "payment", "ended_at", "failed_why"])
    faultpoint("settlement.after_refund")
    ctx.emit(
        RefundPaid(
            refund_id=refund.pk, number=refund.number, payment_id=payment_id, seller_id=refund.seller_id,
            buyer_id=refund.buyer_id,
        )
    )  # fmt: skip


def locked(ctx: Context, refund_id: UUID, *states: str) -> Refund:
    """The refund as this actor sees it, locked with the open documents of its pair, if it stands in one of these."""
    seen = Refund.objects.visible_to(ctx.actor).filter(pk=refund_id).first()
    if seen is None:
        raise errors.refund_unknown()
    lock_open(ctx, seller_id=seen.seller_id, buyer_id=seen.buyer_id, currency=seen.currency)
    refund = Refund.objects.select_for_update().get(pk=seen.pk)
    if refund.state not in states:
        raise errors.refund_not_now(refund.number, refund.state)
    return refund


def tell(ctx: Context, refund: Refund) -> None:
    amount = Money(refund.amount_minor, refund.currency)
    ctx.audit(
        target="settlement.refund", target_id=refund.pk,
        facts={"number": refund.number, "amount": str(amount), "state": refund.state},
    )  # fmt: skip


def asked_why(text: str) -> str:
    """What a buyer says for it."""
    text = text.strip()
    if len(text) > 200:
        raise errors.bad_text()
    return text
