"""Rules of privacy: periods and rights of people, consents, breaches, and how long records are kept.

Keys are those of the compliance profiles, which bound them; the marketplace may be stricter.
"""

from django.utils.translation import gettext_lazy as _

from shared_apps.foundation.days import days_of
from tenant_apps.privacy.types import ASSESSED_FOR, SEPARATE
from tenant_apps.rulesets.types import BadValue, Rule, Value, declare

RIGHTS = (
    ("access", _("See what is held")), ("copy", _("Get a copy")), ("correct", _("Have it corrected")),
    ("erase", _("Have it erased")), ("restrict", _("Have its use restricted")), ("port", _("Take it elsewhere")),
    ("object", _("Object to its use")), ("explain", _("Have it explained")),
    ("optout", _("Opt out of its being sold or shared")),
    ("notify_recipients", _("Have recipients told")),
)  # fmt: skip
SEPARATE_WORDS = {
    "provide": _("Giving it to others"), "publish": _("Publishing it"), "sensitive": _("Sensitive data"),
    "cross_border": _("Sending it abroad"),
}  # fmt: skip
ASSESSED_WORDS = {
    "automated_decision": _("Automated decisions"), "cross_border": _("Sending data abroad"),
    "entrust": _("Letting others process it"), "high_risk": _("High risk for people"),
    "major_impact": _("Major impact on people"), "provide": _("Giving it to others"), "publish": _("Publishing it"),
    "sensitive": _("Sensitive data"),
}  # fmt: skip


def _free_days(value: Value) -> None:
    try:
        days_of(str(value))
    except ValueError as error:
        raise BadValue("days such as 2026-12-25, 2026-10-01..2026-10-07 or +2026-10-10 are needed") from error


