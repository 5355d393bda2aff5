"""Rules of mode 2: requests for information, quotation and proposal, with negotiation.

The engine reads them by their names without the mode; `sdk/verify` knows the same names.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

from tenant_apps.rulesets.types import Rule, declare
from tenant_apps.trading.engines.thread.types import INCOTERMS

RFQ = "rfq"


def _flag(name: str, default: bool, label: Any, text: Any) -> Rule:
    return Rule(f"{RFQ}.{name}", "flag", default, label, text, at_event=True)


def _int(name: str, default: int, low: int, high: int, label: Any, text: Any, unit: Any = "") -> Rule:
    return Rule(f"{RFQ}.{name}", "int", default, label, text, low=low, high=high, unit=unit, at_event=True)


def _choice(name: str, default: str, label: Any, text: Any, *choices: tuple[str, Any]) -> Rule:
    return Rule(f"{RFQ}.{name}", "choice", default, label, text, choices=choices, at_event=True)


declare(
    _choice(
        "kind", "rfq", _("Kind of request"), _("What the answers are for."),
        ("rfi", _("Information: prices are free to give, nothing is awarded")),
        ("rfq", _("Quotation: prices for what is asked")),
        ("rfp", _("Proposal: prices with a description of the solution")),
    ),
    _int(
        "duration_s", 604_800, 60, 7_776_000, _("Time for answers"),
        _("How long companies may answer where the request sets no deadline."), _("seconds"),
    ),
    _choice(
        "deadline", "hard", _("Deadline"), _("What happens to an answer after the deadline."),
        ("hard", _("Refused, unless it answers a counter-offer")),
        ("soft", _("Taken and marked as late")),
    ),
    _flag(
        "award_before_deadline", False, _("Award before the deadline"),
        _("The initiator may award while others may still answer."),
    ),
    _int(
        "quote_validity_days", 30, 1, 365, _("Validity of a quote"),
        _("How long a quote can be awarded where it names no date of its own."), _("days"),
    ),
    _choice(
        "turn", "free", _("Taking turns"), _("Whether each side waits for the answer of the other."),
        ("free", _("Both may speak at any time")),
        ("strict", _("Each waits for the other")),
    ),
    _int("max_rounds", 0, 0, 99, _("Most versions of a quote"), _("For each company; 0: no limit.")),
    _int(
        "bafo_rounds", 1, 0, 5, _("Rounds of best and final offers"),
        _("How often the initiator may ask for best and final offers; 0: never."),
    ),
    _flag("partial_lines", True, _("Lines may be left out"), _("A quote need not price every line.")),
    _flag("alternates", False, _("Alternatives"), _("A line may offer something else than what is asked.")),
    Rule(
        f"{RFQ}.components", "codes", [], _("Parts of the price"),
        _("What a unit price must be broken down into; the parts add up to it."), at_event=True,
        choices=(
            ("goods", _("Goods")), ("packing", _("Packing")), ("freight", _("Freight")), ("duty", _("Duty")),
            ("tax", _("Tax")),
        ),
    ),
    _choice(
        "incoterm", "any", _("Incoterm"), _("The delivery term of all quotes, or any."),
        ("any", _("Any")), *((code, code) for code in INCOTERMS),
    ),
    _choice(
        "currency_policy", "single", _("Currencies"), _("Whether a quote may be in another currency."),
        ("single", _("Only the currency of the request")),
        ("any", _("Any, compared at the rates that the initiator states")),
    ),
    Rule(
        f"{RFQ}.annual_rate", "decimal", "0", _("Value of time"),
        _("Yearly interest by which later payment is worth less; 0: payment terms do not count."),
        unit="%", least="0", most="100", at_event=True,
    ),
    _choice(
        "award_split", "by_line", _("Splitting the award"), _("How far the award may be shared out."),
        ("whole", _("One company gets everything it quoted")),
        ("by_line", _("Each line to one company")),
        ("by_quantity", _("Parts of a line to several companies")),
    ),
    _choice(
        "incoterm_basis", "none", _("Compared as delivered"),
        _("Quotes under other terms are compared with the freight and duty that are missing to this one."),
        ("none", _("As they are quoted")), *((code, code) for code in INCOTERMS),
    ),
    _int("min_invited", 0, 0, 50, _("Least companies invited"), _("With fewer the request is not published.")),
    _int("min_answers", 1, 1, 20, _("Least quotes"), _("With fewer valid quotes nothing can be awarded.")),
    _choice(
        "too_few", "wait", _("Too few quotes"), _("What happens at the deadline when fewer than the least have come."),
        ("wait", _("The initiator decides what to do")),
        ("extend", _("The deadline moves once; then the request ends without an award")),
        ("close", _("The request ends without an award")),
    ),
    _int(
        "extend_hours", 48, 1, 720, _("Longer by"), _("By how much the deadline moves when too few quotes have come."),
        _("hours"),
    ),
    _int(
        "remind_hours", 24, 0, 336, _("Reminder before the deadline"),
        _("Who was asked and has not answered gets one mail; 0: none."), _("hours"),
    ),
    Rule(
        f"{RFQ}.secrecy", "text", "", _("Confidentiality"),
        _("A company accepts these words before it reads the lines and the description; empty: nothing is to accept."),
        longest=2000, at_event=True,
    ),
    Rule(
        f"{RFQ}.approval_above", "decimal", "0", _("Approval of an award from"),
        _("An award of this value or more, in the currency of the request, needs a second person; 0: none does."),
        unit=_("currency of the request"), least="0", most="999999999999", at_event=True, risk="high",
    ),
    _flag(
        "target_price_visible", False, _("Show target prices"), _("Companies see the prices the initiator aims at.")
    ),
    _flag(
        "guests", True, _("Guests"),
        _("The initiator may ask companies without an account, which answer by a link and a code sent by mail."),
    ),
    _int(
        "guest_days", 30, 1, 365, _("Life of a guest's link"),
        _("How long after the deadline a guest's link still opens the request."), _("days"),
    ),
    _choice(
        "visibility", "thread", _("What the initiator sees"),
        _("Names of the companies that quote, or numbers until the award. Companies see their own thread alone."),
        ("thread", _("Names")), ("thread_masked", _("Numbers until the award")),
    ),
)  # fmt: skip
