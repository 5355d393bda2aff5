"""A seller and a buyer with a settled trade, a returned part of it and an order on its way; every text is marked."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from time import sleep
from typing import Any
from uuid import UUID

from shared_apps.commands import run
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.ids import uuid7
from shared_apps.foundation.money import MoneyIn
from shared_apps.foundation.quantity import QuantityIn
from shared_apps.outbox.models import Saga
from tenant_apps.anomalies.commands import RaiseAlerts, raise_alerts
from tenant_apps.anomalies.models import Alert
from tenant_apps.catalogue.commands import (
    CreateCategory,
    CreateItem,
    HandInLicence,
    RequireLicence,
    RetireItem,
    create_category,
    create_item,
    hand_in_licence,
    require_licence,
    retire_item,
)
from tenant_apps.claims.commands import AnswerClaim, ClaimLineIn, OpenClaim, answer_claim, open_claim
from tenant_apps.exceptions.commands import look_for
from tenant_apps.exceptions.models import OrderException
from tenant_apps.inventory.commands import (
    AdjustStock,
    ArrivedIn,
    ClaimDifference,
    CreateBin,
    CreateWarehouse,
    ExpectSupply,
    OneTransfer,
    OpeningLine,
    PlanCount,
    QuarantineStock,
    ReceiveLine,
    ReceiveStock,
    ReceiveTransfer,
    RecordCount,
    RequestTransfer,
    SetOpeningStock,
    SetReorderPoint,
    TransferLineIn,
    WatchLevels,
    adjust_stock,
    claim_difference,
    create_bin,
    create_warehouse,
    dispatch_transfer,
    expect_supply,
    plan_count,
    quarantine_stock,
    receive_stock,
    receive_transfer,
    record_count,
    request_transfer,
    set_opening_stock,
    set_reorder_point,
    watch_levels,
)
from tenant_apps.inventory.models import CountLine, StockAlert, StockBalance, StockBin, TransferDifference, TransferPart
from tenant_apps.invoicing.queries import list_of_order
from tenant_apps.logistics.commands import (
    CancelShipment,
    HoldShipment,
    ReportSurplus,
    cancel_shipment,
    hold_shipment,
    report_surplus,
)
from tenant_apps.logistics.queries import list_of_order as shipments_of
from tenant_apps.orders.commands import (
    AcceptReturn,
    ChangeOrder,
    JoinOrders,
    KeepList,
    LineChangeIn,
    NamePart,
    OpenSheet,
    OrderLineIn,
    PlaceGroup,
    PlaceOrder,
    ProposeAmendment,
    SetPrepaid,
    SheetRowIn,
    StartRecurring,
    accept_return,
    join_orders,
    keep_list,
    name_part,
    open_sheet,
    place_group,
    place_order,
    propose_amendment,
    set_prepaid,
    start_recurring,
)
from tenant_apps.orders.queries import find_of_deal, get_order
from tenant_apps.parties.commands import (
    AddCompany,
    AddSite,
    RecordQualification,
    SuspendCompany,
    add_company,
    add_site,
    record_qualification,
    suspend_company,
)
from tenant_apps.payments.commands import AnnouncePayment, ReportPayment, announce_payment, report_payment
from tenant_apps.payments.models import Payment
from tenant_apps.prepayment.commands import order_prepaid
from tenant_apps.pricing.commands import PriceLine, SetPrices, set_prices
from tenant_apps.rulesets.commands import ChangeSettings, SaveSheet, change_settings, save_sheet
from tenant_apps.settlement.models import Refund
from tenant_apps.terms.commands import ChooseTerms, OfferTerms, TermsStepIn, choose_terms, offer_terms
from tenant_apps.terms.models import OrderPlan
from tenant_apps.trading.deposits.commands import (
    ConfirmDeposit,
    ReleaseDeposit,
    confirm_deposit,
    release_deposit,
)
from tenant_apps.trading.deposits.models import Deposit
from tenant_apps.trading.engines.listing.commands import (
    PublishListing,
    TakeListing,
    WithdrawListing,
    publish_listing,
    take_listing,
    withdraw_listing,
)
from tenant_apps.trading.engines.thread.commands import (
    InviteGuest,
    QuoteLineIn,
    SendCounter,
    SendQuote,
    invite_guest,
    send_counter,
    send_quote,
)
from tenant_apps.trading.engines.thread.models import Guest
from tenant_apps.trading.engines.vault.commands import (
    AskOpener,
    RegisterKey,
    SetTerms,
    ask_opener,
    register_key,
    set_terms,
)
from tenant_apps.trading.kernel.commands import (
    CancelEvent,
    CloseLot,
    EventLine,
    JoinEvent,
    PlaceBid,
    PublishEvent,
    cancel_event,
    close_lot,
    join_event,
    place_bid,
    publish_event,
)
from tenant_apps.trading.kernel.models import TradingEvent
from tenant_apps.trading.questions.commands import (
    AmendEvent,
    AskQuestion,
    SaveDraft,
    SubmitDraft,
    amend_event,
    ask_question,
    save_draft,
    submit_draft,
)
from tests.fixtures.people import SYSTEM
from tests.fixtures.tenders import public_key
from tests.fixtures.trade import deliver
from tests.isolation.odd import odd
from tests.isolation.systems import connect

# A price agreed with one buyer alone; `{}` is a digit per marketplace and pair, so that it is a word of its own.
MODES = ["spot_listing", "english_auction", "rfq", "sealed_tender"]
_PAY_BY_HAND = {"fulfilment.payment": "manual"}
SECRET_PRICE = {"ONE": "31.415", "TWO": "27.182"}


@dataclass
class Pair:
    """Ids of what two companies own together. `word` marks their texts, `…PRIVATE` those for the two alone."""

    word: str
    seller: UUID
    buyer: UUID
    ids: dict[str, UUID] = field(default_factory=dict)
    order_number: str = ""
    files: list[str] = field(default_factory=list)

    @property
    def secret(self) -> str:
        return f"{self.word}PRIVATE"


def stand_up_pair(word: str) -> Pair:
    """Make both companies and let them trade, in the marketplace in scope."""
    secret = f"{word}PRIVATE"
    seller = run(
        add_company,
        SYSTEM,
        AddCompany(code=f"{word}S", name=f"{word} Seller Ltd", country="DE", can_sell=True, tax_id=f"{secret}S"),
    ).company_id
    buyer = run(
        add_company, SYSTEM, AddCompany(code=f"{word}B", name=f"{secret} Buyer Ltd", country="DE", tax_id=secret)
    ).company_id
    pair = Pair(word, seller, buyer)
    for company in (seller, buyer):
        run(add_site, SYSTEM, AddSite(company_id=company, name=f"{secret} yard", country="DE", city=secret))
    _goods(pair)
    _stock(pair)
    _reorder(pair)
    _auction(pair)
    _around(pair)
    _request(pair)
    _tender(pair)
    _trade(pair)
    pair.ids |= connect(pair.seller, pair.secret, pair.ids["item"], pair.ids["order"])
    _ended(pair)
    return pair


def _goods(pair: Pair) -> None:
    ids = pair.ids
    ids["warehouse"] = run(
        create_warehouse, SYSTEM, CreateWarehouse(company_id=pair.seller, code="W", name=f"{pair.word} hall")
    ).warehouse_id
    ids["empty_warehouse"] = run(
        create_warehouse, SYSTEM, CreateWarehouse(company_id=pair.seller, code="E", name=f"{pair.word} shed")
    ).warehouse_id
    for name, state in (("item", ""), ("retired", "retired"), ("draft", "draft")):
        text = pair.secret if state else pair.word
        made = CreateItem(
            supplier_id=pair.seller, sku=f"{text}-{name}", name=f"{text} {name}", description=f"{text} goods",
            unit="KGM", tax_rate="0.19", draft=state == "draft",
        )  # fmt: skip
        ids[name] = run(create_item, SYSTEM, made).item_id
    run(retire_item, SYSTEM, RetireItem(item_id=ids["retired"]))
    opening = [OpeningLine(item_id=ids["item"], quantity="1000")]
    run(set_opening_stock, SYSTEM, SetOpeningStock(warehouse_id=ids["warehouse"], lines=opening))
    run(
        adjust_stock,
        SYSTEM,
        AdjustStock(item_id=ids["item"], warehouse_id=ids["warehouse"], reason=f"{pair.secret} counted", change="1"),
    )
    line = PriceLine(item_id=ids["item"], unit_price="2.55")
    ids["price_list"] = run(
        set_prices, SYSTEM, SetPrices(supplier_id=pair.seller, currency="EUR", lines=[line])
    ).price_list_id
    line = PriceLine(item_id=ids["item"], unit_price=SECRET_PRICE[pair.word[-3:]])
    ids["buyer_price_list"] = run(
        set_prices, SYSTEM, SetPrices(supplier_id=pair.seller, buyer_id=pair.buyer, currency="EUR", lines=[line])
    ).price_list_id


def _stock(pair: Pair) -> None:
    """A batch in a bin, part of it kept back; transfers before and after leaving; a sheet that is being counted."""
    ids, secret = pair.ids, pair.secret
    # Whoever decides on these must be somebody else than who began them.
    keeper = Actor.system("warehouse")
    made = CreateItem(supplier_id=pair.seller, sku=f"{pair.word}-batch", name=f"{pair.word} batch", tracked_by="lot")
    ids["lot_item"] = run(create_item, SYSTEM, made).item_id
    run(create_bin, SYSTEM, CreateBin(warehouse_id=ids["warehouse"], code="B-1", zone=secret[:20]))
    line = ReceiveLine(item_id=ids["lot_item"], quantity="90", lot=f"{secret}L", bin="B-1")
    run(receive_stock, SYSTEM, ReceiveStock(warehouse_id=ids["warehouse"], goods=[line], reference=f"{secret} note"))
    balance = StockBalance.objects.get(item_id=ids["lot_item"])
    ids["balance"], ids["stock_lot"] = balance.pk, balance.lot_id
    held = QuarantineStock(balance_id=balance.pk, withheld="3", reason=f"{secret} odd")
    ids["quarantine"] = run(quarantine_stock, keeper, held).quarantine_id
    goods = [TransferLineIn(item_id=ids["lot_item"], quantity="2")]
    for name, most in (("transfer", "1"), ("approved_transfer", ""), ("sent_transfer", "")):
        run(change_settings, SYSTEM, ChangeSettings(changes={"stock.transfer_approve_quantity": most}))
        data = RequestTransfer(
            source_id=ids["warehouse"], target_id=ids["empty_warehouse"], goods=goods, reason=f"{secret} needed"
        )  # fmt: skip
        ids[name] = run(request_transfer, keeper, data).transfer_id
    run(dispatch_transfer, SYSTEM, OneTransfer(transfer_id=ids["sent_transfer"]))
    ids["transfer_part"] = TransferPart.objects.get(line__transfer_id=ids["sent_transfer"]).pk
    _differences(pair, keeper)
    for name in ("count", "review"):
        data = PlanCount(warehouse_id=ids["warehouse"], count_method="list", item_ids=[
            ids["lot_item" if name == "count" else "item"]
        ])  # fmt: skip
        ids[name] = run(plan_count, SYSTEM, data).count_id
        ids[f"{name}_line"] = CountLine.objects.get(count_id=ids[name]).pk
    for found in ("600", "601"):
        run(record_count, keeper, RecordCount(line_id=ids["review_line"], found=found))


def _reorder(pair: Pair) -> None:
    """An item that runs low, bought from a mill on the same marketplace, and some of it expected."""
    ids, secret = pair.ids, pair.secret
    mill = AddCompany(code=f"{pair.word}-mill"[:20], name=f"{pair.word} mill", country="DE", can_sell=True)
    mill_id = run(add_company, SYSTEM, mill).company_id
    bought = CreateItem(supplier_id=mill_id, sku=f"{pair.word}-raw", name=f"{pair.word} raw", unit="C62")
    ids["raw_item"] = run(create_item, SYSTEM, bought).item_id
    place = {"item_id": ids["lot_item"], "warehouse_id": ids["warehouse"]}
    point = SetReorderPoint(**place, fixed_point="500", bought_as_id=ids["raw_item"])
    ids["reorder_point"] = run(set_reorder_point, SYSTEM, point).point_id
    run(watch_levels, SYSTEM, WatchLevels())
    ids["stock_alert"] = StockAlert.objects.get(item_id=ids["lot_item"]).pk
    told = ExpectSupply(**place, quantity="20", reference=f"{secret} PO", due_on=date.today() + timedelta(days=30))
    ids["supply"] = run(expect_supply, SYSTEM, told).supply_id
    ids["bin"] = StockBin.objects.get(warehouse_id=ids["warehouse"], code="B-1").pk


def _auction(pair: Pair) -> None:
    """For the buyer alone, who has joined and bid; prices are secrets of the two."""
    run(change_settings, SYSTEM, ChangeSettings(changes={"trading.modes": MODES}))
    made_of = SaveSheet(kind="template", code="world-template", name="A template", mode="english_auction")
    run(save_sheet, SYSTEM, made_of)
    made = run(
        publish_event,
        SYSTEM,
        PublishEvent(
            mode="english_auction", side="sell", currency="EUR", quantity=_kilos("10"), item_id=pair.ids["item"],
            initiator_id=pair.seller, title=f"{pair.secret} lot", description=f"{pair.secret} words",
            audience="named", invite=[pair.buyer], rules={"start_price": "2.00"},
            ends_at=datetime.now(UTC) + timedelta(days=3),
        ),
    )  # fmt: skip
    pair.ids["event"], pair.ids["lot"] = made.event_id, made.lot_id
    run(join_event, SYSTEM, JoinEvent(event_id=made.event_id, company_id=pair.buyer))
    over = run(
        publish_event,
        SYSTEM,
        PublishEvent(
            mode="english_auction", side="sell", currency="EUR", quantity=_kilos("1"), item_id=pair.ids["item"],
            initiator_id=pair.seller, title=f"{pair.secret} over", audience="named", invite=[pair.buyer],
            rules={"start_price": "2.00"},
        ),
    )  # fmt: skip
    pair.ids["over_event"], pair.ids["over_lot"] = over.event_id, over.lot_id
    run(cancel_event, SYSTEM, CancelEvent(event_id=over.event_id, reason="no_demand"))
    ended = run(
        publish_event,
        SYSTEM,
        PublishEvent(
            mode="english_auction", side="sell", currency="EUR", quantity=_kilos("1"), item_id=pair.ids["item"],
            initiator_id=pair.seller, title=f"{pair.secret} ended", audience="named", invite=[pair.buyer],
            rules={"start_price": "2.00"}, ends_at=datetime.now(UTC) + timedelta(seconds=1),
        ),
    )  # fmt: skip
    pair.ids["ended_event"], pair.ids["ended_lot"] = ended.event_id, ended.lot_id
    price = SECRET_PRICE[pair.word[-3:]]
    run(place_bid, SYSTEM, PlaceBid(lot_id=made.lot_id, company_id=pair.buyer, price=price[:5]))


def _ended(pair: Pair) -> None:
    """Close the auction that has ended while the rest was made."""
    ends_at = TradingEvent.objects.get(pk=pair.ids["ended_event"]).effective_end_at
    assert ends_at is not None
    sleep(max(0.0, (ends_at - datetime.now(UTC)).total_seconds() + 0.1))
    run(close_lot, SYSTEM, CloseLot(lot_id=pair.ids["ended_lot"]))


def _differences(pair: Pair, keeper: Actor) -> None:
    """Of three transfers that were received: something missing, the same claimed, something too much."""
    ids, secret = pair.ids, pair.secret
    goods = [TransferLineIn(item_id=ids["lot_item"], quantity="2")]
    for name, good in (("transfer_difference", "1"), ("claimed_difference", "1"), ("transfer_surplus", "3")):
        data = RequestTransfer(source_id=ids["warehouse"], target_id=ids["empty_warehouse"], goods=goods)
        made = run(request_transfer, keeper, data).transfer_id
        run(dispatch_transfer, SYSTEM, OneTransfer(transfer_id=made))
        part = TransferPart.objects.get(line__transfer_id=made)
        arrivals = [ArrivedIn(part_id=part.pk, good=good)]
        run(receive_transfer, SYSTEM, ReceiveTransfer(transfer_id=made, arrivals=arrivals, final=True))
        ids[name] = TransferDifference.objects.get(part=part).pk
    claim = ClaimDifference(difference_id=ids["claimed_difference"], claim=f"{secret} carrier")
    run(claim_difference, SYSTEM, claim)


def _around(pair: Pair) -> None:
    """Deposits of the buyer, asked for, held and owed back, and a qualification of its; the texts are its secrets."""
    pair.ids["deposit"], _event = _deposit(pair)
    for name in ("held_deposit", "owed_deposit"):
        pair.ids[name], event_id = _deposit(pair)
        run(confirm_deposit, SYSTEM, ConfirmDeposit(deposit_id=pair.ids[name]))
        run(cancel_event, SYSTEM, CancelEvent(event_id=event_id, reason="no_demand"))
    run(release_deposit, SYSTEM, ReleaseDeposit(deposit_id=pair.ids["owed_deposit"]))
    paper = RecordQualification(company_id=pair.buyer, kind="steel", number=f"{pair.secret} 9", issuer=pair.secret)
    pair.ids["qualification"] = run(record_qualification, SYSTEM, paper).qualification_id
    own = HandInLicence(
        company_id=pair.buyer, kind="steel", number=f"{pair.secret} 8", issuer=pair.secret, valid_from=date(2026, 1, 1),
        content=b"%PDF-1.7", content_type="application/pdf",
    )  # fmt: skip
    pair.ids["handed_in"] = run(hand_in_licence, SYSTEM, own).qualification_id
    run(create_category, SYSTEM, CreateCategory(code=f"c-{pair.seller.hex}", name_en="Licensed"))
    asked = RequireLicence(category=f"c-{pair.seller.hex}", kind="steel", supplier_id=pair.seller)
    pair.ids["requirement"] = run(require_licence, SYSTEM, asked).requirement_id


def _deposit(pair: Pair) -> tuple[UUID, UUID]:
    """What the buyer was asked for in an event for it alone, and that event."""
    made = run(
        publish_event,
        SYSTEM,
        PublishEvent(
            mode="english_auction", side="sell", currency="EUR", quantity=_kilos("1"), item_id=pair.ids["item"],
            initiator_id=pair.seller, title=f"{pair.secret} secured", audience="named", invite=[pair.buyer],
            rules={"start_price": "2.00", "participation_deposit": "fixed", "participation_amount": "3.00"},
        ),
    )  # fmt: skip
    run(join_event, SYSTEM, JoinEvent(event_id=made.event_id, company_id=pair.buyer))
    return Deposit.objects.get(trading_event_id=made.event_id).pk, made.event_id


def _request(pair: Pair) -> None:
    """For the buyer alone, who has quoted and got a counter-offer; their words are a secret of the two."""
    made = run(
        publish_event,
        SYSTEM,
        PublishEvent(
            mode="rfq", side="sell", currency="EUR", initiator_id=pair.seller, title=f"{pair.secret} request",
            lines=[EventLine(quantity=_kilos("10"), item_id=pair.ids["item"])], audience="named", invite=[pair.buyer],
            rules={"award_before_deadline": True}, ends_at=datetime.now(UTC) + timedelta(days=3),
        ),
    )  # fmt: skip
    pair.ids["request"], pair.ids["request_lot"] = made.event_id, made.lot_id
    asked = InviteGuest(lot_id=made.lot_id, name=f"{pair.secret} guest", email=f"{pair.secret.lower()}@guest.example")
    guest = run(invite_guest, SYSTEM, asked).guest_id
    pair.ids["guest"], pair.ids["guest_company"] = guest, Guest.objects.get(pk=guest).company_id
    run(join_event, SYSTEM, JoinEvent(event_id=made.event_id, company_id=pair.buyer))
    price = SECRET_PRICE[pair.word[-3:]]
    run(
        send_quote,
        SYSTEM,
        SendQuote(
            lot_id=made.lot_id, company_id=pair.buyer, lines=[QuoteLineIn(line=1, unit_price=price)],
            text=f"{pair.secret} offer",
        ),
    )  # fmt: skip
    run(send_counter, SYSTEM, SendCounter(lot_id=made.lot_id, number=1, text=f"{pair.secret} more?"))
    asked = AskQuestion(event_id=made.event_id, company_id=pair.buyer, text=f"{pair.secret} question")
    pair.ids["question"] = run(ask_question, SYSTEM, asked).question_id
    run(
        amend_event,
        SYSTEM,
        AmendEvent(event_id=made.event_id, reason=f"{pair.secret} reason", description=f"{pair.secret} words"),
    )
    for name in ("event_draft", "submitted_draft"):
        content = {
            "side": "sell", "currency": "EUR", "title": f"{pair.secret} plans", "description": f"{pair.secret} words",
            "lines": [{"quantity": {"value": "1", "unit": "KGM"}, "item_id": str(pair.ids["item"])}],
            "audience": "named", "invite": [str(pair.buyer)],
        }  # fmt: skip
        told = SaveDraft(mode="rfq", content=content, company_id=pair.seller)
        pair.ids[name] = run(save_draft, SYSTEM, told).draft_id
    run(submit_draft, SYSTEM, SubmitDraft(draft_id=pair.ids["submitted_draft"], version=1))


def _tender(pair: Pair) -> None:
    """For the buyer alone, who has joined; its openers are named, and one of them is of the seller."""
    made = run(
        publish_event,
        SYSTEM,
        PublishEvent(
            mode="sealed_tender", side="sell", currency="EUR", quantity=_kilos("5"), item_id=pair.ids["item"],
            initiator_id=pair.seller, title=f"{pair.secret} tender", description=f"{pair.secret} words",
            audience="named", invite=[pair.buyer],
            ends_at=datetime.now(UTC) + timedelta(days=3),
        ),
    )  # fmt: skip
    pair.ids["tender_event"], pair.ids["tender_lot"] = made.event_id, made.lot_id
    rights = frozenset({"vault.register_key"})
    person = Actor("user", f"opener-{pair.word}", f"{pair.word} opener", company_id=pair.seller, permissions=rights)
    keys = [run(register_key, person, RegisterKey(public_key=public_key(f"opener-{pair.word}")))]
    witness = Actor("user", f"witness-{pair.word}", f"{pair.word} witness", permissions=rights)
    keys.append(run(register_key, witness, RegisterKey(public_key=public_key(f"witness-{pair.word}"))))
    another = Actor("user", f"second-{pair.word}", f"{pair.word} second", company_id=pair.seller, permissions=rights)
    keys.append(run(register_key, another, RegisterKey(public_key=public_key(f"second-{pair.word}"))))
    spare = Actor("user", f"spare-{pair.word}", f"{pair.word} spare", company_id=pair.seller, permissions=rights)
    pair.ids["opener_key"] = run(register_key, spare, RegisterKey(public_key=public_key(f"spare-{pair.word}"))).key_id
    asked = AskOpener(lot_id=made.lot_id, company_id=pair.buyer)
    pair.ids["opener_request"] = run(ask_opener, SYSTEM, asked).request_id
    run(set_terms, SYSTEM, SetTerms(lot_id=made.lot_id, openers=[one.key_id for one in keys], threshold=2))
    run(join_event, SYSTEM, JoinEvent(event_id=made.event_id, company_id=pair.buyer))


def _listings(pair: Pair) -> None:
    """Listings with a take that waits for confirmation, one for approval, one in review, and one that is over."""
    rules: dict[str, Any] = {"spot_listing.approve_above": "100000", "spot_listing.review": "by_value"}
    # A take waits for as long as this world may last.
    rules["spot_listing.hold_seconds"] = 86_400
    run(change_settings, SYSTEM, ChangeSettings(changes={**rules, "spot_listing.review_above": "1000000"}))
    for word, price, own in (
        ("waiting", "2.00", {"accept": "seller_confirms"}),
        ("approval", "60000.00", {}),
        ("review", "900000.00", {}),
        ("over", "2.00", {}),
    ):
        made = run(
            publish_listing,
            SYSTEM,
            PublishListing(
                initiator_id=pair.seller, item_id=pair.ids["item"], warehouse_id=pair.ids["warehouse"],
                unit_price=price, quantity=_kilos("2"), currency="EUR", title=f"{pair.word} {word}", rules=own,
            ),
        )  # fmt: skip
        pair.ids[f"{word}_listing"] = made.listing_id
        if word in ("waiting", "approval"):
            data = TakeListing(listing_id=made.listing_id, version=1, quantity=_kilos("2"), company_id=pair.buyer)
            run(take_listing, SYSTEM, data)
        if word == "over":
            run(withdraw_listing, SYSTEM, WithdrawListing(listing_id=made.listing_id))


def _trade(pair: Pair) -> None:
    ids = pair.ids
    listing = run(
        publish_listing,
        SYSTEM,
        PublishListing(
            initiator_id=pair.seller, item_id=ids["item"], warehouse_id=ids["warehouse"], unit_price="2.3455",
            quantity=_kilos("400"), currency="EUR", min_take="50", take_step="10", title=f"{pair.word} offcuts",
        ),
    )  # fmt: skip
    ids["listing"] = listing.listing_id
    _listings(pair)
    taken = run(
        take_listing,
        SYSTEM,
        TakeListing(listing_id=listing.listing_id, version=1, quantity=_kilos("150"), company_id=pair.buyer),
    )
    assert taken.deal_id is not None
    ids["deal"] = taken.deal_id
    deliver()
    order = find_of_deal(taken.deal_id)
    assert order is not None and order.state == "settled", order
    ids["order"], pair.order_number = order.id, order.number
    ids["order_line"] = get_order(order.id).lines[0].id
    ids["shipment"] = shipments_of(order.id)[0].id
    ids["invoice"] = list_of_order(order.id)[0].id
    ids["payment"] = Payment.objects.get(payer_id=pair.buyer).pk
    ids["return"] = run(
        accept_return,
        SYSTEM,
        AcceptReturn(
            order_number=order.number, seller_id=pair.seller, buyer_id=pair.buyer, currency="EUR",
            lines=[OrderLineIn(item_id=ids["item"], quantity=_kilos("10"))],
            reason=f"{pair.secret} scratched", client_reference=f"{pair.secret}-R1",
        ),
    ).return_id  # fmt: skip
    deliver()
    _on_its_way(pair)


def _on_its_way(pair: Pair) -> None:
    """Orders that wait for a person: one to be sent, one to be received, one to be paid."""
    ids = pair.ids
    manual = {f"fulfilment.{step}": "manual" for step in ("shipping", "receipt", "payment")}
    run(change_settings, SYSTEM, ChangeSettings(changes=manual))
    ids["open_order"] = _order(pair, "1")
    _quick_order(pair)
    ids["unplanned_order"] = _order(pair, "0")
    run(cancel_shipment, SYSTEM, CancelShipment(order_id=ids["unplanned_order"]))
    ids["open_shipment"] = shipments_of(ids["open_order"])[0].id
    _together(pair)
    run(change_settings, SYSTEM, ChangeSettings(changes=manual | {"fulfilment.shipping": "automatic"}))
    ids["sent_order"] = _order(pair, "2")
    ids["sent_shipment"] = shipments_of(ids["sent_order"])[0].id
    _gone_wrong(pair)
    run(change_settings, SYSTEM, ChangeSettings(changes=dict.fromkeys(manual, "automatic") | _PAY_BY_HAND))
    ids["owed_invoice"] = list_of_order(_order(pair, "3"))[0].id
    run(change_settings, SYSTEM, ChangeSettings(changes=dict.fromkeys(manual, "automatic")))
    _by_saga(pair)
    _by_plan(pair)
    _claims(pair)
    gone = AddCompany(code=f"{pair.word}X", name=f"{pair.secret} closed", country="DE")
    ids["suspended_company"] = run(add_company, SYSTEM, gone).company_id
    run(suspend_company, SYSTEM, SuspendCompany(company_id=ids["suspended_company"], reason=f"{pair.secret} debts"))
    ids["nothing"] = uuid7()


def _gone_wrong(pair: Pair) -> None:
    """A transfer on its way and one that failed, the exception of it, a held shipment, more arrived than was sent."""
    ids = pair.ids
    # More than the pair pays anywhere: a payment that is large enough would end the exception.
    amount = MoneyIn("7000000.00", "EUR")
    money = AnnouncePayment(
        payer_id=pair.buyer, payee_id=pair.seller, amount=amount, reference=f"{pair.secret} transfer"
    )
    ids["attempt"] = run(announce_payment, SYSTEM, money).attempt_id
    ids["failed_attempt"] = run(announce_payment, SYSTEM, money).attempt_id
    failed = ReportPayment(attempt_id=ids["failed_attempt"], outcome="failed", reason=f"{pair.secret} refused")
    run(report_payment, SYSTEM, failed)
    look_for("payment_failed")
    ids["exception"] = OrderException.objects.get(subject_id=ids["failed_attempt"]).pk
    run(change_settings, SYSTEM, ChangeSettings(changes={"fulfilment.shipping": "manual"}))
    ids["held_shipment"] = shipments_of(_order(pair, "6"))[0].id
    held = HoldShipment(shipment_id=ids["held_shipment"], reason=f"{pair.secret} unsure")
    run(hold_shipment, SYSTEM, held)
    both = {"fulfilment.shipping": "automatic", "fulfilment.receipt": "manual"}
    run(change_settings, SYSTEM, ChangeSettings(changes=both))
    order = _order(pair, "7")
    sent = shipments_of(order)[0].id
    line = get_order(order).lines[0].id
    told = ReportSurplus(shipment_id=sent, order_line_id=line, surplus="1")
    ids["surplus"] = run(report_surplus, SYSTEM, told).surplus_id
    ids["sent_line"] = get_order(ids["sent_order"]).lines[0].id
    run(raise_alerts, SYSTEM, RaiseAlerts(found=[odd(pair, "first")]))
    ids["anomaly"] = Alert.objects.get(subject_id=f"{pair.buyer}|{pair.seller}").pk


def _quick_order(pair: Pair) -> None:
    """A sheet with a row that is good and one that is not, and what the buyer calls the item."""
    rights = frozenset({"orders.place_order"})
    who = Actor("user", f"quick-{pair.word}", f"{pair.word} quick", company_id=pair.buyer, permissions=rights)
    rows = [
        SheetRowIn(article=f"{pair.secret} unheard of", quantity="1"),
        SheetRowIn(part_number=f"{pair.secret} part", quantity="2"),
    ]
    named = run(name_part, who, NamePart(number=f"{pair.secret} part", item_id=pair.ids["item"]))
    pair.ids["part_number"] = named.part_number_id
    sheet = OpenSheet(rows=rows, currency="EUR", note=f"{pair.secret} in a hurry", client_reference=pair.secret)
    pair.ids["sheet"] = run(open_sheet, who, sheet).sheet_id
    kept = KeepList(name=f"{pair.secret} weekly", is_shared=True, order_id=pair.ids["open_order"])
    pair.ids["requisition_list"] = run(keep_list, who, kept).list_id
    again = StartRecurring(
        order_id=pair.ids["open_order"], name=f"{pair.secret} again", every=1, period="day",
        starts_on=date(2099, 1, 1),
    )  # fmt: skip
    pair.ids["recurring"] = run(start_recurring, replace(who, user_id=uuid7()), again).recurring_id


def _together(pair: Pair) -> None:
    """Two orders that leave together; shipping is by hand."""
    ids = pair.ids
    both = [_order(pair, "4"), _order(pair, "5")]
    ids["joint_delivery"] = run(join_orders, SYSTEM, JoinOrders(order_ids=both)).delivery_id


def _by_saga(pair: Pair) -> None:
    """An order that is paid first and waits for it, and a basket at two sellers that is under way."""
    _another_seller(pair, "second")
    _another_seller(pair, "third")
    third = pair.ids["third_seller"]
    run(set_prepaid, SYSTEM, SetPrepaid(seller_id=third, buyer_id=pair.buyer, is_prepaid=True))
    pair.ids["prepayment"] = run(order_prepaid, SYSTEM, _order_at(pair, "third")).prepayment_id
    pair.ids["process"] = Saga.objects.get(data__prepayment_id=str(pair.ids["prepayment"])).pk
    lines = [OrderLineIn(item_id=pair.ids["item"], quantity=_kilos("1"))]
    first = PlaceOrder(seller_id=pair.seller, currency="EUR", lines=lines, note=f"{pair.secret} together")
    both = PlaceGroup(buyer_id=pair.buyer, orders=[first, _order_at(pair, "second")])
    pair.ids["group"] = run(place_group, SYSTEM, both).group_id


def _by_plan(pair: Pair) -> None:
    """An order that is paid in two halves, by terms for this buyer alone, and that the buyer would like changed."""
    halves = [TermsStepIn(share="50", milestone=when) for when in ("received", "invoiced")]
    made = OfferTerms(name=f"{pair.secret} halves", steps=halves, seller_id=pair.seller, buyer_id=pair.buyer)
    pair.ids["terms"] = run(offer_terms, SYSTEM, made).terms_id
    order_id = pair.ids["open_order"]
    run(choose_terms, SYSTEM, ChooseTerms(order_id=order_id, terms_id=pair.ids["terms"]))
    more = ChangeOrder(lines=[LineChangeIn(line_no=1, quantity=_kilos("21"))])
    asked = ProposeAmendment(order_id=order_id, version=1, change=more, reason=f"{pair.secret} roof", side="buyer")
    pair.ids["amendment"] = run(propose_amendment, SYSTEM, asked).amendment_id
    pair.ids["plan"] = OrderPlan.objects.get(order_id=order_id).pk


def _claims(pair: Pair) -> None:
    """A claim about a delivered order, which the seller has to answer."""
    pair.ids["order_line"] = get_order(pair.ids["order"]).lines[0].id
    order_id = _order(pair, "8")
    goods = [ClaimLineIn(order_line_id=get_order(order_id).lines[0].id, quantity=_kilos("2"))]
    data = OpenClaim(order_id=order_id, kind="quality", wish="credit", goods=goods, text=f"{pair.secret} rusty")
    pair.ids["claim"] = run(open_claim, SYSTEM, data).claim_id
    _refunds(pair)


def _refunds(pair: Pair) -> None:
    """A claim for paid goods, settled, of which the money is to be paid back."""
    order_id = _order(pair, "9")
    goods = [ClaimLineIn(order_line_id=get_order(order_id).lines[0].id, quantity=_kilos("2"))]
    data = OpenClaim(
        order_id=order_id, kind="quality", wish="credit", goods=goods, text=f"{pair.secret} bent", payback="refund"
    )
    settled = run(open_claim, SYSTEM, data).claim_id
    run(change_settings, SYSTEM, ChangeSettings(changes=_PAY_BY_HAND))
    run(answer_claim, SYSTEM, AnswerClaim(claim_id=settled, verdict="accept"))
    deliver()
    pair.ids["refund"] = Refund.objects.get(buyer_id=pair.buyer, state="due").pk
    run(change_settings, SYSTEM, ChangeSettings(changes={"fulfilment.payment": "automatic"}))


def _another_seller(pair: Pair, name: str) -> None:
    wish = AddCompany(
        code=f"{pair.word}{name[:2].upper()}", name=f"{pair.word} {name} Ltd", country="DE", can_sell=True
    )
    seller = pair.ids[f"{name}_seller"] = run(add_company, SYSTEM, wish).company_id
    goods = CreateItem(
        supplier_id=seller, sku=f"{pair.word}-{name}", name=f"{pair.word} rods", unit="KGM", stocked=False
    )
    item = pair.ids[f"{name}_item"] = run(create_item, SYSTEM, goods).item_id
    price = PriceLine(item_id=item, unit_price="1.00")
    run(set_prices, SYSTEM, SetPrices(supplier_id=seller, currency="EUR", lines=[price]))


def _order_at(pair: Pair, name: str) -> PlaceOrder:
    lines = [OrderLineIn(item_id=pair.ids[f"{name}_item"], quantity=_kilos("1"))]
    return PlaceOrder(seller_id=pair.ids[f"{name}_seller"], buyer_id=pair.buyer, currency="EUR", lines=lines)


def _order(pair: Pair, number: str) -> UUID:
    made = run(
        place_order,
        SYSTEM,
        PlaceOrder(
            seller_id=pair.seller, buyer_id=pair.buyer, currency="EUR", note=f"{pair.secret} handle with care",
            client_reference=f"{pair.secret}-{number}",
            lines=[OrderLineIn(item_id=pair.ids["item"], quantity=_kilos("20"))],
        ),
    )  # fmt: skip
    deliver()
    return made.order_id


def _kilos(value: str) -> QuantityIn:
    return QuantityIn(value, "KGM")
