"""Claims of the demo: one waits for the seller, one was answered with less, one is settled and its money is back.

Besides a delivery that is on its way, to be received with a claim, and credit that can be asked back. Goods are those
of the divided orders.
"""

from collections.abc import Mapping
from decimal import Decimal
from uuid import UUID

from shared_apps.commands import run
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.money import Money, MoneyIn
from shared_apps.foundation.quantity import QuantityIn
from tenant_apps.claims.commands import AnswerClaim, ClaimLineIn, EvidenceIn, OpenClaim, answer_claim, open_claim
from tenant_apps.logistics.commands import ConfirmReceipt, Ship, confirm_receipt, ship
from tenant_apps.logistics.queries import list_of_order
from tenant_apps.orders.commands import OrderLineIn, PlaceOrder, place_order
from tenant_apps.orders.queries import get_order, has_reference
from tenant_apps.rulesets.queries import effective
from tenant_apps.settlement.commands import AskRefund, ask_refund
from tenant_apps.workspace.demo.delivering import deliver
from tenant_apps.workspace.demo.pictures import cracked_disc
from tenant_apps.workspace.demo.plans import MarketPlan
from tenant_apps.workspace.demo.rules import set_rules

REFERENCE = "SITE-2060"
WORDS = {
    "en": (
        "Cracked through to the rim, found when the box was opened.", "Crack at the rim", "Whole disc",
        "Labels are torn; the discs cut well.", "The discs can be used. We take a part off the price.",
        "Two boxes are missing.", "You are right, we counted again.", "Year end",
    ),
    "zh-hans": (
        "开箱时发现砂轮片有裂纹，一直延伸到边缘。", "边缘裂纹", "整片照片", "标签破损，但切割性能正常。",
        "砂轮片可以正常使用，我们给予部分降价。", "少了两箱。", "您说得对，我们重新清点过了。", "年末结算",
    ),
}  # fmt: skip


def seed_claims(plan: MarketPlan, firms: dict[str, UUID]) -> None:
    """Write them once; what goes by itself elsewhere waits for a person where it is to be seen."""
    seller = next(firms[firm.code] for firm in plan.firms if firm.sells)
    buyers = [firms[firm.code] for firm in plan.firms if firm.buys and not firm.sells]
    if not buyers or has_reference(buyers[0], seller, REFERENCE):
        return
    buyer, words = buyers[0], WORDS.get(plan.locale.lower(), WORDS["en"])
    cracked, rim, whole, torn, usable, missing, right, year_end = words
    before = {name: effective(f"fulfilment.{name}").value for name in ("shipping", "receipt", "payment")}
    _rules({"shipping": "manual", "receipt": "manual", "payment": "automatic"})
    first, second, third, fourth = (
        _order(plan, seller, buyer, f"SITE-{number}", "400") for number in (2060, 2061, 2062, 2063)
    )
    pictures = [
        EvidenceIn(title=f"{name}.png", content=cracked_disc(turn), content_type="image/png")
        for turn, name in enumerate((rim, whole))
    ]
    _claim(buyer, first, "damage", "24", cracked, files=pictures, payback="refund")
    answered = _claim(buyer, second, "quality", "80", torn)
    half = MoneyIn(**Money(claim_value(plan, "80") // 4, plan.currency).as_json())
    less = AnswerClaim(claim_id=answered, verdict="counter", remedy="price_reduction", amount=half, text=usable)
    run(answer_claim, _seat(seller), less)
    settled = _claim(buyer, third, "quantity", "40", missing, payback="refund")
    run(answer_claim, _seat(seller), AnswerClaim(claim_id=settled, verdict="accept", text=right))
    deliver()
    _rules({"payment": "manual"})
    kept = _claim(buyer, fourth, "quantity", "60", missing)
    run(answer_claim, _seat(seller), AnswerClaim(claim_id=kept, verdict="accept", text=right))
    deliver()
    part = MoneyIn(**Money(claim_value(plan, "20"), plan.currency).as_json())
    back = AskRefund(seller_id=seller, currency=plan.currency, amount=part, text=year_end)
    run(ask_refund, _seat(buyer), back)
    _order(plan, seller, buyer, "SITE-2064", "160", arrives=False)
    _rules(before, everywhere=False)


def claim_value(plan: MarketPlan, quantity: str) -> int:
    """What so many discs cost without tax, in minor units."""
    return Money.of_product(Decimal("1.80"), Decimal(quantity), plan.currency).minor


def _rules(values: Mapping[str, object], *, everywhere: bool = True) -> None:
    changes = {f"fulfilment.{name}": value for name, value in values.items()}
    set_rules(changes, everywhere=everywhere)


def _seat(company_id: UUID) -> Actor:
    return Actor(kind="system", id="demo", display="Demo", company_id=company_id, fresh_factor=True)


def _order(plan: MarketPlan, seller: UUID, buyer: UUID, reference: str, quantity: str, *, arrives: bool = True) -> UUID:
    """Order discs and send them; received as well, and so invoiced, unless they are to be on their way."""
    line = OrderLineIn(sku="SUP-DISC", quantity=QuantityIn(quantity, "C62"))
    data = PlaceOrder(seller_id=seller, currency=plan.currency, client_reference=reference, lines=[line])
    order_id = run(place_order, _seat(buyer), data).order_id
    deliver()
    sent = list_of_order(order_id)[0].id
    run(ship, _seat(seller), Ship(shipment_id=sent, carrier="Fjordfrakt"))
    deliver()
    if arrives:
        run(confirm_receipt, _seat(buyer), ConfirmReceipt(shipment_id=sent))
        deliver()
    return order_id


def _claim(buyer: UUID, order_id: UUID, kind: str, quantity: str, text: str, **more: object) -> UUID:
    goods = [ClaimLineIn(order_line_id=get_order(order_id).lines[0].id, quantity=QuantityIn(quantity, "C62"))]
    data = OpenClaim(order_id=order_id, kind=kind, wish="credit", goods=goods, text=text, **more)  # type: ignore[arg-type]
    return run(open_claim, _seat(buyer), data).claim_id
