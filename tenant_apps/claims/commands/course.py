"""Move a claim along its course and settle it. Functions for the commands, which lock the claim first.

Locks: claim, order, limits, plan of payment, then as the remedy does (stock levels, number series); invoices are never
changed.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from shared_apps.commands.context import Context
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.faults import faultpoint
from shared_apps.foundation.money import BadMoney, MoneyIn
from shared_apps.foundation.quantity import QuantityIn, plain
from shared_apps.outbox import jobs
from tenant_apps.claims import errors
from tenant_apps.claims.commands.paying import SOURCE, credit_invoices, divide, lower_invoice
from tenant_apps.claims.decisions.course import may
from tenant_apps.claims.models import Claim, ClaimLine, ClaimStep
from tenant_apps.claims.queries.deliveries import home_of
from tenant_apps.claims.types import IN_MONEY, REMEDIES
from tenant_apps.inventory.commands import HoldLine, receive_return
from tenant_apps.orders.commands import OrderLineIn, PlaceOrder, lock_received
from tenant_apps.orders.commands.place_order import place
from tenant_apps.orders.events import ClaimAnswered, ClaimSettled
from tenant_apps.orders.queries import get_order
from tenant_apps.orders.types import OrderLineFacts
from tenant_apps.rulesets.queries import effective

WATCH_JOB = "claims.watch_claim"
# A replacement is ordered by Kontor itself: its price of zero is what the claim agreed on.
SETTLER = Actor.system("claims.replacement")


def locked(ctx: Context, claim_id: UUID, act: str) -> Claim:
    """The claim, locked, if this actor may do this now."""
    claim = Claim.objects.select_for_update().visible_to(ctx.actor).filter(pk=claim_id).first()
    if claim is None:
        raise errors.unknown()
    if not may(act, claim.state, side_of(ctx.actor, claim)):
        raise errors.not_now(claim.number, claim.state)
    return claim


def side_of(actor: Actor, claim: Claim) -> str:
    if actor.company_id is None:
        return "house"
    return "buyer" if actor.company_id == claim.buyer_id else "seller"


def step(ctx: Context, claim: Claim, act: str, text: str, side: str = "") -> None:
    """Note an act with what is on the table after it."""
    text = text.strip()
    if len(text) > 1000:
        raise errors.bad("text", "text")
    ClaimStep.objects.create(
        claim_id=claim.pk, act=act, side=side or side_of(ctx.actor, claim), remedy=claim.remedy,
        amount_minor=claim.amount_minor, text=text, by=(ctx.actor.display or ctx.actor.id)[:120], at=ctx.now,
    )  # fmt: skip
    ctx.audit(target="claims.claim", target_id=claim.pk, facts={"number": claim.number, "state": claim.state})


def offer(claim: Claim, remedy: str | None, amount: MoneyIn | None) -> None:
    """Put another remedy on the table, bounded by what the goods cost."""
    claim.remedy = remedy or claim.remedy
    if claim.remedy not in REMEDIES:
        raise errors.bad("remedy", "remedy")
    if claim.remedy not in IN_MONEY:
        claim.amount_minor = 0
    elif amount is not None:
        claim.amount_minor = read_amount(amount, claim.currency, claim.value_minor)
    elif claim.amount_minor == 0:
        claim.amount_minor = claim.value_minor


def read_amount(amount: MoneyIn, currency: str, most: int) -> int:
    try:
        money = amount.money()
    except BadMoney as error:
        raise errors.bad("amount", "amount") from error
    if money.currency != currency or not 0 < money.minor <= most:
        raise errors.bad("amount", "amount")
    return money.minor


def wait(ctx: Context, claim: Claim, state: str) -> None:
    """Let the other side answer, and the clock watch."""
    claim.state = state
    claim.answer_by = deadline(ctx.now)
    claim.save()
    jobs.enqueue(WATCH_JOB, f"Claim {claim.number}", {"claim_id": str(claim.pk)}, at=claim.answer_by)


def deadline(now: datetime) -> datetime:
    return now + timedelta(days=int(str(effective("claims.answer_days").value)))


def tell(ctx: Context, claim: Claim, verdict: str) -> None:
    ctx.emit(
        ClaimAnswered(
            order_id=claim.order_id,
            claim_id=claim.pk,
            number=claim.number,
            buyer_id=claim.buyer_id,
            seller_id=claim.seller_id,
            verdict=verdict,
            state=claim.state,
        )
    )


def end(ctx: Context, claim: Claim, state: str) -> None:
    """The end without a remedy: nothing is owed."""
    claim.state, claim.ended_at, claim.settled_minor = state, ctx.now, 0
    claim.save()
    _settled(ctx, claim)


def settle(ctx: Context, claim: Claim) -> None:
    """Do what is on the table: credit it, send new goods for nothing, or note the repair; goods back are kept back."""
    lock_received(ctx, claim.order_id)
    order = get_order(claim.order_id)
    rows = list(ClaimLine.objects.filter(claim_id=claim.pk).order_by("id"))
    lines = {line.id: line for line in order.lines}
    claim.state, claim.ended_at = "settled", ctx.now
    money = divide(claim, order) if claim.remedy in IN_MONEY else None
    if money is not None and money.lowered_minor:
        lower_invoice(ctx, claim, order, money)
    if claim.goods_back:
        _take_back(ctx, claim, [(lines[row.order_line_id], row.quantity) for row in rows])
    faultpoint("claims.after_goods_back")
    if money is not None:
        claim.settled_minor, claim.lowered_minor = claim.amount_minor, money.lowered_minor
        credit_invoices(ctx, claim, money)
    elif claim.remedy == "replacement":
        claim.replacement_id = _replace(ctx, claim, [(lines[row.order_line_id], row) for row in rows])
    claim.save()
    _settled(ctx, claim)


def _take_back(ctx: Context, claim: Claim, goods: Sequence[tuple[OrderLineFacts, Decimal]]) -> None:
    """Goods go where they came from and are kept back there; what never was stock comes from nowhere."""
    home = home_of(claim.order_id, claim.shipment_id) if claim.shipment_id is not None else None
    back = [
        HoldLine(line.item_id, quantity, home or line.warehouse_id)
        for line, quantity in goods
        if home or line.warehouse_id
    ]
    receive_return(
        ctx, back, SOURCE, claim.pk, suspect=_("Came back with claim %(number)s.") % {"number": claim.number}
    )


def _replace(ctx: Context, claim: Claim, lines: Sequence[tuple[OrderLineFacts, ClaimLine]]) -> UUID:
    """The same goods again at a price of zero, through the same acceptance as any order."""
    data = PlaceOrder(
        seller_id=claim.seller_id, buyer_id=claim.buyer_id, currency=claim.currency, client_reference=claim.number,
        lines=[
            OrderLineIn(item_id=line.item_id, quantity=QuantityIn(plain(row.quantity), line.unit), unit_price="0")
            for line, row in lines
        ],
    )  # fmt: skip
    inner = Context(actor=SETTLER, now=ctx.now, using=ctx.using)
    made = place(inner, data, claim.buyer_id, approved=True, is_paid_before=True)
    inner.finish("orders.place_order")
    return made.order_id


def _settled(ctx: Context, claim: Claim) -> None:
    ctx.emit(
        ClaimSettled(
            order_id=claim.order_id,
            claim_id=claim.pk,
            number=claim.number,
            state=claim.state,
            remedy=claim.remedy,
            settled_minor=claim.settled_minor,
            currency=claim.currency,
        )
    )
