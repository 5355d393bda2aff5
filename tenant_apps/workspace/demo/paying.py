"""Payment terms of the demo: what a seller offers one buyer, and orders that are paid by it in instalments."""

from uuid import UUID

from shared_apps.commands import run
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.quantity import QuantityIn
from tenant_apps.catalogue.queries import ItemFacts
from tenant_apps.orders.commands import OrderLineIn, PlaceOrder, is_prepaid, place_order
from tenant_apps.terms.commands import OfferTerms, TermsStepIn, offer_terms
from tenant_apps.terms.queries import has_terms
from tenant_apps.workspace.demo.delivering import deliver
from tenant_apps.workspace.demo.plans import Good, MarketPlan

NAMES = {
    "en": ("In thirds", "30 days, 2 % early", "Half before, half after"),
    "zh-hans": ("分三期", "30 天，提前付款优惠 2%", "预付一半，收货付一半"),
}
STEPS = (
    (("33.33", "accepted", 0), ("33.33", "shipped", 14), ("33.34", "invoiced", 30)),
    (("100", "invoiced", 30),),
    (("50", "accepted", 0), ("50", "received", 10)),
)


def seed_paying(plan: MarketPlan, firms: dict[str, UUID], items: dict[str, ItemFacts]) -> None:
    """Once: three sets of terms of the last seller for one buyer with an order by each, and one of the first."""
    stocked = {good.firm: good for good in plan.goods if good.stock not in ("0", "")}
    if not stocked:
        return
    seller, good = list(stocked.items())[-1]
    if has_terms(firms[seller]):
        return
    buyer = next(
        (
            firm.code
            for firm in plan.firms
            if firm.buys and firm.code != seller and not is_prepaid(firms[firm.code], firms[seller])
        ),
        None,
    )
    if buyer is None:
        return
    names = NAMES.get(plan.locale, NAMES["en"])
    for name, steps in zip(names, STEPS, strict=True):
        early = len(steps) == 1
        data = OfferTerms(
            name=name, buyer_id=firms[buyer], discount_percent="2" if early else "0", discount_days=10 if early else 0,
            steps=[TermsStepIn(share=share, milestone=when, days=days) for share, when, days in steps],
        )  # fmt: skip
        terms_id = run(offer_terms, _seat(firms, seller), data).terms_id
        _order(plan, firms, items, buyer, good, terms_id)
    # Not its usual ones: a buyer chooses them in an order, or pays as the invoice says.
    (share, when, days), first = STEPS[1][0], next(iter(stocked))
    later = [TermsStepIn(share=share, milestone=when, days=days)]
    for_all = OfferTerms(name=names[1], steps=later, discount_percent="2", discount_days=10)
    if first != seller:
        run(offer_terms, _seat(firms, first), for_all)


def _order(
    plan: MarketPlan, firms: dict[str, UUID], items: dict[str, ItemFacts], buyer: str, good: Good, terms_id: UUID
) -> None:
    item = items[good.sku]
    line = OrderLineIn(item_id=item.id, quantity=QuantityIn(good.tiers[0][0], item.unit))
    wish = PlaceOrder(seller_id=firms[good.firm], currency=plan.currency, lines=[line], payment_terms=terms_id)
    run(place_order, _seat(firms, buyer), wish)
    deliver()


def _seat(firms: dict[str, UUID], firm: str) -> Actor:
    return Actor(kind="system", id="demo", display=f"demo of {firm}", company_id=firms[firm], fresh_factor=True)
