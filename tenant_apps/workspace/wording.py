"""The words of stored codes on the marketplace's pages: states, acts, reasons, kinds.

Codes never reach people. They are all here, because one page (a deal) shows codes of eight apps side by side and they
must sound like one voice.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shared_apps.ui.statuses import Status
from shared_apps.ui.statuses import register as declare
from tenant_apps.workspace import (
    wording_acts,
    wording_anomalies,
    wording_claims,
    wording_exceptions,
    wording_processes,
    wording_terms,
    wording_transfers,
)


def register() -> None:
    """Declare everything; called once at start."""
    _states()
    _events()
    _acts()
    _kinds()
    _requests()
    _deposits()
    wording_exceptions.register()
    wording_anomalies.register()
    wording_processes.register()
    wording_terms.register()
    wording_acts.register()
    wording_claims.register()
    wording_transfers.register()
    _approvals()


def _states() -> None:
    declare("trading.listing", {"review": Status(pgettext_lazy("status", "In review"), "brass", icon="eye")})
    declare(
        "trading.take",
        {
            "contracted": Status(pgettext_lazy("take", "Deal"), "good", icon="circle-check"),
            "waiting": Status(pgettext_lazy("take", "Waiting"), "brass", icon="clock"),
            "released": Status(pgettext_lazy("take", "Released"), "mute", icon="ban"),
            "refused": Status(pgettext_lazy("take", "Refused"), "bad", icon="ban"),
            "approval": Status(pgettext_lazy("take", "Waits for the marketplace"), "brass", icon="clock"),
            "confirmation": Status(pgettext_lazy("take", "Waits for confirmation"), "brass", icon="clock"),
        },
    )
    declare("trading.deal", {"open": Status(pgettext_lazy("status", "Under way"), "info", icon="circle-dot")})
    declare(
        "catalogue.item",
        {
            "active": Status(pgettext_lazy("status", "On sale"), "good", icon="circle-check"),
            "retired": Status(pgettext_lazy("status", "Off sale"), "mute", icon="ban"),
        },
    )
    declare(
        "orders.order",
        {
            "accepted": Status(pgettext_lazy("status", "To ship"), "warn", icon="clock"),
            "delivered": Status(pgettext_lazy("status", "Delivered"), "good", icon="package-import"),
            "invoiced": Status(pgettext_lazy("status", "Invoiced"), "info", icon="file-invoice"),
        },
    )
    declare(
        "orders.quick_sheet",
        {
            "checking": Status(pgettext_lazy("quick order", "Being looked at"), "info", icon="loader-2"),
            "ready": Status(pgettext_lazy("quick order", "To order"), "brass", icon="clipboard-list"),
            "ordering": Status(pgettext_lazy("quick order", "Being ordered"), "info", icon="loader-2"),
            "done": Status(pgettext_lazy("quick order", "Ordered"), "good", icon="circle-check"),
        },
    )
    declare(
        "orders.recurring_order",
        {
            "active": Status(pgettext_lazy("recurring order", "Under way"), "good", icon="repeat"),
            "paused": Status(pgettext_lazy("recurring order", "Paused"), "warn", icon="clock"),
            "ended": Status(pgettext_lazy("recurring order", "Ended"), "mute", icon="ban"),
        },
    )
    declare(
        "orders.recurring_run",
        {
            "placed": Status(pgettext_lazy("recurring order", "Ordered"), "good", icon="circle-check"),
            "failed": Status(pgettext_lazy("recurring order", "Not placed"), "bad", icon="alert-triangle"),
            "asking": Status(pgettext_lazy("recurring order", "Asks you"), "brass", icon="clock"),
            "skipped": Status(pgettext_lazy("recurring order", "Left out"), "mute", icon="ban"),
        },
    )
    declare(
        "orders.part",
        {
            "waiting": Status(pgettext_lazy("status", "Waits for stock"), "brass", icon="clock"),
            "accepted": Status(pgettext_lazy("status", "To ship"), "warn", icon="clock"),
            "delivered": Status(pgettext_lazy("status", "Delivered"), "good", icon="package-import"),
            "invoiced": Status(pgettext_lazy("status", "Invoiced"), "info", icon="file-invoice"),
        },
    )
    declare(
        "orders.delivery",
        {
            "open": Status(pgettext_lazy("status", "To ship"), "warn", icon="clock"),
            "released": Status(pgettext_lazy("status", "Has left"), "good", icon="truck"),
            "undone": Status(pgettext_lazy("status", "Taken apart"), "mute", icon="ban"),
        },
    )
    declare("logistics.shipment", {"planned": Status(pgettext_lazy("status", "To ship"), "warn", icon="clock")})
    declare("invoicing.invoice", {"used": Status(pgettext_lazy("status", "Used up"), "mute", icon="checks")})
    declare(
        "inventory.movement",
        {
            "opening": Status(pgettext_lazy("stock movement", "Opening"), "mute", icon="flag"),
            "receipt": Status(pgettext_lazy("stock movement", "Receipt"), "good", icon="package-import"),
            "issue": Status(pgettext_lazy("stock movement", "Issue"), "info", icon="truck"),
            "return": Status(pgettext_lazy("stock movement", "Return"), "warn", icon="arrow-back-up"),
            "adjustment": Status(pgettext_lazy("stock movement", "Adjustment"), "mute", icon="pencil"),
            "count": Status(pgettext_lazy("stock movement", "Count"), "mute", icon="list-check"),
            "loss": Status(pgettext_lazy("stock movement", "Loss"), "bad", icon="trash"),
            "transfer_out": Status(pgettext_lazy("stock movement", "Sent"), "info", icon="truck"),
            "transfer_in": Status(pgettext_lazy("stock movement", "Arrived"), "good", icon="package-import"),
            "quarantine": Status(pgettext_lazy("stock movement", "Kept back"), "warn", icon="lock"),
            "release": Status(pgettext_lazy("stock movement", "Let go"), "good", icon="check"),
            "move": Status(pgettext_lazy("stock movement", "Other bin"), "mute", icon="arrows-exchange"),
        },
    )
    declare(
        "inventory.quarantine_cause",
        {
            "person": Status(pgettext_lazy("cause", "By a person"), "mute", icon="user"),
            "expired": Status(pgettext_lazy("cause", "Expired"), "bad", icon="clock"),
            "damaged": Status(pgettext_lazy("cause", "Damaged"), "warn", icon="alert-triangle"),
            "returned": Status(pgettext_lazy("cause", "Came back"), "info", icon="arrow-back-up"),
        },
    )
    declare(
        "inventory.transfer",
        {
            "requested": Status(pgettext_lazy("transfer", "Waits for approval"), "warn", icon="hourglass"),
            "approved": Status(pgettext_lazy("transfer", "To send"), "info", icon="package"),
            "dispatched": Status(pgettext_lazy("transfer", "On the way"), "info", icon="truck"),
            "closed": Status(pgettext_lazy("transfer", "Arrived"), "good", icon="circle-check"),
        },
    )
    declare(
        "inventory.transfer_difference",
        {
            "open": Status(pgettext_lazy("transfer difference", "Open"), "warn", icon="arrows-diff"),
            "claimed": Status(pgettext_lazy("transfer difference", "Claimed"), "info", icon="hourglass"),
            "accepted": Status(pgettext_lazy("transfer difference", "Accepted"), "mute", icon="circle-check"),
            "compensated": Status(pgettext_lazy("transfer difference", "Paid by the carrier"), "good", icon="cash"),
            "refused": Status(pgettext_lazy("transfer difference", "Not paid by the carrier"), "bad", icon="ban"),
            "returned": Status(pgettext_lazy("transfer difference", "Sent back"), "good", icon="truck"),
        },
    )
    declare("inventory.count", {"open": Status(pgettext_lazy("count", "Being counted"), "info", icon="list-check")})
    declare(
        "inventory.count_method",
        {
            "all": Status(pgettext_lazy("count", "Everything")),
            "abc": Status(pgettext_lazy("count", "Class")),
            "zone": Status(pgettext_lazy("count", "Zone")),
            "list": Status(pgettext_lazy("count", "Items by number")),
        },
    )
    declare(
        "trading.format",
        {
            "turns": Status(_("By turns")),
            "japanese": Status(_("Japanese")),
            "index": Status(_("On an index")),
            "parts": Status(_("In parts")),
            "hybrid": Status(_("With sealed bids")),
        },
    )
    declare(
        "trading.refusal",
        {
            "trading.listing_closed": Status(_("The listing was closed")),
            "trading.own_listing": Status(_("Own listing")),
            "trading.stale_version": Status(_("The terms had changed")),
            "trading.insufficient_remaining": Status(_("More than was left")),
            "trading.below_min_take": Status(_("Below the least take")),
            "trading.bad_step": Status(_("Off the step")),
            "trading.out_of_session": Status(_("Outside trading hours")),
            "trading.whole_lot_only": Status(_("Not the whole lot")),
            "trading.must_take_all": Status(_("Would have left too little")),
            "trading.price_is_firm": Status(_("Price not negotiable")),
            "trading.item_needed": Status(_("No item named")),
            "trading.no_item_needed": Status(_("An item was named")),
            "trading.item_not_yours": Status(_("Not an item of the company")),
            "trading.item_not_for_sale": Status(_("Item not active")),
            "trading.other_unit": Status(_("Item in another unit")),
            "trading.basket_refused": Status(_("Rest of the basket refused")),
            "trading.company_may_not_sell": Status(_("May not sell here")),
            "trading.not_joined": Status(_("Had not joined")),
            "trading.paused": Status(_("Paused")),
            "trading.not_open": Status(_("Not open yet")),
            "trading.closed": Status(_("Too late")),
            "trading.deposit_missing": Status(_("Deposit not blocked")),
            "trading.not_qualified": Status(_("Qualification missing")),
            "trading.conflict_of_interest": Status(_("Same owner as the initiator")),
            "trading.barred": Status(_("Barred from events")),
            "trading.barred_from_rerun": Status(_("Had defaulted before")),
            "trading.own_lot": Status(_("Own event")),
            "trading.bad_price": Status(_("Not a usable price")),
            "trading.too_low": Status(_("Too low")),
            "trading.too_high": Status(_("Too high")),
            "trading.off_step": Status(_("Off the step")),
            "trading.below_own_last": Status(_("Not better than the own last bid")),
            "trading.equal_bid": Status(_("Price already bid")),
            "trading.cap_needs_confirmation": Status(_("Large jump, not confirmed")),
            "trading.no_buy_now": Status(_("No longer to be bought at once")),
            "trading.stale_tick": Status(_("The price had changed")),
            "trading.over_max_take": Status(_("More than one company may take")),
            "trading.amendment_unconfirmed": Status(_("Change of the event not confirmed")),
            "trading.overtaken": Status(_("Overtaken by another bid")),
            "trading.not_your_turn": Status(_("Not their turn")),
            "trading.nothing_to_cancel": Status(_("Nothing to take back")),
            "trading.nothing_to_beat": Status(_("Nothing to beat")),
            "trading.cannot_begin": Status(_("Could not begin")),
            "trading.no_absentee": Status(_("Too late to be left behind")),
            "trading.nothing_due": Status(_("Nothing was due")),
            "trading.already_in": Status(_("Confirmed already")),
            "trading.dropped_out": Status(_("Had dropped out")),
            "trading.bad_features": Status(_("Options not declared")),
            "trading.features_fixed": Status(_("Other options than before")),
            "trading.bad_least_part": Status(_("Not a usable least part")),
            "trading.below_own_quantity": Status(_("Less than before")),
            "trading.bad_quantity": Status(_("Not a usable quantity")),
            "trading.same_company": Status(_("Own listing")),
            "trading.company_suspended": Status(_("Company suspended")),
            "trading.company_may_not_buy": Status(_("May not buy here")),
            "inventory.insufficient_stock": Status(_("Not enough stock")),
            "inventory.no_good_lot": Status(_("No batch lives long enough")),
        },
    )


def _events() -> None:
    declare(
        "questions.draft",
        {
            "draft": Status(pgettext_lazy("status", "Draft"), "mute", icon="pencil"),
            "review": Status(pgettext_lazy("status", "In review"), "brass", icon="clock"),
            "published": Status(pgettext_lazy("status", "Published"), "good", icon="circle-check"),
        },
    )
    declare(
        "trading.event",
        {
            "announced": Status(pgettext_lazy("status", "Announced"), "info", icon="calendar"),
            "open": Status(pgettext_lazy("status", "Running"), "good", icon="activity"),
            "paused": Status(pgettext_lazy("status", "Paused"), "warn", icon="clock"),
            "closing": Status(pgettext_lazy("status", "Closing"), "brass", icon="loader-2"),
            "evaluation": Status(pgettext_lazy("status", "Evaluation"), "brass", icon="scale"),
            "complete": Status(pgettext_lazy("status", "Awarded"), "good", icon="circle-check"),
            "unsuccessful": Status(pgettext_lazy("status", "Without award"), "mute", icon="ban"),
            "withdrawn": Status(pgettext_lazy("status", "Withdrawn"), "mute", icon="ban"),
            "cancelled": Status(pgettext_lazy("status", "Cancelled"), "bad", icon="ban"),
        },
    )
    declare(
        "trading.mode",
        {
            "spot_listing": Status(_("Spot listing")),
            "rfq": Status(_("Request for quotation")),
            "english_auction": Status(_("English auction")),
            "reverse_auction": Status(_("Reverse auction")),
            "dutch_auction": Status(_("Dutch auction")),
            "sealed_tender": Status(_("Sealed tender")),
        },
    )
    declare(
        "trading.mode_lead",
        {
            "rfq": Status(_("Companies quote line by line; you negotiate with each and award the best.")),
            "english_auction": Status(_("Bids rise; the highest one wins when the time is over.")),
            "reverse_auction": Status(_("Suppliers bid each other down; the lowest one wins when the time is over.")),
            "dutch_auction": Status(_("The price moves by itself until somebody takes it.")),
            "sealed_tender": Status(_("Bids stay sealed until several openers open them together.")),
        },
    )
    declare(
        "trading.reason",
        {
            "no_bids": Status(_("nobody bid")),
            "too_expensive": Status(_("too expensive")),
            "information_only": Status(_("it was for information only")),
            "no_winner_left": Status(_("no winner was left")),
            "no_valid_bid": Status(_("no bid could be used")),
            "no_candidate": Status(_("no bid could be awarded")),
            "not_awarded": Status(_("the initiator awarded nobody")),
            "reserve_not_met": Status(_("the reserve was not met")),
            "too_few_bidders": Status(_("too few bidders")),
            "not_started": Status(_("it could not start in time")),
            "no_part_accepted": Status(_("nobody accepts the part it would get")),
            "initiator_suspended": Status(_("the initiator is suspended")),
            "no_demand": Status(_("no longer needed")),
            "unfixable_error": Status(_("an error that cannot be mended")),
            "too_few_offers": Status(_("too few offers")),
            "force_majeure": Status(_("force majeure")),
            "budget_cut": Status(_("the budget was cut")),
            "impartiality_broken": Status(_("impartiality was broken")),
            "date_violation": Status(_("a date was not kept")),
        },
    )


def _acts() -> None:
    declare(
        "audit.action",
        {
            "trading.publish_listing": Status(_("Listing published")),
            "trading.change_listing": Status(_("Listing changed")),
            "trading.withdraw_listing": Status(_("Listing withdrawn")),
            "trading.expire_listing": Status(_("Listing expired")),
            "trading.take_listing": Status(_("Taken from a listing")),
            "trading.take_basket": Status(_("Basket taken")),
            "trading.answer_take": Status(_("Take answered")),
            "trading.approve_take": Status(_("Take looked at by the marketplace")),
            "trading.release_take": Status(_("Take released")),
            "trading.review_listing": Status(_("Listing reviewed")),
            "trading.publish_event": Status(_("Event published")),
            "trading.join_event": Status(_("Joined an event")),
            "trading.place_bid": Status(_("Bid placed")),
            "trading.close_lot": Status(_("Event closed")),
            "trading.pause_event": Status(_("Event paused")),
            "trading.resume_event": Status(_("Event resumed")),
            "trading.cancel_event": Status(_("Event cancelled")),
            "trading.rerun_event": Status(_("Event run again")),
            "second_try.negotiate": Status(_("Looked for a negotiation")),
            "accounts.rotate_data_keys": Status(_("Encryption keys rotated")),
            "accounts.destroy_data_keys": Status(_("All encryption keys destroyed")),
            "accounts.shred_person": Status(_("Person made unreadable")),
            "vault.register_key": Status(_("Opener key registered")),
            "vault.retire_key": Status(_("Opener key retired")),
            "vault.set_terms": Status(_("Openers and criteria fixed")),
            "vault.submit_bid": Status(_("Sealed bid handed in")),
            "vault.withdraw_bid": Status(_("Sealed bid withdrawn")),
            "vault.reveal_bid": Status(_("Own bid opened")),
            "vault.publish_root": Status(_("Commitment root published")),
            "vault.open_bids": Status(_("Part of an opening done")),
            "vault.close_opening": Status(_("Opening ended")),
            "vault.score_bid": Status(_("Marks given")),
            "vault.lock_sheet": Status(_("Sheet locked")),
            "vault.admit_bids": Status(_("Bids admitted")),
            "vault.justify_price": Status(_("Price justified")),
            "vault.judge_price": Status(_("Price decided on")),
            "vault.exclude_bid": Status(_("Bid excluded")),
            "vault.invite_bidders": Status(_("Bidders invited to the second stage")),
            "vault.publish_candidates": Status(_("Candidates published")),
            "vault.object": Status(_("Objection made")),
            "vault.answer_objection": Status(_("Objection answered")),
            "vault.enter_beacon": Status(_("Value of the beacon entered")),
            "vault.ask_opener": Status(_("Opener asked for")),
            "vault.answer_opener_request": Status(_("Request for an opener answered")),
            "vault.award_tender": Status(_("Tender awarded")),
            "vault.end_tender": Status(_("Tender ended without award")),
            "trading.close_deal": Status(_("Deal settled")),
            "trading.cancel_deal": Status(_("Deal cancelled")),
            "orders.place_order": Status(_("Order placed")),
            "orders.accept_deal": Status(_("Order accepted")),
            "orders.cancel_order": Status(_("Order cancelled")),
            "orders.cancel_rest": Status(_("Rest cancelled")),
            "orders.keep_list": Status(_("List kept")),
            "orders.change_list": Status(_("List changed")),
            "orders.drop_list": Status(_("List let go")),
            "orders.order_list": Status(_("List ordered")),
            "settlement.conclude_order": Status(_("Looked whether it is settled")),
            "orders.propose_amendment": Status(_("Change of the order proposed")),
            "orders.accept_amendment": Status(_("Change of the order agreed")),
            "orders.refuse_amendment": Status(_("Change of the order refused")),
            "orders.withdraw_amendment": Status(_("Change of the order withdrawn")),
            "orders.end_amendment_approval": Status(_("Approval of a change ended")),
            "orders.expire_amendment": Status(_("Change of the order expired")),
            "orders.save_order_draft": Status(_("Draft of an order saved")),
            "orders.submit_order_draft": Status(_("Draft of an order submitted")),
            "orders.withdraw_order_draft": Status(_("Draft of an order withdrawn")),
            "orders.place_draft": Status(_("Approved order placed")),
            "orders.end_draft_approval": Status(_("Approval of a draft ended")),
            "spending.set_budget": Status(_("Budget set")),
            "spending.grant_credit": Status(_("Credit granted")),
            "spending.close_limit": Status(_("Limit closed")),
            "spending.confirm_limit": Status(_("Limit confirmed")),
            "spending.reject_limit": Status(_("Limit rejected")),
            "approvals.save_policy": Status(_("Approval policy saved")),
            "approvals.retire_policy": Status(_("Approval policy ended")),
            "approvals.assign_duty": Status(_("Approver named")),
            "approvals.end_duty": Status(_("Duty of an approver ended")),
            "approvals.delegate": Status(_("Decisions delegated")),
            "approvals.end_delegation": Status(_("Delegation ended")),
            "approvals.decide_request": Status(_("Approval decided")),
            "approvals.withdraw_request": Status(_("Request for approval withdrawn")),
            "approvals.watch_request": Status(_("Looked after a request for approval")),
            "orders.accept_return": Status(_("Return accepted")),
            "orders.split_order": Status(_("Order divided")),
            "orders.unsplit_order": Status(_("Parts joined again")),
            "orders.join_orders": Status(_("Orders joined into one delivery")),
            "orders.undo_delivery": Status(_("Joint delivery taken apart")),
            "orders.set_delivery": Status(_("Wishes for the delivery set")),
            "orders.set_warehouse_terms": Status(_("Terms of a warehouse set")),
            "orders.set_grade": Status(_("Class of a customer set")),
            "orders.serve_waiting": Status(_("Waiting orders served")),
            "orders.place_basket": Status(_("Basket ordered")),
            "logistics.drop_plans": Status(_("Plans of shipments dropped")),
            "logistics.plan_shipment": Status(_("Shipment planned")),
            "logistics.ship": Status(_("Shipped")),
            "logistics.confirm_receipt": Status(_("Receipt confirmed")),
            "logistics.render_delivery_note": Status(_("Delivery note made")),
            "logistics.cancel_shipment": Status(_("Shipment cancelled")),
            "invoicing.issue_invoice": Status(_("Invoice issued")),
            "invoicing.issue_credit_note": Status(_("Credit note issued")),
            "invoicing.render_invoice": Status(_("PDF made")),
            "payments.record_payment": Status(_("Payment recorded")),
            "deposits.report_deposit": Status(_("Deposit reported as paid")),
            "deposits.confirm_deposit": Status(_("Deposit blocked")),
            "deposits.release_deposit": Status(_("Deposit released")),
            "deposits.forfeit_deposit": Status(_("Deposit kept")),
            "deposits.return_deposit": Status(_("Deposit paid out")),
            "deposits.release_of_event": Status(_("Deposits released after the end")),
            "deposits.release_of_deal": Status(_("Deposits of the deal released")),
            "inventory.create_bin": Status(_("Bin added")),
            "inventory.block_bin": Status(_("Bin blocked or opened")),
            "inventory.move_goods": Status(_("Goods moved to another bin")),
            "inventory.set_reorder_point": Status(_("Reorder point set")),
            "inventory.expect_supply": Status(_("Supply written down")),
            "inventory.move_supply": Status(_("Supply moved to another day")),
            "inventory.receive_supply": Status(_("Supply received")),
            "inventory.cancel_supply": Status(_("Supply called off")),
            "inventory.receive_stock": Status(_("Goods received")),
            "inventory.quarantine_stock": Status(_("Goods kept back")),
            "inventory.release_quarantine": Status(_("Goods released")),
            "inventory.scrap_quarantine": Status(_("Goods booked as a loss")),
            "inventory.request_transfer": Status(_("Transfer asked for")),
            "inventory.approve_transfer": Status(_("Transfer approved")),
            "inventory.dispatch_transfer": Status(_("Transfer sent")),
            "inventory.receive_transfer": Status(_("Transfer received")),
            "inventory.close_transfer": Status(_("Transfer closed")),
            "inventory.accept_difference": Status(_("Difference accepted")),
            "inventory.claim_difference": Status(_("Claimed from the carrier")),
            "inventory.count_difference": Status(_("Count asked for")),
            "inventory.return_surplus": Status(_("Surplus sent back")),
            "inventory.settle_difference": Status(_("Carrier’s answer kept")),
            "inventory.cancel_transfer": Status(_("Transfer cancelled")),
            "inventory.plan_count": Status(_("Count planned")),
            "inventory.record_count": Status(_("Line counted")),
            "inventory.decide_count": Status(_("Difference decided on")),
            "inventory.cancel_count": Status(_("Count cancelled")),
            "catalogue.create_item": Status(_("Item added")),
            "catalogue.change_item": Status(_("Item changed")),
            "payments.ask_outcome": Status(_("Outcome asked for")),
            "payments.keep_bank_word": Status(_("Word of the bank kept")),
            "payments.note_outcome": Status(_("Answer about the outcome")),
            "catalogue.hand_in_licence": Status(_("Licence handed in")),
            "catalogue.lift_licence": Status(_("Licence asked for no more")),
            "catalogue.require_licence": Status(_("Licence required")),
            "catalogue.retire_item": Status(_("Taken off sale")),
            "parties.add_company": Status(_("Company added")),
            "parties.change_company": Status(_("Company changed")),
            "parties.add_site": Status(_("Place added")),
            "parties.add_guest": Status(_("Guest added")),
            "parties.admit_company": Status(_("Guest admitted")),
            "parties.suspend_company": Status(_("Company suspended")),
            "parties.reactivate_company": Status(_("Company active again")),
            "parties.record_qualification": Status(_("Qualification recorded")),
            "parties.judge_qualification": Status(_("Qualification judged")),
            "parties.submit_qualification": Status(_("Qualification handed in")),
            "parties.revoke_qualification": Status(_("Qualification revoked")),
            "parties.name_owner": Status(_("Owner named")),
            "parties.place_company": Status(_("Place in its group changed")),
            "parties.bar_company": Status(_("Bar from events changed")),
            "evidence.ask_pack": Status(_("Evidence pack asked for")),
            "evidence.close_pack": Status(_("Evidence pack made")),
            "evidence.take_pack": Status(_("Evidence pack taken out")),
            "evidence.record_drill": Status(_("Drill of restoring made")),
            "compliance.choose_profiles": Status(_("Compliance profiles proposed")),
            "compliance.approve_profiles": Status(_("Compliance profiles approved")),
            "compliance.reject_profiles": Status(_("Compliance profiles rejected")),
            "compliance.withdraw_profiles": Status(_("Proposal of compliance profiles withdrawn")),
            "compliance.decide_conflict": Status(_("Conflict between profiles decided")),
            "compliance.seed_profiles": Status(_("Compliance profiles of the legal home")),
            "rulesets.change_settings": Status(_("Settings changed")),
            "rulesets.seed_settings": Status(_("Preset applied")),
            "rulesets.edit_draft": Status(_("Draft of the rules edited")),
            "rulesets.discard_draft": Status(_("Draft of the rules discarded")),
            "rulesets.publish_draft": Status(_("Rules published")),
            "rulesets.approve_draft": Status(_("Rules approved")),
            "rulesets.reject_draft": Status(_("Draft of the rules sent back")),
            "rulesets.cancel_version": Status(_("Version of the rules cancelled")),
            "rulesets.import_book": Status(_("Rule book imported")),
            "rulesets.load_preset": Status(_("Preset laid into the draft")),
            "rulesets.restore_version": Status(_("Older rules brought back")),
        },
    )


def _kinds() -> None:
    declare(
        "documents.kind",
        {
            "delivery_note": Status(_("Delivery note")),
            "invoice": Status(_("Invoice")),
            "credit_note": Status(_("Credit note")),
        },
    )
    declare(
        "ledger.account",
        {
            "receivable": Status(pgettext_lazy("account", "Receivable")),
            "payable": Status(pgettext_lazy("account", "Payable")),
            "bank": Status(pgettext_lazy("account", "Bank")),
            "sales": Status(pgettext_lazy("account", "Sales")),
            "purchases": Status(pgettext_lazy("account", "Purchases")),
            "tax_out": Status(pgettext_lazy("account", "Tax owed")),
            "tax_in": Status(pgettext_lazy("account", "Tax to reclaim")),
            "returns": Status(pgettext_lazy("account", "Returns")),
            "ordered": Status(pgettext_lazy("account", "Ordered, not billed")),
            "backlog": Status(pgettext_lazy("account", "Order backlog")),
            "deposit_paid": Status(pgettext_lazy("account", "Deposits given")),
            "deposit_held": Status(pgettext_lazy("account", "Deposits held")),
            "deposit_due": Status(pgettext_lazy("account", "Due from deposits")),
            "deposit_owed": Status(pgettext_lazy("account", "Owed for deposits")),
            "deposit_lost": Status(pgettext_lazy("account", "Deposits lost")),
            "deposit_gained": Status(pgettext_lazy("account", "Deposits gained")),
        },
    )


def _requests() -> None:
    """Requests for quotation: kinds, states of a thread, acts, terms."""
    declare(
        "thread.kind",
        {
            "rfi": Status(_("Request for information")),
            "rfq": Status(_("Request for quotation")),
            "rfp": Status(_("Request for proposal")),
        },
    )
    declare(
        "thread.status",
        {
            "opened": Status(pgettext_lazy("thread", "No quote yet"), "mute", icon="circle-dot"),
            "quoted": Status(pgettext_lazy("thread", "Quoted"), "info", icon="check"),
            "countered": Status(pgettext_lazy("thread", "Counter-offer made"), "brass", icon="clock"),
            "revised": Status(pgettext_lazy("thread", "Quoted anew"), "info", icon="check"),
            "agreed": Status(pgettext_lazy("thread", "Agreed"), "good", icon="circle-check"),
            "declined": Status(pgettext_lazy("thread", "Declined"), "mute", icon="ban"),
            "withdrawn": Status(pgettext_lazy("thread", "Withdrawn"), "mute", icon="ban"),
            "expired": Status(pgettext_lazy("thread", "Run out"), "bad", icon="clock"),
        },
    )
    declare(
        "thread.guest",
        {
            "invited": Status(pgettext_lazy("guest", "Invited"), "mute", icon="mail"),
            "opened": Status(pgettext_lazy("guest", "Opened"), "info", icon="check"),
            "joined": Status(pgettext_lazy("guest", "Takes part"), "info", icon="check"),
            "withdrawn": Status(pgettext_lazy("guest", "Link closed"), "mute", icon="ban"),
            "member": Status(pgettext_lazy("guest", "Admitted"), "good", icon="circle-check"),
        },
    )
    declare(
        "thread.act",
        {
            "counter": Status(_("Counter-offer")),
            "decline": Status(_("Declined")),
            "withdraw": Status(_("Quote withdrawn")),
            "bafo": Status(_("Best and final offers asked for")),
            "extend": Status(_("Deadline moved: too few quotes")),
            "close": Status(_("Closed without an award")),
            "won": Status(_("Awarded")),
            "lost": Status(_("Awarded to others")),
        },
    )
    declare(
        "thread.component",
        {
            "goods": Status(_("Goods")),
            "packing": Status(_("Packing")),
            "freight": Status(_("Freight")),
            "duty": Status(_("Duty")),
            "tax": Status(_("Tax")),
        },
    )
    declare(
        "thread.term",
        {
            "currency": Status(_("Currency")),
            "incoterm": Status(_("Incoterm")),
            "payment_days": Status(_("Payment after, days")),
            "lead_days": Status(_("Delivery within, days")),
        },
    )


def _deposits() -> None:
    declare(
        "deposits.deposit",
        {
            "requested": Status(pgettext_lazy("deposit", "Asked for"), "warn", icon="clock"),
            "blocked": Status(pgettext_lazy("deposit", "Blocked"), "good", icon="lock"),
            "applied": Status(pgettext_lazy("deposit", "Used for the price"), "info", icon="circle-check"),
            "released": Status(pgettext_lazy("deposit", "Released"), "mute", icon="arrow-back-up"),
            "forfeited": Status(pgettext_lazy("deposit", "Kept"), "bad", icon="ban"),
            "partly_forfeited": Status(pgettext_lazy("deposit", "Partly kept"), "bad", icon="ban"),
            "lapsed": Status(pgettext_lazy("deposit", "No longer needed"), "mute", icon="ban"),
        },
    )
    declare(
        "deposits.kind",
        {
            "participation": Status(_("Deposit to take part")),
            "performance": Status(_("Performance deposit")),
            "earnest": Status(_("Earnest money")),
        },
    )
    declare(
        "deposits.reason",
        {
            "withdrew": Status(_("Withdrew its bid")),
            "did_not_sign": Status(_("Did not conclude the contract")),
            "did_not_pay": Status(_("Did not pay")),
            "did_not_deliver": Status(_("Did not deliver")),
            "collusion": Status(_("Agreed with other bidders")),
            "other_breach": Status(_("Broke the rules in another way")),
        },
    )
    declare(
        "deposits.part",
        {
            "costs": Status(_("Costs")),
            "price_gap": Status(_("Less from a resale")),
            "debt": Status(_("Still owed")),
        },
    )


def _approvals() -> None:
    declare(
        "approvals.request",
        {
            "waiting": Status(pgettext_lazy("approval", "Waits for approval"), "brass", icon="clock"),
            "approved": Status(pgettext_lazy("approval", "Approved"), "good", icon="circle-check"),
        },
    )
    declare(
        "approvals.step",
        {
            "pending": Status(pgettext_lazy("approval", "Later"), "mute", icon="clock"),
            "open": Status(pgettext_lazy("approval", "Being decided"), "brass", icon="clock"),
            "approved": Status(pgettext_lazy("approval", "Approved"), "good", icon="circle-check"),
            "dropped": Status(pgettext_lazy("approval", "Not needed"), "mute", icon="ban"),
        },
    )
    declare("approvals.policy", {"retired": Status(pgettext_lazy("approval", "Ended"), "mute", icon="ban")})
    declare(
        "approvals.moment",
        {
            "opened": Status(pgettext_lazy("approval", "Submitted for approval")),
            "asked": Status(pgettext_lazy("approval", "Asked:")),
            "reminded": Status(pgettext_lazy("approval", "Reminded:")),
            "escalated": Status(pgettext_lazy("approval", "Passed on after the deadline:")),
            "approve": Status(pgettext_lazy("approval", "Agreed:")),
            "reject": Status(pgettext_lazy("approval", "Refused:")),
            "changed": Status(pgettext_lazy("approval", "Changed")),
            "restarted": Status(pgettext_lazy("approval", "Starts anew:")),
            "approved": Status(pgettext_lazy("approval", "Approved")),
            "rejected": Status(pgettext_lazy("approval", "Rejected")),
            "withdrawn": Status(pgettext_lazy("approval", "Withdrawn")),
            "expired": Status(pgettext_lazy("approval", "Ended without a decision")),
        },
    )
    declare(
        "orders.draft",
        {
            "waiting": Status(pgettext_lazy("approval", "Waits for approval"), "brass", icon="clock"),
            "approved": Status(pgettext_lazy("draft", "Approved, not placed"), "warn", icon="alert-triangle"),
            "ordered": Status(pgettext_lazy("draft", "Ordered"), "good", icon="circle-check"),
        },
    )