declare(
    Rule(
        "privacy.dsr_due_days", "int", 30, _("Answer to a request"),
        _("People are answered within this time after their request came in."), _("days"), low=1, high=90,
        law=("GDPR 12(3)", "PIPL 50"), risk="high",
    ),
    Rule(
        "privacy.dsr_extend_days", "int", 60, _("Longest extension"),
        _("Once, with the reason told inside the first period, the answer may take so much longer. 0: never."),
        _("days"), low=0, high=90, law=("GDPR 12(3)",), risk="high",
    ),
    Rule(
        "privacy.dsr_ack_business_days", "int", 10, _("First word to a request"),
        _("Receipt is confirmed within this time; who asks while signed in has it confirmed at once."),
        _("working days"), low=1, high=30, law=("CCPA Regs § 7021(a)",), risk="high",
    ),
    Rule(
        "privacy.optout_business_days", "int", 15, _("Opting out and objecting take effect"),
        _("A request to opt out or to object is answered within this time, if that is sooner."), _("working days"),
        low=1, high=60, law=("CCPA Regs § 7026",), risk="high",
    ),
    Rule(
        "privacy.dsr_working_days", "flag", False, _("The days of an answer are working days"),
        _("Monday to Friday, without the days that are listed as free."), risk="high",
    ),
    Rule(
        "privacy.free_days", "text", "", _("Public holidays"),
        _("Days that do not count as working days: 2026-12-25 or 2026-10-01..2026-10-07; +2026-10-10 is a day of a "
          "weekend that is worked. Days that nobody lists count, so nothing is answered too late."),
        longest=4000, law=("Regulation (EEC, Euratom) 1182/71",), risk="high", check=_free_days,
    ),
    Rule(
        "privacy.dsr_whole_months", "flag", True, _("Thirty days are never more than a month"),
        _("A period of months ends on the same day of the month, in February too; what ends first counts."),
        law=("GDPR 12(3)",), risk="high",
    ),
    Rule(
        "privacy.dsr_identity_stops_clock", "flag", False, _("The clock stops while proof of identity is waited for"),
        _("Otherwise the time runs on meanwhile."), law=("GDPR 12(6)",), risk="high",
    ),
    Rule(
        "privacy.rights", "codes", [code for code, _label in RIGHTS if code != "optout"], _("What people may ask for"),
        _("Requests of these kinds are taken."), choices=RIGHTS, law=("GDPR 15–22", "PIPL 44–49"), risk="high",
    ),
    Rule(
        "privacy.controller", "text", "", _("In charge of personal data"),
        _("Name and address that people read in the notice and in each answer."), longest=300,
        law=("GDPR 13", "PIPL 17"),
    ),
    Rule(
        "privacy.complaint_route", "text", "", _("Where people complain"),
        _("The authority that a refused person may turn to; told with each refusal."), longest=300,
        law=("GDPR 12(4)",),
    ),
    Rule(
        "privacy.consent_separate_for", "codes", ["sensitive"], _("Consents of their own"),
        _("A purpose that does this is consented to alone, never together with others."),
        choices=tuple((code, SEPARATE_WORDS[code]) for code in SEPARATE), law=("PIPL 23, 25, 29, 39",), risk="high",
    ),
    Rule(
        "privacy.assessment_for", "codes", ["high_risk"], _("Impact is assessed before"),
        _("A purpose that does this is published only with an assessment of impact that covers it."),
        choices=tuple((code, ASSESSED_WORDS[code]) for code in ASSESSED_FOR), law=("GDPR 35", "PIPL 55"), risk="high",
    ),
    Rule(
        "incident.authority_hours", "int", 72, _("Report to the authority"),
        _("A breach with a risk for people is reported within this time after it became known."), _("hours"),
        low=1, high=720, law=("GDPR 33(1)",), risk="high",
    ),
    Rule(
        "incident.critical_operator", "flag", False, _("Critical infrastructure"),
        _("The marketplace is run as critical infrastructure: relatively major incidents are reported within an hour."),
        risk="high",
    ),
    Rule(
        "incident.controller_hours", "int", 24, _("Word to the controller"),
        _("Where data is processed for somebody else, they are told within this time."), _("hours"), low=1, high=168,
        law=("GDPR 33(2)",), risk="high",
    ),
    Rule(
        "incident.final_report_days", "int", 30, _("Final report"),
        _("It follows within this time after the breach became known."), _("days"), low=1, high=365, risk="high",
    ),
    Rule(
        "incident.subjects_told", "flag", True, _("People are told where the risk is high"),
        _("Otherwise only the authority is; the page of a breach then has no clock for it."),
        law=("GDPR 34",), risk="high",
    ),
    Rule(
        "retention.request_months", "int", 36, _("Requests of people"),
        _("Afterwards name, words and answer are unreadable; number, kind and dates stay."), _("months"),
        low=1, high=240, law=("CCPA Regs § 7101",), risk="high",
    ),
    Rule(
        "retention.consent_months", "int", 36, _("Consents that were withdrawn"),
        _("Proof of what somebody agreed to is kept so long after it was withdrawn."), _("months"), low=1, high=240,
        risk="high",
    ),
    Rule(
        "retention.account_months", "int", 36, _("Accounts nobody can use"),
        _("So long after the last role ended, what names the person is made unreadable; what they did stays."),
        _("months"), low=1, high=240, risk="high",
    ),
    Rule(
        "retention.guest_months", "int", 24, _("Guests of requests for quotation"),
        _("So long after they were last asked, mail address and name of a guest become unreadable."), _("months"),
        low=1, high=240, risk="high",
    ),
    Rule(
        "retention.trade_years", "int", 10, _("Orders: kept at least"),
        _("Orders that are settled or cancelled stay whole at least so long, from the end of the calendar year."),
        _("years"), low=1, high=100, law=("E-Commerce Law 31",), risk="high",
    ),
    Rule(
        "retention.trade_most_years", "int", 12, _("Orders: cleared after"),
        _("Then what they say of people goes; never before the time above is over. 0: kept for good."), _("years"),
        low=0, high=100, law=("GDPR 5(1)(e)", "PIPL 19"), risk="high",
    ),
    Rule(
        "retention.invoice_years", "int", 10, _("Invoices: kept at least"),
        _("Papers of paid invoices stay whole at least so long, from the end of the calendar year."),
        _("years"), low=1, high=100, law=("CN Invoice Measures 28",), risk="high",
    ),
    Rule(
        "retention.invoice_most_years", "int", 30, _("Invoices: cleared after"),
        _("Then what they say of people goes; never before the time above is over. 0: kept for good."), _("years"),
        low=0, high=100, law=("GDPR 5(1)(e)", "PIPL 19"), risk="high",
    ),
    Rule(
        "retention.payment_years", "int", 10, _("Payments: kept at least"),
        _("Payments stay whole at least so long, from the end of the calendar year."),
        _("years"), low=1, high=100, law=("E-Commerce Law 53",), risk="high",
    ),
    Rule(
        "retention.payment_most_years", "int", 30, _("Payments: cleared after"),
        _("Then what they say of people goes; never before the time above is over. 0: kept for good."), _("years"),
        low=0, high=100, law=("GDPR 5(1)(e)", "PIPL 19"), risk="high",
    ),
    Rule(
        "retention.delivery_years", "int", 10, _("Deliveries: kept at least"),
        _("Deliveries and their notes stay whole at least so long, from the end of the calendar year."),
        _("years"), low=1, high=100, law=("E-Commerce Law 31",), risk="high",
    ),
    Rule(
        "retention.delivery_most_years", "int", 12, _("Deliveries: cleared after"),
        _("Then what they say of people goes; never before the time above is over. 0: kept for good."), _("years"),
        low=0, high=100, law=("GDPR 5(1)(e)", "PIPL 19"), risk="high",
    ),
    Rule(
        "retention.paper_years", "int", 6, _("Papers of companies: kept at least"),
        _("Copies of licences and certificates that ended stay so long from the end of the calendar year."),
        _("years"), low=1, high=100, risk="high",
    ),
    Rule(
        "retention.paper_most_years", "int", 10, _("Papers of companies: cleared after"),
        _("Then what they say of people goes; never before the time above is over. 0: kept for good."), _("years"),
        low=0, high=100, law=("GDPR 5(1)(e)", "PIPL 19"), risk="high",
    ),
    Rule(
        "retention.event_years", "int", 10, _("Trading events: kept at least"),
        _("Events that are over, and what came of them, stay whole so long from the end of the calendar year."),
        _("years"), low=1, high=100, law=("E-Commerce Law 31",), risk="high",
    ),
    Rule(
        "retention.event_most_years", "int", 12, _("Trading events: cleared after"),
        _("Then what they say of people goes; never before the time above is over. 0: kept for good."), _("years"),
        low=0, high=100, law=("GDPR 5(1)(e)", "PIPL 19"), risk="high",
    ),
    Rule(
        "retention.message_years", "int", 6, _("Questions, answers and claims: kept at least"),
        _("Words that companies exchanged about trade stay whole at least so long, from the end of the calendar year."),
        _("years"), low=1, high=100, law=("HGB 257",), risk="high",
    ),
    Rule(
        "retention.message_most_years", "int", 8, _("Questions, answers and claims: cleared after"),
        _("Then what they say of people goes; never before the time above is over. 0: kept for good."), _("years"),
        low=0, high=100, law=("GDPR 5(1)(e)", "PIPL 19"), risk="high",
    ),
    Rule(
        "retention.transfer_years", "int", 3, _("People counted abroad"),
        _("So long after the end of a year it is known who was counted in it; the totals stay."), _("years"),
        low=1, high=30, law=("Network Data Regulation 12",), risk="high",
    ),
    Rule(
        "retention.support_months", "int", 24, _("Pages that support looked at"),
        _("So long after a visit ended its pages are listed; who came, when and why stays."), _("months"),
        low=6, high=240, risk="high",
    ),
    Rule(
        "retention.assessment_years", "int", 3, _("Assessments of impact"),
        _("Kept so long after they were made, or until the next one replaces them, whichever is later."), _("years"),
        low=1, high=30, law=("PIPL 56",), risk="high",
    ),
    Rule(
        "retention.breach_years", "int", 5, _("Register of breaches"),
        _("A closed breach is kept so long."), _("years"), low=1, high=30, risk="high",
    ),
)  # fmt: skip
