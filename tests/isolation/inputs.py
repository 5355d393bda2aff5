"""An input for every command, made of the first pair's ids: what somebody else would send to act on their things.

Fields are known by name, or by "<command>.<field>" where one differs. A field nobody taught is an error of the test.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import msgspec

from shared_apps.commands import Command
from shared_apps.foundation.money import MoneyIn
from shared_apps.foundation.quantity import QuantityIn
from tenant_apps.approvals.commands import ApproverIn, StepIn
from tenant_apps.claims.commands import ClaimLineIn
from tenant_apps.integrations.commands import OrderMessageIn, StockMessageIn
from tenant_apps.inventory.commands import ArrivedIn, OpeningLine, ReceiveLine, TransferLineIn
from tenant_apps.orders.commands import ChangeOrder, OrderLineIn, PlaceOrder
from tenant_apps.pricing.commands import PriceLine
from tenant_apps.terms.commands import TermsStepIn
from tenant_apps.trading.engines.listing.commands import BasketLine
from tenant_apps.trading.engines.thread.commands import AwardLineIn, QuoteLineIn, WishIn
from tenant_apps.trading.engines.vault.commands import SealedEnvelope
from tests.fixtures.tenders import envelope, public_key
from tests.isolation.addresses import fixed, of_one
from tests.isolation.systems import CODE
from tests.isolation.world import Place

Provider = Callable[[Place], Any]


def order_lines(place: Place) -> list[OrderLineIn]:
    return [OrderLineIn(item_id=place.one.ids["item"], quantity=QuantityIn("5", "KGM"))]


def sealed_envelope() -> SealedEnvelope:
    """An envelope of the right form with nothing in it."""
    made = envelope(Random(1), UUID(int=1), "price", "{}", 3, 2).sealed
    return msgspec.convert(made, SealedEnvelope)


def stock_message(place: Place) -> StockMessageIn:
    at = datetime.now(UTC)
    return StockMessageIn(message_id="one", sku="none", warehouse="W", sequence=1, said_at=at, on_hand="1")


def order_message(place: Place) -> OrderMessageIn:
    number, at = place.one.order_number, datetime.now(UTC)
    return OrderMessageIn(message_id="one", order_number=number, version=1, said_at=at, invoice_number="R-1")


FIELDS: dict[str, Provider] = {
    # Things of the first pair.
    "item_id": of_one("item"),
    "warehouse_id": of_one("warehouse"),
    "sheet_id": of_one("sheet"),
    "recurring_id": of_one("recurring"),
    "every": fixed(1),
    "period": fixed("day"),
    "starts_on": fixed(date(2099, 1, 1)),
    "due_on": fixed(date(2099, 1, 1)),
    "orders.start_recurring.order_id": of_one("order"),
    "part_number_id": of_one("part_number"),
    "packs": fixed([]),
    "orders.name_part.number": fixed("N-1"),
    "balance_id": of_one("balance"),
    "quarantine_id": of_one("quarantine"),
    "transfer_id": of_one("transfer"),
    "inventory.dispatch_transfer.transfer_id": of_one("approved_transfer"),
    "inventory.receive_transfer.transfer_id": of_one("sent_transfer"),
    "inventory.close_transfer.transfer_id": of_one("sent_transfer"),
    "inventory.mark_transfer_overdue.transfer_id": of_one("sent_transfer"),
    "inventory.receive_transfer.arrivals": lambda place: [ArrivedIn(part_id=place.one.ids["transfer_part"], good="1")],
    "inventory.request_transfer.source_id": of_one("warehouse"),
    "inventory.request_transfer.target_id": of_one("empty_warehouse"),
    "inventory.request_transfer.goods": lambda place: [TransferLineIn(item_id=place.one.ids["item"], quantity="1")],
    "inventory.receive_stock.goods": lambda place: [ReceiveLine(item_id=place.one.ids["item"], quantity="1")],
    "inventory.create_bin.code": fixed("NEW-1"),
    "inventory.quarantine_stock.withheld": fixed("1"),
    "inventory.plan_count.count_method": fixed("list"),
    "inventory.plan_count.warehouse_id": of_one("empty_warehouse"),
    "inventory.plan_count.item_ids": lambda place: [place.one.ids["item"]],
    "count_id": of_one("count"),
    "line_id": of_one("count_line"),
    "inventory.decide_count.line_id": of_one("review_line"),
    "inventory.decide_count.accept": fixed(False),
    "inventory.record_count.found": fixed("1"),
    "listing_id": of_one("listing"),
    "event_id": of_one("event"),
    "lot_id": of_one("lot"),
    "initiator_id": lambda place: place.one.seller,
    "order_id": of_one("open_order"),
    "order_ids": lambda place: [place.one.ids["open_order"], place.one.ids["unplanned_order"]],
    "orders.undo_delivery.delivery_id": of_one("joint_delivery"),
    "grade": fixed("a"),
    "keep": fixed([]),
    "shipment_id": of_one("open_shipment"),
    "invoice_id": of_one("owed_invoice"),
    "payment_id": of_one("payment"),
    "company_id": lambda place: place.one.buyer,
    "buyer_id": lambda place: place.one.buyer,
    "payer_id": lambda place: place.one.buyer,
    "payee_id": lambda place: place.one.seller,
    "seller_id": lambda place: place.one.seller,
    "supplier_id": lambda place: place.one.seller,
    "order_number": lambda place: place.one.order_number,
    "user_id": lambda place: place.visitors["one_buyer"].who.id,
    "session_id": lambda place: place.ids["session:one_buyer"],
    "session_key": lambda place: place.visitors["one_buyer"].cookie,
    "key_id": lambda place: place.ids["key:one_buyer"],
    "membership_id": lambda place: place.ids["membership:one_buyer"],
    "email": lambda place: place.visitors["one_buyer"].who.email,
    # A connected system.
    "connection_id": of_one("connection"),
    "message_id": of_one("sync_message"),
    "disagreement_id": of_one("difference"),
    "delivery_id": of_one("delivery"),
    "file_id": of_one("stock_file"),
    "reconciliation_id": of_one("comparison"),
    "winner": fixed("ours"),
    "integrations.create_connection.code": fixed("ERP"),
    "integrations.create_connection.company_id": lambda place: place.one.seller,
    "integrations.create_connection.name": fixed("Another system"),
    "integrations.create_connection.connector": fixed("push"),
    "integrations.drop_file.name": fixed("stock.csv"),
    "integrations.drop_file.content": fixed(b"sku,warehouse,on_hand\n"),
    "integrations.mark_delivery.state": fixed("unknown"),
    "integrations.owe_deliveries.number": lambda place: place.one.order_number,
    "integrations.record_failure.kind": fixed("pull"),
    "integrations.record_failure.error": fixed("no answer"),
    "integrations.record_look.found": fixed(0),
    "integrations.record_pull.orders": fixed([]),
    "integrations.record_pull.stock": fixed([]),
    "integrations.record_reconciliation.counts": fixed({}),
    "integrations.record_reconciliation.rows": fixed([]),
    "integrations.sync_orders.company_id": lambda place: place.one.seller,
    "integrations.sync_orders.messages": lambda place: [order_message(place)],
    "integrations.sync_stock.company_id": lambda place: place.one.seller,
    "integrations.sync_stock.messages": lambda place: [stock_message(place)],
    "source": fixed(CODE),
    # Things of the control plane.
    "tenant_id": lambda place: place.ref.id,
    "run_id": of_one("nothing"),
    "grant_id": of_one("nothing"),
    "job_id": of_one("nothing"),
    "sign_up_id": of_one("nothing"),
    "seq": fixed(2**40),
    "slug": fixed("quietharbour"),
    "region": fixed("eu"),
    "compliance_profile": fixed("gdpr"),
    "preset": fixed("own_operation"),
    "modes": fixed(("spot_listing",)),
    "admin_email": fixed("somebody@example.com"),
    "admin_name": fixed("Somebody"),
    "locale": fixed("en"),
    # Values.
    "amount": fixed(MoneyIn("1.00", "EUR")),
    "changes": fixed({"general.tagline": "x"}),
    "code": fixed("000000"),
    "content": fixed(b"\x89PNG\r\n\x1a\n"),
    "country": fixed("DE"),
    "currency": fixed("EUR"),
    "language": fixed("en"),
    "name": fixed("Somebody"),
    "name_en": fixed("Somebody"),
    "password": fixed("correct horse battery staple"),
    "quantity": fixed(QuantityIn("60", "KGM")),
    "reason": fixed("because"),
    "role": fixed("buyer"),
    "secret": fixed("no such secret"),
    "sku": fixed("NEW-1"),
    "token": fixed("no-such-token"),
    "unit_price": fixed("2.55"),
    "version": fixed(1),
    "permissions": fixed(["orders.view_order"]),
    # What only Kontor itself sends.
    "deal_id": of_one("deal"),
    "return_id": of_one("return"),
    "credit_note_id": of_one("nothing"),
    "receiver_id": lambda place: place.one.buyer,
    "company_ids": lambda place: [place.one.buyer],
    "target": fixed("orders.order"),
    "target_id": of_one("order"),
    "content_type": fixed("application/pdf"),
    "accepted": fixed(None),
    "must_use_totp": fixed(False),
    "with_factor": fixed(False),
    "profile": fixed({}),
    "tenant": fixed({}),
    "accounts.send_mail.purpose": fixed("added"),
    "documents.store_document.kind": fixed("delivery_note"),
    "documents.store_document.title": fixed("Note"),
    "inventory.record_goods_receipt.lines": fixed([]),
    "rulesets.seed_settings.preset": fixed({}),
    "edition": fixed(0),
    "number": fixed(1),
    "book": fixed({}),
    "rulesets.load_preset.kind": fixed("own_operation"),
    "rulesets.save_sheet.kind": fixed("template"),
    "rulesets.save_sheet.code": fixed("new-template"),
    "rulesets.save_sheet.mode": fixed("english_auction"),
    "rulesets.retire_sheet.kind": fixed("template"),
    "rulesets.retire_sheet.code": fixed("world-template"),
    "tenants.end_provisioning.outcome": fixed("opened"),
    "deposit_id": of_one("deposit"),
    "qualification_id": of_one("qualification"),
    "owner": fixed("Somebody"),
    "costs": fixed(MoneyIn("1.00", "EUR")),
    "deposits.report_deposit.reference": fixed("transfer 1"),
    "deposits.release_deposit.deposit_id": of_one("held_deposit"),
    "deposits.forfeit_deposit.deposit_id": of_one("held_deposit"),
    "deposits.return_deposit.deposit_id": of_one("owed_deposit"),
    "deposits.forfeit_deposit.reason": fixed("withdrew"),
    "parties.record_qualification.kind": fixed("steel"),
    "parties.record_qualification.number": fixed("N-1"),
    "trading.rerun_event.event_id": of_one("over_event"),
    "limit_id": of_one("limit"),
    "grantor_id": lambda place: place.one.seller,
    "spending.set_budget.amount": fixed("10.00"),
    "spending.grant_credit.amount": fixed("10.00"),
    "policy_id": of_one("policy"),
    "delegation_id": of_one("delegation"),
    "duty_id": of_one("duty"),
    "approvals.save_policy.steps": fixed([StepIn(name="S", approvers=[ApproverIn(kind="manager")])]),
    "approvals.assign_duty.kind": fixed("cost_centre"),
    "approvals.assign_duty.holder_id": lambda place: place.visitors["one_buyer"].who.id,
    "approvals.delegate.giver_id": lambda place: place.visitors["one_buyer"].who.id,
    "approvals.delegate.taker_id": of_one("colleague"),
    "approvals.delegate.starts_at": lambda place: datetime.now(UTC) + timedelta(days=1),
    "approvals.delegate.ends_at": lambda place: datetime.now(UTC) + timedelta(days=2),
    "approvals.decide_request.request_id": of_one("approval"),
    "approvals.decide_request.approve": fixed(True),
    "approvals.withdraw_request.request_id": of_one("approval"),
    "approvals.watch_request.request_id": of_one("approval"),
    "orders.save_order_draft.draft_id": of_one("order_draft"),
    "orders.submit_order_draft.draft_id": of_one("order_draft"),
    "orders.withdraw_order_draft.draft_id": of_one("order_draft"),
    "orders.place_draft.draft_id": of_one("waiting_draft"),
    "orders.end_draft_approval.draft_id": of_one("waiting_draft"),
    "orders.end_draft_approval.request_id": of_one("approval"),
    "orders.end_draft_approval.state": fixed("rejected"),
    # Where one command differs.
    "trading.publish_listing.side": fixed("sell"),
    "trading.publish_listing.rules": fixed({}),
    "trading.take_listing.item_id": fixed(None),
    "trading.take_listing.warehouse_id": fixed(None),
    "trading.take_listing.unit_price": fixed(None),
    "trading.take_basket.lines": lambda place: [
        BasketLine(listing_id=place.one.ids["listing"], version=1, quantity=QuantityIn("60", "KGM"))
    ],
    "trading.answer_take.listing_id": of_one("waiting_listing"),
    "trading.answer_take.answer": fixed("confirm"),
    "trading.approve_take.listing_id": of_one("approval_listing"),
    "trading.approve_take.answer": fixed("approve"),
    "trading.release_take.listing_id": of_one("waiting_listing"),
    "trading.review_listing.listing_id": of_one("review_listing"),
    "trading.review_listing.answer": fixed("open"),
    "take": fixed(2),
    "accounts.create_user.email": fixed("new@example.com"),
    "identity.invite_person.email": fixed("new@example.com"),
    "identity.repeat_invitation.membership_id": lambda place: place.ids["membership:invited"],
    "inventory.set_opening_stock.warehouse_id": of_one("empty_warehouse"),
    "logistics.plan_shipment.order_id": of_one("unplanned_order"),
    "parties.reactivate_company.company_id": of_one("suspended_company"),
    "inventory.adjust_stock.change": fixed("-1"),
    "inventory.set_opening_stock.lines": lambda place: [OpeningLine(item_id=place.one.ids["item"], quantity="7")],
    "pricing.set_prices.lines": lambda place: [PriceLine(item_id=place.one.ids["item"], unit_price="0.01")],
    "orders.accept_return.lines": order_lines,
    "orders.place_order.lines": order_lines,
    "orders.place_basket.lines": order_lines,
    "prepayment.order_prepaid.seller_id": of_one("third_seller"),
    "prepayment.order_prepaid.lines": lambda place: [
        OrderLineIn(item_id=place.one.ids["third_item"], quantity=QuantityIn("5", "KGM"))
    ],
    "orders.place_group.orders": lambda place: [
        PlaceOrder(seller_id=place.one.seller, currency="EUR", lines=order_lines(place)),
        PlaceOrder(
            seller_id=place.one.ids["second_seller"],
            currency="EUR",
            lines=[OrderLineIn(item_id=place.one.ids["second_item"], quantity=QuantityIn("5", "KGM"))],
        ),
    ],
    "is_prepaid": fixed(True),
    "prepayment_id": of_one("prepayment"),
    "terms_id": of_one("terms"),
    "claim_id": of_one("claim"),
    "claims.open_claim.order_id": of_one("order"),
    "claims.open_claim.kind": fixed("quality"),
    "claims.open_claim.wish": fixed("credit"),
    "claims.open_claim.text": fixed("rusty"),
    "claims.open_claim.goods": lambda place: [
        ClaimLineIn(order_line_id=place.one.ids["order_line"], quantity=QuantityIn("1", "KGM"))
    ],
    "claims.answer_claim.verdict": fixed("accept"),
    "claims.decide_claim.upheld": fixed(False),
    "claims.decide_claim.text": fixed("because"),
    "amendment_id": of_one("amendment"),
    "orders.propose_amendment.order_id": of_one("unplanned_order"),
    "orders.propose_amendment.change": fixed(ChangeOrder(note="another")),
    "orders.propose_amendment.side": fixed("buyer"),
    "plan_id": of_one("plan"),
    "milestone": fixed("shipped"),
    "terms.offer_terms.steps": fixed([TermsStepIn(share="100", milestone="invoiced")]),
    "process_id": of_one("process"),
    "handler_id": lambda place: place.ids["membership:owner"],
    "orders.place_orders.orders": lambda place: [
        PlaceOrder(seller_id=place.one.seller, buyer_id=place.one.buyer, currency="EUR", lines=order_lines(place))
    ],
    "logistics.confirm_receipt.shipment_id": of_one("sent_shipment"),
    "logistics.render_delivery_note.shipment_id": of_one("sent_shipment"),
    "operators.invite_operator.role": fixed("support"),
    "parties.change_company.name": fixed("Renamed"),
    "catalogue.change_item.name": fixed("Renamed"),
    "vault.set_terms.lot_id": of_one("tender_lot"),
    "vault.submit_bid.lot_id": of_one("tender_lot"),
    "vault.withdraw_bid.lot_id": of_one("tender_lot"),
    "vault.publish_root.lot_id": of_one("tender_lot"),
    "vault.open_bids.lot_id": of_one("tender_lot"),
    "vault.close_opening.lot_id": of_one("tender_lot"),
    "vault.score_bid.lot_id": of_one("tender_lot"),
    "vault.lock_sheet.lot_id": of_one("tender_lot"),
    "vault.admit_bids.lot_id": of_one("tender_lot"),
    "vault.justify_price.lot_id": of_one("tender_lot"),
    "vault.judge_price.lot_id": of_one("tender_lot"),
    "vault.exclude_bid.lot_id": of_one("tender_lot"),
    "vault.award_tender.lot_id": of_one("tender_lot"),
    "vault.end_tender.lot_id": of_one("tender_lot"),
    "vault.reveal_bid.lot_id": of_one("tender_lot"),
    "vault.reveal_bid.envelope": fixed("price"),
    "vault.reveal_bid.nonce": fixed("00" * 32),
    "vault.reveal_bid.text": fixed("{}"),
    "vault.invite_bidders.lot_id": of_one("tender_lot"),
    "vault.publish_candidates.lot_id": of_one("tender_lot"),
    "vault.object.lot_id": of_one("tender_lot"),
    "vault.answer_objection.lot_id": of_one("tender_lot"),
    "vault.enter_beacon.lot_id": of_one("tender_lot"),
    "vault.ask_opener.lot_id": of_one("tender_lot"),
    "vault.answer_opener_request.request_id": of_one("opener_request"),
    "vault.answer_opener_request.accept": fixed(False),
    "vault.invite_bidders.until": fixed(datetime(2031, 5, 1, tzinfo=UTC)),
    "vault.invite_bidders.terms": fixed("as agreed"),
    "vault.object.text": fixed("because"),
    "vault.answer_objection.objection": fixed(2),
    "vault.answer_objection.upheld": fixed(False),
    "vault.register_key.public_key": fixed(public_key(77)),
    "vault.retire_key.key_id": of_one("opener_key"),
    "vault.set_terms.openers": lambda place: [place.one.ids["opener_key"]],
    "vault.set_terms.threshold": fixed(1),
    "vault.submit_bid.envelopes": fixed({"price": sealed_envelope()}),
    "vault.open_bids.envelope": fixed("price"),
    "vault.open_bids.secrets": fixed({"2": "00" * 32}),
    "vault.score_bid.marks": fixed({"c1": "5"}),
    "vault.justify_price.text": fixed("because"),
    "vault.judge_price.accepted": fixed(True),
    "bid": fixed(2),
    "trading.publish_event.mode": fixed("english_auction"),
    "trading.publish_event.side": fixed("sell"),
    "trading.publish_event.rules": fixed({"start_price": "2.00"}),
    "trading.publish_event.quantity": fixed(QuantityIn("5", "KGM")),
    "trading.explain_price.text": fixed("because"),
    "trading.judge_explanation.accepted": fixed(True),
    "trading.simulate_draft.mode": fixed("english_auction"),
    "trading.simulate_draft.side": fixed("sell"),
    "trading.simulate_draft.lowest": fixed("90"),
    "trading.simulate_draft.highest": fixed("120"),
    "trading.simulate_draft.runs": fixed(1),
    "trading.simulate_draft.given": fixed({"start_price": "80"}),
    "trading.join_event.item_id": fixed(None),
    "trading.place_bid.price": fixed("99.00"),
    "trading.place_bid.quantity": fixed(None),
    "trading.cancel_event.reason": fixed("no_demand"),
    "guest_id": of_one("guest"),
    "link": fixed("no-such-link"),
    "thread.invite_guest.lot_id": of_one("request_lot"),
    "thread.invite_guest.email": fixed("new-guest@example.com"),
    "thread.repeat_guest.lot_id": of_one("request_lot"),
    "thread.withdraw_guest.lot_id": of_one("request_lot"),
    "thread.name_guest_goods.lot_id": of_one("request_lot"),
    "thread.name_guest_goods.lines": fixed([1]),
    "thread.remind_silent.lot_id": of_one("request_lot"),
    "thread.pass_deadline.lot_id": of_one("request_lot"),
    "thread.accept_secrecy.lot_id": of_one("request_lot"),
    "thread.accept_secrecy.digest": fixed("00" * 32),
    "thread.approve_award.lot_id": of_one("request_lot"),
    "thread.approve_award.award": fixed(1),
    "thread.reject_award.lot_id": of_one("request_lot"),
    "thread.reject_award.award": fixed(1),
    "parties.admit_company.company_id": of_one("guest_company"),
    "trading.move_time.seconds": fixed(60),
    "trading.step_time.began_at": lambda place: datetime.now(UTC),
    "trading.step_time.total_us": fixed(1_000_000),
    "trading.step_time.within_s": fixed(60),
    "trading.step_time.moved_us": fixed(0),
    "thread.accept_counter.lot_id": of_one("request_lot"),
    "thread.accept_counter.counter": fixed(2),
    "thread.ask_final_offers.lot_id": of_one("request_lot"),
    "thread.ask_final_offers.until": lambda place: datetime.now(UTC) + timedelta(days=1),
    "thread.award_request.lot_id": of_one("request_lot"),
    "thread.award_request.lines": fixed([AwardLineIn(quote=1, line=1)]),
    "thread.close_request.lot_id": of_one("request_lot"),
    "thread.close_request.reason": fixed("no_demand"),
    "thread.decline_request.lot_id": of_one("request_lot"),
    "thread.send_counter.lot_id": of_one("request_lot"),
    "thread.send_counter.lines": fixed([WishIn(line=1, unit_price="3.00")]),
    "thread.send_quote.lot_id": of_one("request_lot"),
    "thread.send_quote.lines": fixed([QuoteLineIn(line=1, unit_price="2.50")]),
    "thread.set_basis.lot_id": of_one("request_lot"),
    "thread.set_basis.targets": fixed({"1": "2.00"}),
    "thread.withdraw_quote.lot_id": of_one("request_lot"),
    "trading.ask_question.event_id": of_one("request"),
    "trading.ask_question.text": fixed("May we ask?"),
    "trading.answer_question.text": fixed("You may."),
    "question_id": of_one("question"),
    "trading.amend_event.event_id": of_one("request"),
    "trading.amend_event.rules": fixed({}),
    "trading.amend_event.title": fixed("Renamed"),
    "trading.confirm_amendment.event_id": of_one("request"),
    "draft_id": of_one("event_draft"),
    "trading.save_draft.mode": fixed("rfq"),
    "trading.save_draft.content": fixed({"title": "Renamed"}),
    "trading.change_draft.content": fixed({"title": "Renamed"}),
    "trading.publish_draft.draft_id": of_one("submitted_draft"),
    "trading.return_draft.draft_id": of_one("submitted_draft"),
    "trading.change_listing.quantity": fixed(QuantityIn("300", "KGM")),
    "trading.change_listing.title": fixed("Renamed"),
}
# Left out although they are optional: they only narrow or describe.
UNSAID = frozenset({
    "absentee", "active", "additions", "address", "after", "again", "amount", "answer", "at_todays_price",
    "attributes", "audience", "bad", "based_on", "beacon", "bidders", "bin", "buy_now", "can_buy", "can_sell",
    "cancel", "carrier", "category", "change", "changed_percent", "city", "class_abc", "client_reference", "closed",
    "confirmed", "contact", "content", "cost_centre", "counted_at", "country", "criteria", "cursor", "day", "days",
    "debt", "defaulters", "description", "discount_days", "discount_percent", "draft", "due_at", "edition",
    "effective_from", "end_of_month", "ends_at", "ends_on", "error", "expires_at", "extras", "features", "field",
    "file_name", "files", "final", "firm_until", "go_on", "goods_back", "guarantee", "incoterm", "industry",
    "invite", "invite_codes", "invited_by", "ip", "is_attempt", "is_billing", "is_delivery", "is_last", "is_usual",
    "issuer", "item_ids", "kind", "label", "last", "late", "late_day", "lead_days", "leave_out", "limit", "limits",
    "lines", "lot", "max_uses", "maximum", "member_id", "messages", "method", "min_accept", "min_take",
    "must_use_totp", "name_zh_hans", "need", "note", "numbers", "of_id", "offset", "on", "on_closed", "on_hand",
    "opening", "opens_at", "ordered_at", "own_approval", "own_default", "paid_at", "parent", "part_id",
    "payment_days", "place", "position", "postcode", "price_gap", "priority", "priority_codes", "randomness",
    "rate_per_minute", "rates", "received", "reference", "refused", "remedy", "returned_at", "round", "rows",
    "scorers", "secret", "seed", "settings", "side", "signature", "site_id", "so_far", "sources", "starts_on",
    "state", "stocked", "suite", "take_step", "targets", "tax_id", "tax_percent", "tax_rate", "template",
    "terms_days", "text", "their_number", "tick", "tiers", "times", "title", "to_place", "tolerance_percent",
    "tracked_by", "tracking", "undo", "unit", "until", "user_agent", "valid_from", "valid_until", "value", "values",
    "wanted_on", "weekday", "when", "winners", "with_mail", "within_s", "zone",
})  # fmt: skip


def input_of(command: Command[Any, Any], place: Place) -> msgspec.Struct:
    """The command's input with the ids of the first pair of `place`."""
    told = {}
    for one in msgspec.structs.fields(command.input):
        provider = FIELDS.get(f"{command.code}.{one.name}") or FIELDS.get(one.name)
        if provider is not None and not (one.name in UNSAID and not one.required):
            told[one.name] = provider(place)
        elif f"{command.code}.{one.name}" in FIELDS:
            told[one.name] = FIELDS[f"{command.code}.{one.name}"](place)
        else:
            assert not one.required and one.name in UNSAID, (
                f"teach the isolation test about {one.name} of {command.code} (tests/isolation/inputs.py)"
            )
    return command.input(**told)


def body_of(command: Command[Any, Any], place: Place, without: set[str]) -> dict[str, Any]:
    """The same as a JSON body; `without` names the fields that stand in the address."""
    found: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(input_of(command, place)))
    return {name: value for name, value in found.items() if value is not None and name not in without}
