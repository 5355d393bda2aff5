"""Claim that something is wrong with received goods."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID

import msgspec
from django.db.models import Q

from shared_apps.commands import Context, command
from shared_apps.foundation.ids import uuid7
from shared_apps.foundation.money import MoneyIn
from shared_apps.foundation.quantity import BadQuantity, QuantityIn
from tenant_apps.claims import errors
from tenant_apps.claims.commands.course import deadline, offer, step, wait
from tenant_apps.claims.decisions.course import Claimed, value_minor
from tenant_apps.claims.models import Claim, ClaimFile, ClaimLine
from tenant_apps.claims.queries.deliveries import Accepted, Delivery, accepted_of, deliveries_of
from tenant_apps.claims.types import KINDS, LIVE, PAYBACKS, REMEDIES
from tenant_apps.documents.commands import StoreDocument, store_document
from tenant_apps.logistics.commands import ConfirmReceipt, confirm_receipt
from tenant_apps.logistics.queries import list_of_order as shipments_of_order
from tenant_apps.orders.commands import lock_received
from tenant_apps.orders.events import ClaimOpened
from tenant_apps.orders.queries import find_order
from tenant_apps.orders.types import OrderFacts
from tenant_apps.rulesets.commands import take_number
from tenant_apps.rulesets.queries import effective

LARGEST_BYTES = 5 * 1024 * 1024
FILES_MAX = 5
# What a file must begin with to be what it says.
MAGIC = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff", "application/pdf": b"%PDF-"}


class ClaimLineIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    order_line_id: UUID
    quantity: QuantityIn


class EvidenceIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A picture (PNG, JPEG) or a PDF, in base 64."""

    title: str
    content: bytes
    content_type: str


