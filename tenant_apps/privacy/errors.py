"""Refusals of privacy."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from shared_apps.foundation.refusals import Conflict, Invalid, NotAllowed, NotFound


def bad(field: str, why: str, remedy: str = "") -> Invalid:
    return Invalid(f"privacy.bad_{field}", why, field=field, remedy=remedy or _("Correct it and send it again."))


def text_missing(field: str, longest: int) -> Invalid:
    return Invalid(
        "privacy.bad_text", _("It needs a text of at most %(n)s characters.") % {"n": longest}, field=field,
        remedy=_("Write it in plain words."),
    )  # fmt: skip


def house_only() -> NotAllowed:
    return NotAllowed(
        "privacy.house_only",
        _("Data of people is looked after by the marketplace itself, not by a company."),
        remedy=_("Switch to the marketplace, or ask somebody who acts for it."),
    )


def person_only() -> NotAllowed:
    return NotAllowed(
        "privacy.person_only",
        _("Only a person who is signed in does this, about themselves."),
        remedy=_("Sign in; an API key has no data of its own."),
    )


def unknown_request() -> NotFound:
    return NotFound("privacy.no_request", _("There is no such request."), remedy=_("Choose one of the list."))


def unknown_person() -> NotFound:
    return NotFound("privacy.no_person", _("There is no such person."), remedy=_("Load the list again."))


def unknown(what: str) -> NotFound:
    return NotFound(f"privacy.no_{what}", _("There is no such thing."), remedy=_("Choose one of the list."))


def not_offered(kind: str) -> Invalid:
    return Invalid(
        "privacy.not_offered", _("Requests of this kind are not taken here."), field="kind",
        remedy=_("Choose one of those that are offered."), facts={"kind": kind},
    )  # fmt: skip


def open_already(number: str) -> Conflict:
    return Conflict(
        "privacy.open_already", _("A request of this kind is open already: %(number)s.") % {"number": number},
        field="kind", remedy=_("Wait for its answer, or withdraw it."), facts={"number": number},
    )  # fmt: skip


def wrong_state(state: str) -> Conflict:
    return Conflict(
        "privacy.wrong_state", _("The request does not stand where this could be done."),
        remedy=_("Load the page again to see where it stands."), facts={"state": state},
    )  # fmt: skip


def first(step: str) -> Conflict:
    words = {
        "collect": _("What is held has not been put together."),
        "carry_out": _("What was asked for has not been done."),
    }
    return Conflict("privacy.not_done", words[step], remedy=_("Do this first."), facts={"step": step})


def no_deed(kind: str) -> Invalid:
    return Invalid(
        "privacy.no_deed", _("A request of this kind is answered in words; nothing is carried out."),
        remedy=_("Answer it."), facts={"kind": kind},
    )  # fmt: skip


def no_account() -> Conflict:
    return Conflict(
        "privacy.no_account", _("Nobody with an account was named, so there is nothing to do it to."),
        remedy=_("Confirm the identity with the account, or refuse because nothing is held."),
    )  # fmt: skip


def extended_already() -> Conflict:
    return Conflict(
        "privacy.extended_already", _("The time was extended already."), remedy=_("Answer, or refuse with a reason.")
    )


def too_late_to_extend() -> Conflict:
    return Conflict(
        "privacy.too_late_to_extend", _("The first period is over: it cannot be extended any more."),
        remedy=_("Answer now, and say why it is late."),
    )  # fmt: skip


def no_extension() -> Conflict:
    return Conflict(
        "privacy.no_extension", _("The rules of this marketplace let no time be extended."),
        remedy=_("Answer, or refuse with a reason."),
    )  # fmt: skip


def recipients_missing() -> Invalid:
    return Invalid(
        "privacy.recipients_missing", _("Say which recipients of the data were told, or that there are none."),
        field="recipients", remedy=_("Name them, or write “none”."),
    )  # fmt: skip


def held(numbers: Sequence[str]) -> Conflict:
    return Conflict(
        "privacy.held", _("A legal hold keeps this: %(numbers)s.") % {"numbers": ", ".join(numbers)},
        remedy=_("Wait until it ends, or refuse because a law keeps the data."), facts={"holds": list(numbers)},
    )  # fmt: skip


def last_owner() -> Conflict:
    return Conflict(
        "privacy.last_owner", _("This is the marketplace’s only owner."),
        remedy=_("Make somebody else an owner first."),
    )  # fmt: skip


def oneself() -> NotAllowed:
    return NotAllowed(
        "privacy.oneself", _("Nobody works on their own request."), remedy=_("Ask a colleague to do this.")
    )


def no_purpose(code: str) -> NotFound:
    return NotFound(
        "privacy.no_purpose", _("There is no purpose of this name."), remedy=_("Load the page again."),
        facts={"code": code},
    )  # fmt: skip


def other_text() -> Conflict:
    return Conflict(
        "privacy.other_text", _("The text has changed since it was shown."), field="digest",
        remedy=_("Read it again, then decide."),
    )  # fmt: skip


def not_by_consent(code: str) -> Conflict:
    return Conflict(
        "privacy.not_by_consent", _("This purpose does not rest on consent."),
        remedy=_("Object to it, or ask for restriction."), facts={"code": code},
    )  # fmt: skip


def not_objectable(code: str) -> Conflict:
    return Conflict(
        "privacy.not_objectable", _("This purpose rests on a contract or a law: objecting does not end it."),
        remedy=_("Ask for restriction or erasure instead."), facts={"code": code},
    )  # fmt: skip


def not_given() -> Conflict:
    return Conflict("privacy.not_given", _("There is nothing to take back."), remedy=_("Load the page again."))


def needs_assessment(codes: Sequence[str]) -> Conflict:
    return Conflict(
        "privacy.needs_assessment", _("This needs an assessment of impact first: %(codes)s.")
        % {"codes": ", ".join(codes)}, field="separate", remedy=_("Record the assessment, then publish the purpose."),
        facts={"for": list(codes)},
    )  # fmt: skip


def late_reason_missing() -> Invalid:
    return Invalid(
        "privacy.late_reason_missing", _("It is late, so it needs the reasons for the delay."), field="late_why",
        remedy=_("Say why it was not done in time."),
    )  # fmt: skip


def done_already() -> Conflict:
    return Conflict("privacy.done_already", _("This is done already."), remedy=_("Load the page again."))


def duties_open() -> Conflict:
    return Conflict(
        "privacy.duties_open", _("Somebody has still to be told of this breach."),
        remedy=_("Record each report, or why it is not needed."),
    )  # fmt: skip
