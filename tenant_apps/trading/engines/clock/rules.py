"""Rules of the three clock modes: English, reverse and Dutch auctions.

The engine reads them by their names without the mode. Prices are unit prices in the currency of the event; an empty
decimal means that the rule is not used. A step reckoned from a percentage is rounded up to the currency's minor unit.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

from tenant_apps.rulesets.types import Rule, declare

ENGLISH, REVERSE, DUTCH = "english_auction", "reverse_auction", "dutch_auction"
_SECONDS, _PERCENT = _("seconds"), "%"
_WITH_STEP = ("absolute", "percent_of_current", "percent_of_start")
_WITH_ANY_STEP = (*_WITH_STEP, "table")
_DAY, _MONTH = 86_400, 2_678_400


def _price(mode: str, name: str, label: Any, text: Any, **more: Any) -> Rule:
    return Rule(f"{mode}.{name}", "decimal", "", label, text, optional=True, least="0.000001", at_event=True, **more)


def _flag(mode: str, name: str, default: bool, label: Any, text: Any, **more: Any) -> Rule:
    return Rule(f"{mode}.{name}", "flag", default, label, text, at_event=True, **more)


def _int(mode: str, name: str, default: int, low: int, high: int, label: Any, text: Any, **more: Any) -> Rule:
    return Rule(f"{mode}.{name}", "int", default, label, text, low=low, high=high, at_event=True, **more)


def _choice(
    mode: str, name: str, default: str, label: Any, text: Any, choices: tuple[tuple[str, Any], ...], **more: Any
) -> Rule:
    return Rule(f"{mode}.{name}", "choice", default, label, text, choices=choices, at_event=True, **more)


def _steps(mode: str) -> tuple[Rule, ...]:
    """How far a bid must go beyond the price it has to beat."""
    return (
        _choice(
            mode, "increment_kind", "absolute", _("Bid step"), _("How the least step between two bids is reckoned."),
            (
                ("none", _("None: any better price, by one minor unit at least")),
                ("absolute", _("An amount")),
                ("percent_of_current", _("A percentage of the price now")),
                ("percent_of_start", _("A percentage of the start price")),
                ("table", _("A table by price")),
            ),
        ),
        Rule(
            f"{mode}.increment", "decimal", "1", _("Size of the step"),
            _("An amount, or a percentage; what comes of a percentage is rounded up to the minor unit."),
            least="0.000001", at_event=True, depends_on=("increment_kind", _WITH_STEP),
        ),
        Rule(
            f"{mode}.increment_table", "steps", [["0", "1"]], _("Steps by price"),
            _("From this price on, this step; for example 0: 30, 700: 50, 1000: 200."),
            at_event=True, depends_on=("increment_kind", ("table",)),
        ),
        _flag(
            mode, "multiple_of_step", False, _("Whole steps only"),
            _("A bid must lie a whole number of steps from the price it beats."),
            depends_on=("increment_kind", _WITH_ANY_STEP),
        ),
    )  # fmt: skip


def _extension(mode: str) -> tuple[Rule, ...]:
    """How late bids move the end. A refused bid never does."""
    return (
        _int(
            mode, "extension_window_s", 300, 0, _DAY, _("Late window"),
            _("A bid this close to the end extends the auction; 0: never."), unit=_SECONDS, law=("CN SPC 2016-18",),
        ),
        _int(
            mode, "extension_s", 300, 0, _DAY, _("Extension"), _("By how much a late bid extends the auction."),
            unit=_SECONDS, law=("CN SPC 2016-18",),
        ),
        _choice(
            mode, "extension_base", "from_bid", _("Extension counts from"),
            _("From the late bid, or on top of the end as it stands."),
            (("from_bid", _("The bid")), ("from_end", _("The end as it stands"))),
        ),
        _choice(
            mode, "extension_trigger", "any_accepted", _("What extends"),
            _("Any accepted bid in the late window, or only one that changes who leads, or who the best are."),
            (
                ("any_accepted", _("Any accepted bid")),
                ("lead_change", _("A change of the lead")),
                ("top_k_change", _("A change among the best")),
            ),
        ),
        _int(
            mode, "extension_top_k", 3, 1, 20, _("How many are the best"),
            _("A late bid extends if it changes these ranks."), depends_on=("extension_trigger", ("top_k_change",)),
        ),
        _int(
            mode, "max_extensions", 0, 0, 1000, _("Most extensions"), _("0: no limit."),
        ),
        _int(
            mode, "hard_end_after_s", 0, 0, _MONTH, _("Hard end"),
            _("No extension goes further than this after the scheduled end; 0: no hard end."), unit=_SECONDS,
        ),
    )  # fmt: skip


def _ties(mode: str) -> tuple[Rule, ...]:
    """What equal prices mean."""
    shared = (("split_pro_rata", _("Of parts: equal prices share what is left")),) if mode == ENGLISH else ()
    return (
        _choice(
            mode, "tie_rule", "earliest", _("Equal bids"),
            _("Whether a price that another company stands at already may be bid; the earlier bid then ranks first."),
            (
                ("earliest", _("The earlier ranks first")),
                ("reject_equal", _("Equal prices are refused")),
                ("reject_equal_lead", _("Only a price equal to the best is refused")),
                ("lot_drawing", _("Lots are drawn")),
                ("best_and_final_round", _("Equals name one last price each")),
                *shared,
            ),
        ),
        Rule(
            f"{mode}.draw_seed", "text", "", _("Value for drawing lots"),
            _("Something nobody can choose that is known before the opening, such as a number of a public lottery."),
            longest=100, at_event=True, depends_on=("tie_rule", ("lot_drawing",)),
        ),
        _int(
            mode, "final_round_s", 120, 10, _DAY, _("Length of the last round"),
            _("How long equals may name a last price, unseen. It runs whether or not anybody is equal."),
            unit=_SECONDS, depends_on=("tie_rule", ("best_and_final_round",)),
        ),
    )  # fmt: skip


def _split(mode: str) -> Rule:
    return _price(
        mode, "split_step", _("Smallest part"),
        _("Shares and bids are whole multiples of it, in the unit of the lot."),
        depends_on=("tie_rule", ("split_pro_rata",)),
    )  # fmt: skip


def _priority(mode: str, depends_on: tuple[str, tuple[str, ...]]) -> Rule:
    return _flag(
        mode, "priority_right", False, _("Right of first refusal"),
        _("Companies that the event names, in their order, may match the best price and then lead."),
        law=("CN SPC 2016-18",), depends_on=depends_on,
    )  # fmt: skip


def _abnormal(mode: str, depends_on: tuple[str, tuple[str, ...]]) -> tuple[Rule, ...]:
    """Prices that are too good to be believed without a word."""
    told: dict[str, Any] = {"unit": _PERCENT, "least": "0", "most": "100", "at_event": True, "depends_on": depends_on}
    return (
        Rule(
            f"{mode}.abnormal_mean_percent", "decimal", "0", _("Far from the opening bids"),
            _("A price this much better than the mean of the others' opening bids must be explained; 0: never."),
            **told,
        ),
        Rule(
            f"{mode}.abnormal_next_percent", "decimal", "0", _("Far from the next"),
            _("A price this much better than the next in the order must be explained; 0: never."), **told,
        ),
        _int(
            mode, "explain_s", 259_200, 60, _MONTH, _("Time to explain"),
            _("Who has not explained its price by then is out."), unit=_SECONDS, depends_on=depends_on,
        ),
        _int(
            mode, "judge_s", 259_200, 60, _MONTH, _("Time to judge"),
            _("After the time to explain. If the initiator says nothing, the explanation stands."), unit=_SECONDS,
            depends_on=depends_on,
        ),
    )  # fmt: skip


def _competition(mode: str, visibility: str) -> tuple[Rule, ...]:
    return (
        *_ties(mode),
        _int(
            mode, "min_bidders", 1, 1, 9, _("Least bidders"),
            _("With fewer companies bidding, the lot ends without a winner."), law=("CN SPC 2016-18",),
        ),
        Rule(
            f"{mode}.bid_cap_percent", "decimal", "0", _("Ask back above a jump of"),
            _("A bid that jumps further than this must be confirmed, against typing errors; 0: never ask."),
            unit=_PERCENT, least="0", most="1000", at_event=True,
        ),
        _int(
            mode, "duration_s", 3600, 60, _MONTH, _("Length"),
            _("How long a lot runs where the event sets no end."), unit=_SECONDS, law=("CN SPC 2016-18",),
        ),
        _choice(
            mode, "visibility", visibility, _("What bidders see"),
            _("Prices of all, only the own rank, or nothing before the end."),
            (("open", _("Prices")), ("rank_only", _("Own rank only")), ("sealed", _("Nothing before the end"))),
        ),
    )  # fmt: skip


def _reserve(mode: str) -> tuple[Rule, ...]:
    return (
        _price(
            mode, "reserve", _("Reserve price"), _("No award at a price worse than this; empty: no reserve."),
            law=("CN Auction Law 50",),
        ),
        _flag(mode, "reserve_visible", False, _("Show the reserve"), _("Bidders see the reserve price.")),
        _flag(
            mode, "reserve_met_shown", True, _("Show that the reserve is met"),
            _("Bidders see whether the price has reached the reserve."),
        ),
    )  # fmt: skip


def _turns() -> tuple[Rule, ...]:
    """Times of an auction by turns; opening bids are taken until the end that the event states."""
    by_turns: dict[str, Any] = {"depends_on": ("format", ("turns",))}
    return (
        _int(
            REVERSE, "rounds", 3, 1, 10, _("Rounds"), _("How often each bidder acts."), **by_turns,
        ),
        _int(
            REVERSE, "turn_s", 120, 10, 3600, _("Length of a turn"), _("How long each bidder has."), unit=_SECONDS,
            **by_turns,
        ),
        _int(
            REVERSE, "first_pause_s", 300, 0, 3600, _("Pause before the first round"),
            _("The opening bids are shown after it."), unit=_SECONDS, **by_turns,
        ),
        _int(
            REVERSE, "round_pause_s", 120, 0, 3600, _("Pause between rounds"),
            _("The order is worked out anew for each round."), unit=_SECONDS, **by_turns,
        ),
        _int(
            REVERSE, "announcement_s", 120, 0, 3600, _("Announcement"),
            _("Between the last turn and the end, when names are told."), unit=_SECONDS, **by_turns,
        ),
        _int(
            REVERSE, "latency_guard_s", 120, 10, 3600, _("Latest start"),
            _("If the auction cannot start within this time, it is void."), unit=_SECONDS, **by_turns,
        ),
    )  # fmt: skip


def _japanese() -> tuple[Rule, ...]:
    falling: dict[str, Any] = {"depends_on": ("format", ("japanese",))}
    return (
        _int(
            REVERSE, "tick_s", 60, 5, 3600, _("Length of a level"), _("How long each price may be confirmed."),
            unit=_SECONDS, **falling,
        ),
        _price(
            REVERSE, "floor", _("Last price"), _("The price falls no further; who confirms it is equal."), **falling,
        ),
        _flag(
            REVERSE, "floor_visible", False, _("Show the last price"), _("Bidders see where the price will stop."),
            **falling,
        ),
    )  # fmt: skip


def _index() -> tuple[Rule, ...]:
    on_index: dict[str, Any] = {"depends_on": ("format", ("index",))}
    return (
        Rule(
            f"{REVERSE}.index_name", "text", "", _("Index"), _("Which published price is meant, and of which day."),
            longest=120, at_event=True, **on_index,
        ),
        _price(
            REVERSE, "index_value", _("Value of the index"), _("The published price that bids are reckoned from."),
            **on_index,
        ),
        _choice(
            REVERSE, "index_bid", "amount", _("Bids are"), _("What a bidder names; a discount is negative."),
            (("amount", _("An amount per unit")), ("percent", _("A percentage of the index"))), **on_index,
        ),
    )  # fmt: skip


def _features() -> tuple[Rule, ...]:
    """What counts beside the price."""
    formats: dict[str, Any] = {"depends_on": ("format", ("live", "turns"))}
    return (
        _choice(
            REVERSE, "criteria", "price", _("What is compared"),
            _("The price, or the value it has with the options that a bidder declares."),
            (
                ("price", _("The price")),
                ("meat", _("The price divided by a coefficient")),
                ("lcc", _("The price plus costs over the life")),
                ("mixed", _("Both: divided, then costs added")),
            ),
            **formats,
        ),
        Rule(
            f"{REVERSE}.features", "features", [], _("Features"),
            _(
                "One option a line: feature | option | share | cost per unit. A share counts where prices are divided;"
                " 0.1 is worth about ten per cent. For example: Warranty | 3 years | 0.1 | 0"
            ),
            at_event=True, depends_on=("criteria", ("meat", "lcc", "mixed")),
        ),
    )  # fmt: skip


declare(
    _price(ENGLISH, "start_price", _("Start price"), _("The least first bid. Every event needs one.")),
    *_reserve(ENGLISH),
    *_steps(ENGLISH),
    _flag(
        ENGLISH, "first_bid_may_equal_start", True, _("First bid at the start price"),
        _("If not, the first bid must be one step beyond the start price."),
    ),
    _flag(
        ENGLISH, "proxy_bidding", True, _("Proxy bids"),
        _("A bidder may name a secret limit; the system bids the least needed up to it."),
    ),
    _price(ENGLISH, "buy_now", _("Buy-now price"), _("Ends the lot at once at this price; empty: not offered.")),
    _choice(
        ENGLISH, "buy_now_until", "first_bid", _("Buy-now is offered until"), _("When the buy-now price goes away."),
        (("first_bid", _("The first bid")), ("reserve_met", _("The reserve is met"))),
    ),
    _choice(
        ENGLISH, "multi_unit", "single", _("Parts"),
        _("Whether bids are for the whole lot, or each for a quantity of it; then a countdown ends the auction."),
        (
            ("single", _("The whole lot to one bidder")),
            ("pay_as_bid", _("Parts; each pays its own price")),
            ("uniform", _("Parts; all pay the lowest winning price")),
            ("multi_same_price", _("Parts; only bids at the best price win")),
        ),
    ),
    _int(
        ENGLISH, "countdown_s", 60, 5, 3600, _("Countdown"),
        _("Once bids ask for all of it, the auction ends this long after the last accepted bid."), unit=_SECONDS,
        depends_on=("multi_unit", ("pay_as_bid", "uniform", "multi_same_price")),
    ),
    _split(ENGLISH),
    _priority(ENGLISH, ("multi_unit", ("single",))),
    *_abnormal(ENGLISH, ("multi_unit", ("single",))),
    *_extension(ENGLISH),
    *_competition(ENGLISH, "open"),
)  # fmt: skip

declare(
    _choice(
        REVERSE, "format", "live", _("Format"), _("How suppliers bid down."),
        (
            ("live", _("Live, everybody at once")),
            ("turns", _("By turns: sealed opening bids, then rounds in which one acts after the other")),
            ("japanese", _("Japanese: the price falls, who does not confirm it is out")),
            ("index", _("Index: a discount or surcharge on a published price")),
        ),
    ),
    _price(REVERSE, "start_price", _("Ceiling price"), _("No bid may be above it; empty: no ceiling.")),
    *_reserve(REVERSE),
    _choice(
        REVERSE, "beat", "own_last", _("A bid must beat"), _("The bidder's own last price, or the best price of all."),
        (("own_last", _("The own last price")), ("market_best", _("The best price"))),
    ),
    _price(
        REVERSE, "lead_buffer", _("Protection of the leader"),
        _("Whoever takes the lead from another must beat that price by at least this amount; empty: none."),
    ),
    *_steps(REVERSE),
    *_turns(),
    *_japanese(),
    *_index(),
    *_features(),
    _priority(REVERSE, ("format", ("live",))),
    *_abnormal(REVERSE, ("format", ("live", "turns", "index"))),
    *_extension(REVERSE),
    *_competition(REVERSE, "rank_only"),
)  # fmt: skip

declare(
    _price(DUTCH, "start_price", _("Start price"), _("The price of the first tick. Every event needs one.")),
    _choice(
        DUTCH, "decrement_kind", "absolute", _("Change per tick"), _("How the change of the price is reckoned."),
        (
            ("absolute", _("An amount")),
            ("percent_of_start", _("A percentage of the start price")),
            ("table", _("A table by price")),
        ),
    ),
    Rule(
        "dutch_auction.decrement", "decimal", "1", _("Size of the change"),
        _("An amount, or a percentage; what comes of a percentage is rounded up to the minor unit."),
        least="0.000001", at_event=True, depends_on=("decrement_kind", ("absolute", "percent_of_start")),
    ),
    Rule(
        "dutch_auction.decrement_table", "steps", [["0", "1"]], _("Changes by price"),
        _("From this price on, this change; for example 0: 1, 100: 5."),
        at_event=True, depends_on=("decrement_kind", ("table",)),
    ),
    _int(DUTCH, "tick_s", 30, 1, 3600, _("Length of a tick"), _("How long each price stands."), unit=_SECONDS),
    _price(
        DUTCH, "floor", _("Last price"),
        _("The price stops here and the lot ends one tick later. Every event needs one."),
    ),
    _flag(DUTCH, "floor_visible", False, _("Show the last price"), _("Bidders see where the clock will stop.")),
    _flag(
        DUTCH, "multi_unit", False, _("Partial quantities"),
        _("A take may be part of the quantity; the clock goes on for the rest."),
    ),
    _choice(
        DUTCH, "pricing", "pay_as_bid", _("Price of each take"), _("What the takers pay."),
        (("pay_as_bid", _("Each its own price")), ("uniform_last_price", _("All the price of the last take"))),
        depends_on=("multi_unit", (True,)),
    ),
    _price(
        DUTCH, "max_take_per_company", _("Most per company"), _("In the unit of the lot; empty: no limit."),
        depends_on=("multi_unit", (True,)),
    ),
    _price(
        DUTCH, "min_take", _("Least take"),
        _("In the unit of the lot; all that is left may always be taken. Empty: none."),
        depends_on=("multi_unit", (True,)),
    ),
    _int(
        DUTCH, "grace_ms", 0, 0, 2000, _("Grace after a tick"),
        _("A take that arrives this soon after the price has changed is served at the new price."),
        unit=_("milliseconds"),
    ),
    _flag(
        DUTCH, "pre_bid", False, _("Takes may be left behind"),
        _("Before the opening a company may name a price at which it takes; nobody else sees it."),
    ),
    _flag(
        DUTCH, "hybrid", False, _("Sealed bids after the first take"),
        _("The others may then bid beyond that price, unseen; at last who took first may beat the best of them."),
        depends_on=("multi_unit", (False,)),
    ),
    _int(
        DUTCH, "sealed_s", 600, 10, 86400, _("Time for sealed bids"), _("How long the others may bid."), unit=_SECONDS,
        depends_on=("hybrid", (True,)),
    ),
    _int(
        DUTCH, "best_bid_s", 300, 10, 86400, _("Time for the answer"),
        _("How long who took first may beat the best sealed bid."), unit=_SECONDS, depends_on=("hybrid", (True,)),
    ),
    _int(
        DUTCH, "phase_pause_s", 20, 0, 3600, _("Pause between phases"), _("Before sealed bids, and before the answer."),
        unit=_SECONDS, depends_on=("hybrid", (True,)),
    ),
)  # fmt: skip
