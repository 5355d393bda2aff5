"""Rules of sealed tenders.

The engine reads them by their names without the mode. Prices are unit prices in the currency of the event; an empty
decimal means that the rule is not used.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

from tenant_apps.rulesets.types import Rule, declare

MODE = "sealed_tender"
_SECONDS, _PERCENT, _DAYS, _YEARS = _("seconds"), "%", _("days"), _("years")
_MONTHS = 15_552_000


def _int(name: str, default: int, low: int, high: int, label: Any, text: Any, **more: Any) -> Rule:
    told = {"at_event": True, **more}
    return Rule(f"{MODE}.{name}", "int", default, label, text, low=low, high=high, **told)


def _share(name: str, default: str, most: str, label: Any, text: Any, **more: Any) -> Rule:
    told = {"at_event": True, "unit": _PERCENT, **more}
    return Rule(f"{MODE}.{name}", "decimal", default, label, text, least="0", most=most, **told)


def _choice(name: str, default: str, label: Any, text: Any, choices: tuple[tuple[str, Any], ...], **more: Any) -> Rule:
    return Rule(f"{MODE}.{name}", "choice", default, label, text, choices=choices, at_event=True, **more)


declare(
    _choice(
        "format",
        "one_envelope",
        _("Envelopes"),
        _("One for everything; a technical one first and the prices of admitted bidders afterwards; or two stages."),
        (
            ("one_envelope", _("One envelope")),
            ("two_envelopes", _("Two envelopes: technical, then price")),
            ("two_stage", _("Two stages: proposals, then final terms and prices")),
        ),
    ),
    _choice(
        "sealing",
        "openers",
        _("Who opens the bids"),
        _("Several people with keys, after the deadline; or each bidder its own, in time, or the bid is void."),
        (("openers", _("Openers with keys")), ("commit_reveal", _("Each bidder its own"))),
    ),
    _int(
        "reveal_minutes",
        120,
        5,
        20_160,
        _("Time to open one's bid"),
        _("From the publication of the root, and of the second envelope from the admission."),
        unit=_("minutes"),
        depends_on=("sealing", ("commit_reveal",)),
    ),
    _choice(
        "method",
        "lowest",
        _("Evaluation"),
        _("How bids are compared and what the winner is paid."),
        (
            ("lowest", _("Best price")),
            ("scored", _("Points for quality and price")),
            ("meat", _("Price divided by a quality coefficient")),
            ("lcc", _("Costs over the whole life")),
            ("second_price", _("Best price, paid at the second best")),
            ("second_score", _("Points for quality and price, paid down to the second score")),
            ("uniform", _("Parts of the quantity, one price for all winners")),
        ),
    ),
    Rule(
        f"{MODE}.ceiling",
        "decimal",
        "",
        _("Price limit"),
        _("No valid bid above it in a purchase, below it in a sale. Everybody sees it; empty: no limit."),
        optional=True,
        least="0.000001",
        at_event=True,
        law=("CN Tendering Regulation 27",),
    ),
    _choice(
        "uniform_price",
        "first_rejected",
        _("Price of all winners"),
        _("That of the first bid which is not filled, or of the last which gets something."),
        (("first_rejected", _("First rejected bid")), ("last_accepted", _("Last accepted bid"))),
        depends_on=("method", ("uniform",)),
    ),
    _int(
        "price_digits",
        2,
        0,
        6,
        _("Digits of the price"),
        _("The price that gives the second score is rounded to so many decimals, in favour of the initiator."),
        depends_on=("method", ("second_score",)),
    ),
    _share(
        "discount_percent",
        "3",
        "100",
        _("Discount rate"),
        _("By how much a cost loses weight per year until it falls due."),
        depends_on=("method", ("lcc",)),
    ),
    _int(
        "life_years",
        10,
        0,
        60,
        _("Years counted"),
        _("Costs are declared up to this year."),
        unit=_YEARS,
        depends_on=("method", ("lcc",)),
    ),
    _share(
        "min_cost_weight",
        "30",
        "100",
        _("Least weight of the price"),
        _("At least so many of the 100 points go to the price."),
        depends_on=("method", ("scored", "second_score")),
        law=("CN MoF Order 87, 55",),
    ),
    _share(
        "pass_mark",
        "0",
        "100",
        _("Pass mark"),
        _("Below this share of the technical points the price envelope stays closed; 0: no mark."),
        depends_on=("format", ("two_envelopes", "two_stage")),
    ),
    Rule(
        f"{MODE}.drop_extremes",
        "flag",
        False,
        _("Drop extreme marks"),
        _("The highest and the lowest mark of a criterion do not count, from three scorers on."),
        at_event=True,
    ),
    Rule(
        f"{MODE}.spread_alarm",
        "decimal",
        "4",
        _("Alarm at a spread of"),
        _("Marks for one criterion that lie this far apart are pointed out; 0: never."),
        least="0",
        most="10",
        at_event=True,
    ),
    _int(
        "min_sheets", 1, 0, 9, _("Least sheets"), _("So many scorers must have locked their sheets before it goes on.")
    ),
    _int(
        "committee_least",
        0,
        0,
        9,
        _("Least scorers"),
        _("At least so many people must be named to judge, where anything is judged."),
        law=("CN Tendering Law 37",),
    ),
    Rule(
        f"{MODE}.committee_odd",
        "flag",
        False,
        _("Odd number of scorers"),
        _("So that the committee cannot be split in two equal halves."),
        at_event=True,
        law=("CN Tendering Law 37",),
    ),
    _int(
        "min_invited",
        2,
        1,
        9,
        _("Least bidders in the second stage"),
        _("So many must be invited to it, and hand in a price; else no price is opened."),
        depends_on=("format", ("two_stage",)),
    ),
    _int(
        "min_bidders",
        3,
        1,
        9,
        _("Least bidders"),
        _("With fewer bids nothing is opened, and all are returned sealed."),
        law=("CN Tendering Law 28",),
    ),
    _share(
        "abnormal_mean_percent",
        "40",
        "100",
        _("Far from the others"),
        _("A price this much better than the mean of the others must be justified; 0: never."),
    ),
    _share(
        "abnormal_next_percent",
        "30",
        "100",
        _("Far from the next"),
        _("A price this much better than the next in the order must be justified; 0: never."),
    ),
    _choice(
        "tie_rule",
        "earliest",
        _("Equal bids"),
        _("Which of equal bids comes first."),
        (
            ("earliest", _("The earlier one")),
            ("drawing", _("Drawn by the commitment root")),
            ("beacon", _("Drawn by a public beacon after the deadline")),
        ),
    ),
    _choice(
        "award_choice",
        "best",
        _("Whom to award"),
        _("Only the best candidate, or another one with a reason."),
        (("best", _("The best candidate")), ("reasoned", _("Any candidate, with a reason"))),
    ),
    _int(
        "standstill_days",
        0,
        0,
        30,
        _("Time for objections"),
        _("Candidates are published so long before the award, and participants may object. 0: award at once."),
        unit=_DAYS,
        law=("CN Tendering Regulation 54",),
    ),
    _int(
        "candidates_most",
        3,
        1,
        3,
        _("Candidates published"),
        _("The first so many of the ranking; no other can be awarded. Where several win parts, all of it."),
        law=("CN Tendering Regulation 53",),
    ),
    _int(
        "answer_days",
        3,
        0,
        30,
        _("Answer to objections within"),
        _("Afterwards an open objection is shown as overdue. No award before it is answered. 0: no term."),
        unit=_DAYS,
        law=("CN Tendering Regulation 54",),
    ),
    _int(
        "validity_days",
        90,
        0,
        365,
        _("Bids bind for"),
        _("Counted from the deadline; later no bid can be awarded. 0: no limit."),
        unit=_DAYS,
        law=("CN Tendering Regulation 25",),
    ),
    _int(
        "tendering_min_days",
        0,
        0,
        90,
        _("Least time to bid"),
        _("Between opening and deadline of a tender."),
        unit=_DAYS,
        at_event=False,
        law=("CN Tendering Law 24",),
    ),
    _int(
        "least_openers",
        2,
        1,
        5,
        _("Least openers"),
        _("At least so many openers must come together to open a bid."),
        at_event=False,
    ),
    Rule(
        f"{MODE}.spare_opener",
        "flag",
        True,
        _("One opener may fail"),
        _("There must be more openers than are needed, so that a lost key does not lose the tender."),
    ),
    _int(
        "duration_s",
        1_209_600,
        60,
        _MONTHS,
        _("Length"),
        _("How long bids are taken where the tender sets no deadline."),
        unit=_SECONDS,
    ),
    _choice(
        "visibility",
        "tender_participants",
        _("Who sees the opening"),
        _("Nobody sees anything before it. Afterwards the opened bids are read out to these."),
        (
            ("tender_public", _("Every member")),
            ("tender_participants", _("Everybody who takes part")),
            ("tender_initiator", _("The initiator alone")),
        ),
    ),
)
