"""Orders of the demo that two warehouses fill together, that wait for stock, and that can leave together.

Goods of their own, so that they take no stock from what is listed.
"""

from time import sleep
from uuid import UUID

from shared_apps.commands import run
from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.money import MoneyIn
from shared_apps.foundation.quantity import QuantityIn
from shared_apps.tenancy import scope
from tenant_apps.catalogue.commands import CreateItem, create_item
from tenant_apps.inventory.commands import (
    CreateWarehouse,
    OpeningLine,
    SetOpeningStock,
    create_warehouse,
    set_opening_stock,
)
from tenant_apps.logistics.commands import SentLine, Ship, ship
from tenant_apps.logistics.queries import list_of_order
from tenant_apps.logistics.types import ShipmentFacts
from tenant_apps.orders.commands import (
    ChangeOrder,
    LineChangeIn,
    NamedAmendment,
    OrderLineIn,
    PlaceOrder,
    ProposeAmendment,
    SetDelivery,
    SetGrade,
    SetWarehouseTerms,
    accept_amendment,
    place_order,
    propose_amendment,
    set_delivery,
    set_grade,
    set_warehouse_terms,
)
from tenant_apps.orders.queries import get_order, has_reference
from tenant_apps.pricing.commands import PriceLine, SetPrices, set_prices
from tenant_apps.rulesets.queries import effective
from tenant_apps.workspace.demo.delivering import deliver
from tenant_apps.workspace.demo.plans import MarketPlan
from tenant_apps.workspace.demo.rules import set_rules

REFERENCE = "SITE-2041"
REASONS = {
    "en": (
        "The second hall is not built this year.",
        "It is built after all.",
        "The rest of the roof is sheet metal now.",
    ),
    "zh-hans": ("第二座厂房今年不建了。", "厂房还是要建。", "屋顶其余部分改用钢板。"),
}
# Article number, unit, price, hazard class, and what lies in each of two warehouses.
GOODS = (
    ("SUP-WIRE", "KGM", "4.35", "", ("900", "700")),
    ("SUP-DISC", "C62", "1.80", "", ("4000", "0")),
    ("SUP-ACID", "LTR", "6.20", "8", ("400", "250")),
)
NAMES = {
    "en": ("Welding wire 1.2 mm", "Cutting disc 125 mm", "Pickling acid", "Central store", "Harbour store"),
    "zh-hans": ("焊丝 1.2 毫米", "切割片 125 毫米", "酸洗液", "中心仓库", "港口仓库"),
}


def seed_divided(plan: MarketPlan, firms: dict[str, UUID]) -> None:
    """Write them once; what ships by itself elsewhere waits for a person while they are written."""
    seller = next(firm for firm in plan.firms if firm.sells)
    buyers = [firms[firm.code] for firm in plan.firms if firm.buys and not firm.sells]
    seat = _seat(firms[seller.code])
    if not buyers or has_reference(buyers[0], firms[seller.code], REFERENCE):
        return
    shipping = effective("fulfilment.shipping").value
    rules = {"orders.split_lines": "several", "orders.backorder": "wait", "fulfilment.shipping": "manual"}
    set_rules(rules)
    _stock(plan, seat)
    _orders(plan, seat, buyers)
    deliver()
    _send_part(plan, seat, buyers[0])
    deliver()
    if shipping != "manual":
        set_rules({"fulfilment.shipping": shipping}, everywhere=False)


def _seat(company_id: UUID) -> Actor:
    return Actor(kind="system", id="demo", display="Demo", company_id=company_id, fresh_factor=True)


def _stock(plan: MarketPlan, seat: Actor) -> None:
    names = NAMES.get(plan.locale.lower(), NAMES["en"])
    made = [
        run(
            create_item, seat,
            CreateItem(
                sku=sku, name=name, unit=unit, tax_rate="0.19", attributes={"hazard_class": hazard} if hazard else {},
            ),
        ).item_id
        for (sku, unit, _price, hazard, _stocks), name in zip(GOODS, names, strict=False)
    ]  # fmt: skip
    prices = [PriceLine(item_id=pk, unit_price=row[2]) for pk, row in zip(made, GOODS, strict=True)]
    run(set_prices, seat, SetPrices(currency=plan.currency, lines=prices))
    for at, (code, zone, lead_days, opening) in enumerate((("SUP-1", 1, 0, "9"), ("SUP-2", 3, 2, "6"))):
        wish = CreateWarehouse(code=code, name=names[3 + at], country=plan.firms[0].country)
        place = run(create_warehouse, seat, wish).warehouse_id
        lines = [
            OpeningLine(item_id=pk, quantity=row[4][at])
            for pk, row in zip(made, GOODS, strict=True)
            if row[4][at] != "0"
        ]
        run(set_opening_stock, seat, SetOpeningStock(warehouse_id=place, lines=lines))
        terms = SetWarehouseTerms(warehouse_id=place, opening=opening, zone=zone, lead_days=lead_days)
        run(set_warehouse_terms, seat, terms)