class OpenClaim(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`kind`: quality, quantity, damage. `wish`: credit, price_reduction, replacement, repair; without `amount` all.

    `shipment_id` names one delivery; one that is on its way is received with the claim. Without it the claim is about
    all that has arrived. `payback`: what was paid comes back as `credit` for what comes next, or as money, `refund`.
    """

    order_id: UUID
    kind: str
    wish: str
    goods: list[ClaimLineIn]
    text: str
    amount: MoneyIn | None = None
    files: list[EvidenceIn] = []
    shipment_id: UUID | None = None
    payback: str = "credit"


class ClaimAnswer(msgspec.Struct, frozen=True, kw_only=True):
    claim_id: UUID
    number: str
    state: str


@command("claims.open_claim", input=OpenClaim)
def open_claim(ctx: Context, data: OpenClaim) -> ClaimAnswer:
    """Claim as the buyer of what has arrived of an order; the seller answers within the rules' time.

    Locks the shipment that it receives, then the order. Refuses what is too late, more than was accepted and not
    returned, and a second claim about the same goods while one is open.
    """
    order = find_order(ctx.actor, data.order_id)
    if ctx.actor.company_id not in (None, order.buyer_id):
        raise errors.bad("lines", "order_id")
    if data.kind not in KINDS:
        raise errors.bad("kind", "kind")
    if data.wish not in REMEDIES:
        raise errors.bad("remedy", "wish")
    if not 1 <= len(data.text.strip()) <= 1000:
        raise errors.bad("text", "text")
    if data.payback not in PAYBACKS:
        raise errors.bad("payback", "payback")
    if data.shipment_id is not None:
        _received(ctx, order, data.shipment_id)
        order = find_order(ctx.actor, data.order_id)
    lock_received(ctx, order.id)
    every = deliveries_of(order)
    chosen = _in_time(ctx, order, every, data.shipment_id)
    # One delivery is that delivery, whether it was named or not; what arrives later is no part of the claim.
    shipment_id = every[0].shipment.id if len(every) == 1 else data.shipment_id
    goods = _goods(order, accepted_of(order, chosen, every), data.goods)
    _refuse_second(order, shipment_id)
    claim = Claim(
        id=uuid7(), order_id=order.id, shipment_id=shipment_id, buyer_id=order.buyer_id, seller_id=order.seller_id,
        kind=data.kind, currency=order.currency, value_minor=value_minor(goods), wish=data.wish, remedy=data.wish,
        amount_minor=0, payback=data.payback, opened_at=ctx.now, answer_by=deadline(ctx.now),
    )  # fmt: skip
    offer(claim, data.wish, data.amount)
    documents = [_stored(ctx, claim, one) for one in _checked(data.files)]
    claim.number = take_number("K", ctx.now)
    wait(ctx, claim, "open")
    ClaimLine.objects.bulk_create(
        ClaimLine(claim_id=claim.pk, order_line_id=one.line_id, quantity=one.quantity) for one in goods
    )
    ClaimFile.objects.bulk_create(
        ClaimFile(claim_id=claim.pk, document_id=pk, title=title[:200], content_type=one.content_type)
        for (pk, title), one in zip(documents, data.files, strict=True)
    )
    step(ctx, claim, "opened", data.text, "buyer")
    ctx.emit(
        ClaimOpened(
            order_id=order.id,
            claim_id=claim.pk,
            number=claim.number,
            buyer_id=order.buyer_id,
            seller_id=order.seller_id,
            kind=data.kind,
        )
    )
    return ClaimAnswer(claim_id=claim.pk, number=claim.number, state=claim.state)


def _received(ctx: Context, order: OrderFacts, shipment_id: UUID | None) -> None:
    """Receive a delivery that is named while it is on its way: the claim says what is wrong with it."""
    shipment = next((row for row in shipments_of_order(order.id) if row.id == shipment_id), None)
    if shipment is None:
        raise errors.bad("shipment", "shipment_id")
    if shipment.state == "shipped":
        ctx.require("logistics.confirm_receipt", order.buyer_id)
        ctx.call(confirm_receipt, ConfirmReceipt(shipment_id=shipment.id))


def _in_time(ctx: Context, order: OrderFacts, every: Sequence[Delivery], shipment_id: UUID | None) -> list[Delivery]:
    """The deliveries that can be claimed now: the one that is named, or all that came lately enough."""
    named = [one for one in every if shipment_id in (None, one.shipment.id)]
    if not named:
        raise errors.not_received(order.number)
    days = int(str(effective("claims.open_days").value))
    found = [one for one in named if one.received_at + timedelta(days=days) >= ctx.now]
    if not found:
        raise errors.too_late(order.number, days)
    return found


def _goods(order: OrderFacts, there: Mapping[UUID, Accepted], given: list[ClaimLineIn]) -> list[Claimed]:
    lines = {line.id: line for line in order.lines}
    if not given or len({one.order_line_id for one in given}) < len(given):
        raise errors.bad("lines", "goods")
    found = []
    for at, one in enumerate(given):
        line = lines.get(one.order_line_id)
        if line is None:
            raise errors.bad("lines", f"goods[{at}].order_line_id")
        try:
            quantity = one.quantity.quantity().to(line.unit).value
        except BadQuantity as error:
            raise errors.bad("quantity", f"goods[{at}].quantity") from error
        accepted = there.get(line.id)
        if accepted is None or not 0 < quantity <= accepted.claimable:
            raise errors.bad("quantity", f"goods[{at}].quantity")
        found.append(Claimed(line.id, quantity, accepted.quantity, accepted.gross_minor))
    return found


def _refuse_second(order: OrderFacts, shipment_id: UUID | None) -> None:
    """One claim at a time is under way about the same goods."""
    live = Claim.objects.filter(order_id=order.id, state__in=LIVE)
    if shipment_id is not None:
        live = live.filter(Q(shipment_id=shipment_id) | Q(shipment__isnull=True))
    number = live.values_list("number", flat=True).first()
    if number is not None:
        raise errors.open_already(number)


def _checked(files: list[EvidenceIn]) -> list[EvidenceIn]:
    for one in files:
        start = MAGIC.get(one.content_type)
        if start is None or not one.content.startswith(start) or len(one.content) > LARGEST_BYTES:
            raise errors.bad("file", "files")
    if len(files) > FILES_MAX:
        raise errors.bad("file", "files")
    return files


def _stored(ctx: Context, claim: Claim, one: EvidenceIn) -> tuple[UUID, str]:
    title = one.title.strip()[:200] or one.content_type
    kept = StoreDocument(
        kind="claim_evidence", title=title, content=one.content, content_type=one.content_type,
        company_ids=[claim.buyer_id, claim.seller_id], target="claims.claim", target_id=claim.pk,
    )  # fmt: skip
    return ctx.call(store_document, kept).document_id, title
