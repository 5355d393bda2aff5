"""Every kind of exception injected through commands, and worked to its end by its playbook: one function a kind.

Each makes the cause, and names the thing that has it, who may work on it, and how it is ended.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from shared_apps.commands import run
from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.money import MoneyIn
from shared_apps.tenancy import scope
from tenant_apps.catalogue.commands import (
    ChangeItem,
    CreateCategory,
    RequireLicence,
    change_item,
    create_category,
    require_licence,
)
from tenant_apps.exceptions.commands import DoStep, do_step
from tenant_apps.exceptions.models import OrderException
from tenant_apps.integrations.models import Message
from tenant_apps.inventory.commands import (
    AdjustStock,
    ArrivedIn,
    CreateWarehouse,
    OneTransfer,
    ReceiveTransfer,
    RequestTransfer,
    TransferLineIn,
    adjust_stock,
    create_warehouse,
    dispatch_transfer,
    receive_transfer,
    request_transfer,
)
from tenant_apps.inventory.commands.keeping_back import keep_back
from tenant_apps.inventory.commands.levels import Move
from tenant_apps.inventory.models import Quarantine, TransferDifference, TransferPart
from tenant_apps.invoicing.commands import IssueInvoice, issue_invoice
from tenant_apps.invoicing.models import Invoice
from tenant_apps.logistics.commands import (
    ConfirmReceipt,
    ReceivedLine,
    ReportSurplus,
    Ship,
    confirm_receipt,
    report_surplus,
    ship,
)
from tenant_apps.logistics.models import Shipment, ShipmentLine
from tenant_apps.orders.commands import (
    AcceptReturn,
    OpenSheet,
    OrderLineIn,
    OrderSheet,
    PlaceOrder,
    SetDelivery,
    SheetRowIn,
    accept_return,
    open_sheet,
    order_sheet,
    place_order,
    set_delivery,
)
from tenant_apps.orders.models import Order, OrderPart
from tenant_apps.parties.commands import AddSite, RecordQualification, add_site, record_qualification
from tenant_apps.parties.models import Qualification
from tenant_apps.payments.commands import (
    AnnouncePayment,
    RecordPayment,
    ReportPayment,
    announce_payment,
    record_payment,
    report_payment,
)
from tenant_apps.pricing.commands import PriceLine, SetPrices, set_prices
from tenant_apps.privacy.commands import (
    RecordRequest,
    RefuseRequest,
    RegisterBreach,
    TellOfBreach,
    record_request,
    refuse_request,
    register_breach,
    tell_of_breach,
)
from tenant_apps.privacy.models import BreachDuty
from tenant_apps.rulesets.commands import ChangeSettings, change_settings
from tenant_apps.rulesets.queries.values import forget
from tenant_apps.spending.commands import GrantCredit, grant_credit
from tests.fixtures.approvals import by_role, policy, staff_of, step, submit
from tests.fixtures.systems import connection, level, say
from tests.fixtures.trade import SYSTEM, Market, deliver, kilos
from tests.fixtures.travel import Travel


@dataclass(frozen=True)
class Injected:
    """`mend` ends it; `worker` works for the company whose it is, `other` for another that may know of it or not."""

    subject_id: UUID
    worker: Actor
    mend: Callable[[OrderException], None]
    other: Actor | None = None


def act(row: OrderException, who: Actor, code: str, text: str = "") -> None:
    run(do_step, who, DoStep(exception_id=row.pk, step=code, text=text))


def settings(**changes: Any) -> None:
    run(
        change_settings, SYSTEM, ChangeSettings(changes={name.replace("__", "."): one for name, one in changes.items()})
    )
    forget()  # they are kept for seconds


def order(market: Market, quantity: str = "10", reference: str | None = None) -> UUID:
    line = OrderLineIn(sku="steel", quantity=kilos(quantity))
    data = PlaceOrder(seller_id=market.seller, currency="EUR", lines=[line], client_reference=reference)
    made = run(place_order, market.as_buyer(), data)
    deliver()
    return made.order_id


def shipment(market: Market, quantity: str = "10", *, sent: bool = False) -> Shipment:
    """Planned, or on its way; everything is done by hand."""
    settings(fulfilment__shipping="manual", fulfilment__receipt="manual", fulfilment__payment="manual")
    row = Shipment.objects.get(order_id=order(market, quantity))
    if sent:
        run(ship, market.as_seller(), Ship(shipment_id=row.pk, carrier="Hare", tracking="H1"))
        deliver()
        row.refresh_from_db()
    return row


def catch_up(travel: Travel) -> None:
    """Deliver what happened while the clock was ahead: the relay lives today."""
    ahead = travel.by
    travel.back()
    deliver()
    travel.by = ahead


def stock_short(market: Market, travel: Travel) -> Injected:
    settings(orders__backorder="wait")
    part = OrderPart.objects.get(order_id=order(market, "1200"), state="waiting")

    def mend(row: OrderException) -> None:
        more = AdjustStock(item_id=market.items["steel"], warehouse_id=market.warehouse, change="500", reason="came in")
        run(adjust_stock, market.as_seller(), more)
        act(row, market.as_seller(), "serve")

    return Injected(part.pk, market.as_seller(), mend, market.as_buyer())


def price_drift(market: Market, travel: Travel) -> Injected:
    staff = staff_of(market.buyer)
    policy(staff, step("Finance", by_role("finance")))
    made = submit(market, staff.ann)
    line = PriceLine(item_id=market.items["steel"], min_quantity="1", unit_price="9.99")
    run(set_prices, SYSTEM, SetPrices(supplier_id=market.seller, currency="EUR", lines=[line]))
    return Injected(
        made.draft_id, staff.ann, lambda row: act(row, staff.ann, "withdraw", "too dear now"), market.as_seller()
    )


def partial_refusal(market: Market, travel: Travel) -> Injected:
    rows = [SheetRowIn(article="steel", quantity="5"), SheetRowIn(article="unheard of", quantity="1")]
    sheet = run(open_sheet, market.as_buyer(), OpenSheet(rows=rows, currency="EUR")).sheet_id
    run(order_sheet, market.as_buyer(), OrderSheet(sheet_id=sheet))
    travel.forward(minutes=11)
    return Injected(sheet, market.as_buyer(), lambda row: act(row, market.as_buyer(), "leave"), market.as_seller())


def duplicate(market: Market, travel: Travel) -> Injected:
    settings(fulfilment__shipping="manual")
    order(market, reference="PO-1")
    again = order(market, reference="PO-1b")
    return Injected(
        again,
        market.as_buyer(),
        lambda row: act(row, market.as_seller(), "cancel", "ordered twice"),
        market.as_seller(),
    )


def licence_expired(market: Market, travel: Travel) -> Injected:
    today = clock.now(scope.alias()).date()
    paper = RecordQualification(company_id=market.seller, kind="steel", valid_from=today, valid_until=today)
    made = run(record_qualification, SYSTEM, paper).qualification_id
    run(create_category, SYSTEM, CreateCategory(code="metals", name_en="Metals"))
    run(change_item, SYSTEM, ChangeItem(item_id=market.items["steel"], category="metals"))
    run(require_licence, SYSTEM, RequireLicence(category="metals", kind="steel", side="seller"))
    settings(fulfilment__shipping="manual")
    concerned = Order.objects.get(pk=order(market)).number
    travel.forward(days=1)

    def mend(row: OrderException) -> None:
        assert (row.facts["categories"], row.facts["orders"], row.facts["numbers"]) == ("metals", 1, concerned)
        run(record_qualification, SYSTEM, RecordQualification(company_id=market.seller, kind="steel"))

    assert Qualification.objects.filter(pk=made).exists()
    return Injected(made, market.as_seller(), mend)


def address(market: Market, travel: Travel) -> Injected:
    row = shipment(market)
    site = AddSite(company_id=market.buyer, name="Yard", city="", lines="", country="DE", is_delivery=True)
    nowhere = run(add_site, market.as_buyer(), site).site_id
    run(set_delivery, market.as_buyer(), SetDelivery(order_id=row.order_id, site_id=nowhere))

    def mend(found: OrderException) -> None:
        row.refresh_from_db()
        assert row.held_at is not None  # the first step holds it
        good = AddSite(
            company_id=market.buyer, name="Gate 2", city="Bonn", lines="Weg 1", postcode="53111", country="DE"
        )
        place = run(add_site, market.as_buyer(), good).site_id
        run(set_delivery, market.as_buyer(), SetDelivery(order_id=row.order_id, site_id=place))

    return Injected(row.pk, market.as_buyer(), mend, market.as_seller())


def supplier_silent(market: Market, travel: Travel) -> Injected:
    row = shipment(market)
    travel.forward(hours=49)
    return Injected(row.pk, market.as_buyer(), lambda one: act(one, market.as_seller(), "ship"), market.as_seller())


def late_confirmation(market: Market, travel: Travel) -> Injected:
    row = shipment(market, sent=True)
    travel.forward(hours=73)
    return Injected(row.pk, market.as_buyer(), lambda one: act(one, market.as_buyer(), "confirm"), market.as_seller())


def lost_in_transit(market: Market, travel: Travel) -> Injected:
    row = shipment(market, sent=True)
    before = market.stock("steel")
    travel.forward(days=15)

    def mend(one: OrderException) -> None:
        act(one, market.as_buyer(), "lost", "the lorry burnt out")
        catch_up(travel)
        assert market.stock("steel") == before and not Invoice.objects.filter(total_minor__gt=0).exists()

    return Injected(row.pk, market.as_seller(), mend, market.as_buyer())


def delivery_late(market: Market, travel: Travel) -> Injected:
    row = shipment(market)
    today = clock.now(scope.alias()).date()
    wish = SetDelivery(order_id=row.order_id, wanted_on=today, late_day=MoneyIn("5.00", "EUR"))
    run(set_delivery, market.as_buyer(), wish)
    travel.forward(days=1)
    return Injected(
        row.order_id, market.as_seller(), lambda one: act(one, market.as_buyer(), "cancel", "too late for us"),
        market.as_buyer(),
    )  # fmt: skip


def quantity_tolerance(market: Market, travel: Travel) -> Injected:
    row = shipment(market, sent=True)
    line = ShipmentLine.objects.get(shipment=row)
    counted = ReceivedLine(order_line_id=line.order_line_id, accepted="8", refused="2")
    run(confirm_receipt, market.as_buyer(), ConfirmReceipt(shipment_id=row.pk, lines=[counted]))
    deliver()

    def mend(one: OrderException) -> None:
        bill = Invoice.objects.get(order_id=row.order_id)
        amount = MoneyIn(f"{bill.total_minor // 100}.{bill.total_minor % 100:02d}", "EUR")
        run(record_payment, market.as_buyer(), RecordPayment(payee_id=market.seller, amount=amount))
        catch_up(travel)

    return Injected(row.pk, market.as_seller(), mend, market.as_buyer())


def over_delivery(market: Market, travel: Travel) -> Injected:
    row = shipment(market, sent=True)
    line = ShipmentLine.objects.get(shipment=row)
    told = ReportSurplus(shipment_id=row.pk, order_line_id=line.order_line_id, surplus="3")
    made = run(report_surplus, market.as_buyer(), told).surplus_id

    def mend(one: OrderException) -> None:
        act(one, market.as_buyer(), "keep")
        catch_up(travel)
        assert Order.objects.count() == 2 and market.stock("steel") == (Decimal(990), Decimal(3))

    return Injected(made, market.as_seller(), mend, market.as_buyer())


def quality_claim(market: Market, travel: Travel) -> Injected:
    """Goods that are kept by lot come back without one."""
    from shared_apps.commands.runner import system_context

    place = Move(market.items["steel"], market.warehouse, "quarantine", quarantined=Decimal(5))
    with system_context("tests") as ctx:
        (row,) = keep_back(ctx, [place], "returned", "scratched")
        ctx.finish("tests.keep_back")
    return Injected(
        Quarantine.objects.get(pk=row.pk).pk, market.as_seller(),
        lambda one: act(one, market.as_seller(), "scrap", "beyond repair"), market.as_buyer(),
    )  # fmt: skip


def credit_exceeded(market: Market, travel: Travel) -> Injected:
    settings(fulfilment__shipping="manual")
    grant = GrantCredit(buyer_id=market.buyer, currency="EUR", amount="1000")
    made = run(grant_credit, market.as_seller(), grant).limit_id
    order(market, "100")
    run(grant_credit, market.as_seller(), GrantCredit(buyer_id=market.buyer, currency="EUR", amount="100"))
    return Injected(
        made, market.as_seller(), lambda one: act(one, market.as_seller(), "raise", "5000"), market.as_buyer()
    )


def credit_overdue(market: Market, travel: Travel) -> Injected:
    settings(fulfilment__payment="manual")
    bill = Invoice.objects.get(order_id=order(market))
    travel.forward(days=(bill.due_date - clock.now(scope.alias()).date()).days + 4)

    def mend(one: OrderException) -> None:
        amount = MoneyIn(f"{bill.total_minor // 100}.{bill.total_minor % 100:02d}", "EUR")
        data = RecordPayment(payee_id=market.seller, payer_id=market.buyer, amount=amount)
        run(record_payment, market.as_seller(), data)
        catch_up(travel)

    return Injected(bill.pk, market.as_seller(), mend, market.as_buyer())


def invoice_mismatch(market: Market, travel: Travel) -> Injected:
    """Invoiced whole by hand although two of ten were refused."""
    row = shipment(market, sent=True)
    line = ShipmentLine.objects.get(shipment=row)
    counted = ReceivedLine(order_line_id=line.order_line_id, accepted="8", refused="2")
    run(confirm_receipt, market.as_buyer(), ConfirmReceipt(shipment_id=row.pk, lines=[counted]))
    made = run(issue_invoice, SYSTEM, IssueInvoice(order_id=row.order_id)).invoice_id
    from shared_apps.outbox.models import OutboxMessage

    OutboxMessage.objects.filter(name="logistics.shipment_received").update(delivered_at=clock.now(scope.alias()))

    def mend(one: OrderException) -> None:
        number = Order.objects.get(pk=row.order_id).number
        back = OrderLineIn(sku="steel", quantity=kilos("2"))
        data = AcceptReturn(order_number=number, lines=[back], reason="never accepted", currency="EUR")
        run(accept_return, market.as_seller(), data)
        catch_up(travel)

    return Injected(made, market.as_seller(), mend, market.as_buyer())


def _announced(market: Market) -> UUID:
    data = AnnouncePayment(payee_id=market.seller, amount=MoneyIn("50.00", "EUR"), reference="RF18")
    return run(announce_payment, market.as_buyer(), data).attempt_id


def payment_unknown(market: Market, travel: Travel) -> Injected:
    made = _announced(market)
    travel.forward(hours=25)
    return Injected(made, market.as_seller(), lambda one: act(one, market.as_seller(), "arrived"), market.as_buyer())


def payment_failed(market: Market, travel: Travel) -> Injected:
    made = _announced(market)
    told = ReportPayment(attempt_id=made, outcome="failed", reason="account closed")
    run(report_payment, market.as_buyer(), told)
    return Injected(made, market.as_buyer(), lambda one: act(one, market.as_buyer(), "again"), market.as_seller())


def integration_failure(market: Market, travel: Travel) -> Injected:
    connection(market.seller)
    assert say(market.seller, level(1, "5", sku="unheard of")) == ["dead"]
    message = Message.objects.get(state="dead")
    return Injected(
        message.pk, market.as_seller(), lambda one: act(one, market.as_seller(), "give_up", "not our article"),
        market.as_buyer(),
    )  # fmt: skip


def transfer_difference(market: Market, travel: Travel) -> Injected:
    """Two of six arrive short; the carrier is asked and does not pay."""
    made = CreateWarehouse(company_id=market.seller, code="W2", name="South")
    target = run(create_warehouse, SYSTEM, made).warehouse_id
    goods = [TransferLineIn(item_id=market.items["steel"], quantity="6")]
    wish = RequestTransfer(source_id=market.warehouse, target_id=target, goods=goods)
    transfer = run(request_transfer, SYSTEM, wish).transfer_id
    run(dispatch_transfer, SYSTEM, OneTransfer(transfer_id=transfer))
    part = TransferPart.objects.get(line__transfer_id=transfer)
    arrivals = [ArrivedIn(part_id=part.pk, good="4")]
    run(receive_transfer, SYSTEM, ReceiveTransfer(transfer_id=transfer, arrivals=arrivals, final=True))
    found = TransferDifference.objects.get()

    def mend(row: OrderException) -> None:
        told = (row.subject, row.facts["quantity"], row.amount_minor)
        assert told == ("inventory.transfer_shortage", ["2", "KGM"], 510)
        for code, text in (("claim", "Carrier 7"), ("unpaid", "too late")):
            act(row, market.as_seller(), code, text)
        found.refresh_from_db()
        assert (found.state, found.claim, found.verdict) == ("refused", "Carrier 7", "too late")

    return Injected(found.pk, market.as_seller(), mend, market.as_buyer())


def privacy_request_late(market: Market, travel: Travel) -> Injected:
    """Somebody wrote and was not answered; a refusal with its reason ends it."""
    made = run(record_request, SYSTEM, RecordRequest(kind="access", channel="letter", name="Ida Tarn"))
    travel.until(made.due_at)

    def mend(row: OrderException) -> None:
        assert row.facts["asked_for"] == "access" and "Ida" not in str(row.facts)
        data = RefuseRequest(request_id=made.request_id, reason="not_identified", text="Nobody answered us.")
        run(refuse_request, market.as_marketplace(), data)

    return Injected(made.request_id, market.as_marketplace(), mend, market.as_buyer())


def privacy_breach_late(market: Market, travel: Travel) -> Injected:
    """A breach that the authority was not told of in time; a late report gives its reasons."""
    data = RegisterBreach(title="Lost list", what="A list was lost.", role="controller", risk="risk")
    made = run(register_breach, SYSTEM, data)
    duty = BreachDuty.objects.get(breach_id=made.breach_id, kind="authority")
    travel.until(duty.due_at)

    def mend(row: OrderException) -> None:
        told = TellOfBreach(breach_id=made.breach_id, duty="authority", reference="AZ 1", late_why="found late")
        run(tell_of_breach, market.as_marketplace(), told)

    return Injected(duty.pk, market.as_marketplace(), mend, market.as_buyer())


CASES: dict[str, Callable[[Market, Travel], Injected]] = {
    one.__name__: one
    for one in (
        address, credit_exceeded, credit_overdue, delivery_late, duplicate, integration_failure, invoice_mismatch,
        late_confirmation, licence_expired, lost_in_transit, over_delivery, partial_refusal, payment_failed,
        payment_unknown, price_drift, privacy_breach_late, privacy_request_late, quality_claim, quantity_tolerance,
        stock_short, supplier_silent, transfer_difference,
    )
}  # fmt: skip
