"""Form a deal: the one function through which every mode and every order ends in a `Deal`.

It takes the deal's number, which locks the series until the commit: call it late, after lots and stock are locked.
"""

from shared_apps.commands.context import Context
from shared_apps.foundation.money import BadMoney
from tenant_apps.rulesets.commands import take_number
from tenant_apps.trading.kernel import errors
from tenant_apps.trading.kernel.events import DealFormed
from tenant_apps.trading.kernel.models import Deal, DealLine
from tenant_apps.trading.kernel.types import DealFacts, DealLineFacts, FormDeal, LineAmounts

LARGEST_MINOR = 10**18


def form_deal(ctx: Context, data: FormDeal) -> DealFacts:
    """Write the deal and its lines, owe `trading.deal_formed`, and return the deal with its reckoned amounts."""
    lines = tuple(_reckon(number, data) for number in range(1, len(data.lines) + 1))
    net = sum(line.net_minor for line in lines)
    tax = sum(line.tax_minor for line in lines)
    number = take_number("D", ctx.now)
    deal = DealFacts(
        id=data.deal_id,
        number=number,
        origin=data.origin,
        trading_event_id=data.trading_event_id,
        buyer_id=data.buyer_id,
        seller_id=data.seller_id,
        title=data.title[:200],
        currency=data.currency,
        net_minor=net,
        tax_minor=tax,
        total_minor=net + tax,
        formed_by=data.formed_by[:200],
        formed_at=ctx.now,
        settled_at=None,
        cancelled_at=None,
        lines=lines,
    )
    _write(deal, data)
    ctx.emit(
        DealFormed(deal_id=deal.id, number=number, origin=deal.origin, buyer_id=deal.buyer_id, seller_id=deal.seller_id)
    )
    return deal


def _reckon(line_no: int, data: FormDeal) -> DealLineFacts:
    line = data.lines[line_no - 1]
    try:
        amounts = LineAmounts.of(line.unit_price, line.quantity, line.tax_rate, data.currency)
    except BadMoney as error:
        raise errors.amount_too_large(f"lines[{line_no - 1}]") from error
    if amounts.net_minor + amounts.tax_minor >= LARGEST_MINOR:
        raise errors.amount_too_large(f"lines[{line_no - 1}]")
    return DealLineFacts(
        line_no=line_no,
        item_id=line.item_id,
        warehouse_id=line.warehouse_id,
        description=line.description[:200],
        quantity=line.quantity,
        unit=line.unit,
        unit_price=line.unit_price,
        tax_rate=line.tax_rate,
        net_minor=amounts.net_minor,
        tax_minor=amounts.tax_minor,
    )


def _write(deal: DealFacts, data: FormDeal) -> None:
    Deal.objects.create(
        id=deal.id,
        number=deal.number,
        origin=deal.origin,
        trading_event_id=data.trading_event_id,
        award_id=data.award_id,
        buyer_id=deal.buyer_id,
        seller_id=deal.seller_id,
        title=deal.title,
        currency=deal.currency,
        net_minor=deal.net_minor,
        tax_minor=deal.tax_minor,
        total_minor=deal.total_minor,
        formed_by=deal.formed_by,
        formed_at=deal.formed_at,
    )
    DealLine.objects.bulk_create(
        DealLine(
            deal_id=deal.id,
            line_no=line.line_no,
            item_id=line.item_id,
            warehouse_id=line.warehouse_id,
            description=line.description,
            quantity=line.quantity,
            unit=line.unit,
            unit_price=line.unit_price,
            tax_rate=line.tax_rate,
            net_minor=line.net_minor,
            tax_minor=line.tax_minor,
        )
        for line in deal.lines
    )
