"""The words of stored codes on the marketplace's pages: states, acts, reasons, kinds.

Codes never reach people. They are all here, because one page (a deal) shows codes of eight apps side by side and they
must sound like one voice.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shared_apps.ui.statuses import Status
from shared_apps.ui.statuses import register as declare


def register() -> None:
    """Declare everything; called once at start."""
    _states()
    _events()
    _acts()
    _kinds()
    _requests()


def _states() -> None:
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
            "trading.not_joined": Status(_("Had not joined")),
            "trading.paused": Status(_("Paused")),
            "trading.not_open": Status(_("Not open yet")),
            "trading.closed": Status(_("Too late")),
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
            "trading.publish_event": Status(_("Event published")),
            "trading.join_event": Status(_("Joined an event")),
            "trading.place_bid": Status(_("Bid placed")),
            "trading.close_lot": Status(_("Event closed")),
            "trading.pause_event": Status(_("Event paused")),
            "trading.resume_event": Status(_("Event resumed")),
            "trading.cancel_event": Status(_("Event cancelled")),
            "vault.register_key": Status(_("Opener key registered")),
            "vault.retire_key": Status(_("Opener key retired")),
            "vault.set_terms": Status(_("Openers and criteria fixed")),
            "vault.submit_bid": Status(_("Sealed bid handed in")),
            "vault.withdraw_bid": Status(_("Sealed bid withdrawn")),
            "vault.publish_root": Status(_("Commitment root published")),
            "vault.open_bids": Status(_("Part of an opening done")),
            "vault.close_opening": Status(_("Opening ended")),
            "vault.score_bid": Status(_("Marks given")),
            "vault.lock_sheet": Status(_("Sheet locked")),
            "vault.admit_bids": Status(_("Bids admitted")),
            "vault.justify_price": Status(_("Price justified")),
            "vault.judge_price": Status(_("Price decided on")),
            "vault.exclude_bid": Status(_("Bid excluded")),
            "vault.award_tender": Status(_("Tender awarded")),
            "vault.end_tender": Status(_("Tender ended without award")),
            "trading.close_deal": Status(_("Deal settled")),
            "trading.cancel_deal": Status(_("Deal cancelled")),
            "orders.place_order": Status(_("Order placed")),
            "orders.accept_deal": Status(_("Order accepted")),
            "orders.cancel_order": Status(_("Order cancelled")),
            "orders.accept_return": Status(_("Return accepted")),
            "logistics.plan_shipment": Status(_("Shipment planned")),
            "logistics.ship": Status(_("Shipped")),
            "logistics.confirm_receipt": Status(_("Receipt confirmed")),
            "logistics.render_delivery_note": Status(_("Delivery note made")),
            "logistics.cancel_shipment": Status(_("Shipment cancelled")),
            "invoicing.issue_invoice": Status(_("Invoice issued")),
            "invoicing.issue_credit_note": Status(_("Credit note issued")),
            "invoicing.render_invoice": Status(_("PDF made")),
            "payments.record_payment": Status(_("Payment recorded")),
            "catalogue.create_item": Status(_("Item added")),
            "catalogue.change_item": Status(_("Item changed")),
            "catalogue.retire_item": Status(_("Taken off sale")),
            "parties.add_company": Status(_("Company added")),
            "parties.change_company": Status(_("Company changed")),
            "parties.add_site": Status(_("Place added")),
            "parties.suspend_company": Status(_("Company suspended")),
            "parties.reactivate_company": Status(_("Company active again")),
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
        "thread.act",
        {
            "counter": Status(_("Counter-offer")),
            "decline": Status(_("Declined")),
            "withdraw": Status(_("Quote withdrawn")),
            "bafo": Status(_("Best and final offers asked for")),
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
