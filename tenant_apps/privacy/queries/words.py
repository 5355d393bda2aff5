"""The words of privacy: kinds, states, methods, reasons; for forms, pages and letters alike."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shared_apps.ui.statuses import Status
from shared_apps.ui.statuses import register as declare
from tenant_apps.privacy.rules import RIGHTS

CHANNELS: Mapping[str, Any] = {
    "own": pgettext_lazy("privacy", "Signed in"),
    "mail": _("By mail"), "letter": _("By letter"), "phone": _("By telephone"),
    "person": _("In person"),
}  # fmt: skip
METHODS: Mapping[str, Any] = {
    "signed_in": pgettext_lazy("privacy", "Signed in"), "known_contact": _("Answer from an address that was known"),
    "document": _("Document looked at, no copy kept"), "call_back": _("Called back at a known number"),
    "mandate": _("Mandate of a representative"),
}  # fmt: skip
REFUSALS: Mapping[str, Any] = {
    "not_identified": _("It could not be made sure who asks"), "unfounded": _("Manifestly unfounded"),
    "excessive": _("Excessive, repeated again and again"), "law_keeps": _("A law demands that the data is kept"),
    "others_rights": _("Rights of others stand against it"), "nothing_held": _("Nothing is held about this person"),
}  # fmt: skip
BASES: Mapping[str, Any] = {
    "consent": _("Consent"), "contract": _("Contract"), "duty": _("Legal duty"), "interest": _("Legitimate interest"),
    "vital": _("Vital interest"), "public": _("Public interest"),
}  # fmt: skip
ROLES: Mapping[str, Any] = {
    "controller": _("The marketplace’s own"), "processor": _("Processed for somebody else"),
}  # fmt: skip
RISKS: Mapping[str, Any] = {
    "unlikely": _("Unlikely"), "risk": pgettext_lazy("breach", "Risk"), "high": pgettext_lazy("breach", "High risk"),
}  # fmt: skip
BREACH_KINDS: Mapping[str, Any] = {
    "identity": _("Names, identity"), "contact": _("Addresses and numbers"), "credentials": _("Passwords and keys"),
    "financial": _("Bank and payment data"), "trade": _("Orders and prices"), "sensitive": _("Sensitive data"),
    "other": _("Other data"),
}  # fmt: skip
# What people call the places where data lies, by app.
PLACES: Mapping[str, Any] = {
    "accounts": _("Account"), "sessions": _("Sessions"),
    "otp_static": _("Recovery codes"), "audit": _("Log"), "crypto": _("Encryption keys"), "outbox": _("Processes"),
    "commands": _("Processes"), "identity": _("People and roles"), "rulesets": _("Settings"),
    "compliance": _("Compliance"), "approvals": _("Approvals"), "exceptions": _("Exceptions"),
    "spending": _("Budgets and credit"), "inventory": _("Stock"), "vault": _("Sealed tender"),
    "thread": _("Request for quotation"), "questions": _("Auctions"), "orders": _("Orders"),
    "payments": _("Payments"), "claims": _("Claims"), "settlement": _("Refunds"),
    "integrations": _("Connected systems"), "privacy": _("Privacy"), "parties": _("Companies"),
}  # fmt: skip
CONTENT: Mapping[str, Any] = {
    "what": _("What happened"), "kinds": _("Data concerned"), "persons": _("People concerned"),
    "records": _("Records concerned"), "consequences": _("Likely consequences"),
    "measures": _("Measures taken and proposed"), "contact_point": _("Whom the authority asks"),
}  # fmt: skip
DUTIES: Mapping[str, Any] = {
    "authority": _("Report to the authority"), "controller": _("Word to the controller"),
    "final": _("Final report"), "subjects": _("Word to the people concerned"),
}  # fmt: skip
OUTCOMES: Mapping[str, Any] = {
    "go": _("It may go on"), "with_measures": _("It may go on with the measures"),
    "ask_authority": _("The authority is asked first"), "stop": _("It must not go on"),
}  # fmt: skip


def pairs(words: Mapping[str, Any]) -> tuple[tuple[str, Any], ...]:
    return tuple(words.items())


def register() -> None:
    """Declare everything; called once at start."""
    for kind, words in (
        ("kind", dict(RIGHTS)), ("channel", CHANNELS), ("method", METHODS), ("refusal", REFUSALS), ("basis", BASES),
        ("role", ROLES), ("duty", DUTIES), ("breach_kind", BREACH_KINDS),
    ):  # fmt: skip
        declare(f"privacy.{kind}", {code: Status(label) for code, label in words.items()})
    declare(
        "privacy.request",
        {
            "received": Status(pgettext_lazy("request", "Came in"), "info", icon="circle-dot"),
            "identity": Status(pgettext_lazy("request", "Proof asked for"), "warn", icon="clock"),
            "working": Status(pgettext_lazy("request", "Being worked on"), "brass", icon="loader-2"),
            "answered": Status(pgettext_lazy("request", "Answered"), "good", icon="circle-check"),
            "refused": Status(pgettext_lazy("request", "Refused"), "bad", icon="ban"),
            "withdrawn": Status(pgettext_lazy("request", "Withdrawn"), "mute", icon="arrow-back-up"),
        },
    )
    declare(
        "privacy.step",
        {
            "open": Status(pgettext_lazy("request", "Came in")),
            "acknowledge": Status(pgettext_lazy("request", "Receipt confirmed")),
            "ask_identity": Status(pgettext_lazy("request", "Proof asked for")),
            "confirm_identity": Status(pgettext_lazy("request", "Identity made sure")),
            "extend": Status(pgettext_lazy("request", "Time extended")),
            "collect": Status(pgettext_lazy("request", "Put together")),
            "carry_out": Status(pgettext_lazy("request", "Carried out")),
            "answer": Status(pgettext_lazy("request", "Answered")),
            "refuse": Status(pgettext_lazy("request", "Refused")),
            "withdraw": Status(pgettext_lazy("request", "Withdrawn")),
            "lift": Status(pgettext_lazy("request", "Restriction lifted")),
        },
    )
    declare(
        "privacy.consent",
        {
            "given": Status(pgettext_lazy("consent", "Given"), "good", icon="circle-check"),
            "withdrawn": Status(pgettext_lazy("consent", "Taken back"), "mute", icon="arrow-back-up"),
            "objected": Status(pgettext_lazy("consent", "Objected"), "warn", icon="ban"),
            "lifted": Status(pgettext_lazy("consent", "Objection taken back"), "mute", icon="arrow-back-up"),
            "asked_again": Status(pgettext_lazy("consent", "New text: not given"), "warn", icon="clock"),
            "none": Status(pgettext_lazy("consent", "Not given"), "mute", icon="circle"),
            "in_use": Status(pgettext_lazy("consent", "In use"), "info", icon="circle-dot"),
        },
    )
    declare(
        "privacy.risk",
        {
            "unlikely": Status(RISKS["unlikely"], "mute", icon="circle"),
            "risk": Status(RISKS["risk"], "warn", icon="alert-triangle"),
            "high": Status(RISKS["high"], "bad", icon="alert-triangle"),
        },
    )
    declare(
        "privacy.outcome",
        {
            "go": Status(OUTCOMES["go"], "good", icon="circle-check"),
            "with_measures": Status(OUTCOMES["with_measures"], "info", icon="circle-check"),
            "ask_authority": Status(OUTCOMES["ask_authority"], "warn", icon="clock"),
            "stop": Status(OUTCOMES["stop"], "bad", icon="ban"),
        },
    )
    declare(
        "audit.action",
        {
            "privacy.open_request": Status(_("Request about own data")),
            "privacy.record_request": Status(_("Request about data recorded")),
            "privacy.withdraw_request": Status(_("Request about data withdrawn")),
            "privacy.acknowledge_request": Status(_("Receipt of a request confirmed")),
            "privacy.ask_identity": Status(_("Proof of identity asked for")),
            "privacy.confirm_identity": Status(_("Identity of a requester made sure")),
            "privacy.extend_request": Status(_("Time of a request extended")),
            "privacy.collect_answer": Status(_("Data of a person put together")),
            "privacy.carry_out_request": Status(_("Request about data carried out")),
            "privacy.answer_request": Status(_("Request about data answered")),
            "privacy.refuse_request": Status(_("Request about data refused")),
            "privacy.lift_restriction": Status(_("Restriction of use lifted")),
            "privacy.publish_purpose": Status(_("Purpose published")),
            "privacy.retire_purpose": Status(_("Purpose ended")),
            "privacy.give_consent": Status(_("Consent given")),
            "privacy.hear_signal": Status(_("Signal of a browser heard")),
            "privacy.withdraw_consent": Status(_("Consent taken back")),
            "privacy.object_to": Status(_("Objection to a purpose")),
            "privacy.lift_objection": Status(_("Objection taken back")),
            "privacy.place_hold": Status(_("Legal hold placed")),
            "privacy.lift_hold": Status(_("Legal hold lifted")),
            "privacy.apply_retention": Status(_("Records removed after their time")),
            "privacy.register_breach": Status(_("Breach registered")),
            "privacy.add_to_breach": Status(_("Breach: more became known")),
            "privacy.tell_of_breach": Status(_("Breach reported")),
            "privacy.close_breach": Status(_("Breach closed")),
            "privacy.record_assessment": Status(_("Impact assessed")),
            "identity.end_memberships_of": Status(_("All roles of a person ended")),
            "accounts.correct_profile": Status(_("Name of a person corrected")),
        },
    )