def _orders(plan: MarketPlan, seat: Actor, buyers: list[UUID]) -> None:
    today = clock.now(scope.alias()).date()
    first, other = buyers[0], buyers[-1]
    divided = _place(plan, seat, first, REFERENCE, ("SUP-WIRE", "1200", "KGM"), ("SUP-DISC", "600", "C62"),
                     ("SUP-ACID", "450", "LTR"))  # fmt: skip
    run(set_delivery, _seat(first), SetDelivery(order_id=divided, wanted_on=today))
    for number in ("2042", "2043", "2044"):
        changed = _place(plan, seat, first, f"SITE-{number}", ("SUP-DISC", "150", "C62"))
    _change(plan, seat, first, changed)
    late = _place(plan, seat, other, "WORKS-77", ("SUP-WIRE", "500", "KGM"))
    run(set_grade, seat, SetGrade(buyer_id=other, grade="a"))
    wish = SetDelivery(order_id=late, wanted_on=today, late_day=MoneyIn("250.00", plan.currency))
    run(set_delivery, _seat(other), wish)
    _place(plan, seat, first, "SITE-2045", ("SUP-WIRE", "260", "KGM"))


def _change(plan: MarketPlan, seat: Actor, buyer: UUID, order_id: UUID) -> None:
    """An order at its second version, with one more change that waits for the seller, and each with its reason."""
    fewer = ChangeOrder(lines=[LineChangeIn(line_no=1, quantity=QuantityIn("120", "C62"))])
    more = ChangeOrder(lines=[LineChangeIn(line_no=1, quantity=QuantityIn("200", "C62"))])
    asked = run(
        propose_amendment,
        _seat(buyer),
        ProposeAmendment(order_id=order_id, version=1, change=fewer, reason=_reason(plan, 0)),
    )
    run(accept_amendment, seat, NamedAmendment(amendment_id=asked.amendment_id))
    run(
        propose_amendment,
        _seat(buyer),
        ProposeAmendment(order_id=order_id, version=2, change=more, reason=_reason(plan, 1)),
    )


def _reason(plan: MarketPlan, at: int) -> str:
    return REASONS.get(plan.locale, REASONS["en"])[at]


def _planned(order_id: UUID) -> ShipmentFacts:
    """The shipment of an order. A worker that runs already may be the one that plans it, so it is waited for."""
    for _try in range(100):
        deliver()
        if found := list_of_order(order_id):
            return found[0]
        sleep(0.1)
    raise RuntimeError(f"nobody plans the shipment of order {order_id}")


def _send_part(plan: MarketPlan, seat: Actor, buyer: UUID) -> None:
    """An order of which some has left; its buyer would like less of the rest."""
    order_id = _place(plan, seat, buyer, "SITE-2048", ("SUP-DISC", "400", "C62"), ("SUP-ACID", "20", "LTR"))
    planned = _planned(order_id)
    lines = [
        SentLine(order_line_id=line.id, quantity=quantity)
        for line, quantity in zip(get_order(order_id).lines, ("150", "20"), strict=True)
    ]
    run(ship, seat, Ship(shipment_id=planned.id, carrier="Fjordfrakt", tracking="FF-20480", lines=lines))
    deliver()
    less = ChangeOrder(lines=[LineChangeIn(line_no=1, quantity=QuantityIn("320", "C62"))])
    asked = ProposeAmendment(order_id=order_id, version=1, change=less, reason=_reason(plan, 2))
    run(propose_amendment, _seat(buyer), asked)


def _place(plan: MarketPlan, seat: Actor, buyer: UUID, reference: str, *lines: tuple[str, str, str]) -> UUID:
    assert seat.company_id is not None
    order = PlaceOrder(
        seller_id=seat.company_id, currency=plan.currency, client_reference=reference,
        lines=[OrderLineIn(sku=sku, quantity=QuantityIn(quantity, unit)) for sku, quantity, unit in lines],
    )  # fmt: skip
    return run(place_order, _seat(buyer), order).order_id
