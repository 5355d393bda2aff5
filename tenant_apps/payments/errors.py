"""Refusals of payments."""

from uuid import UUID

from django.utils.translation import gettext as _

from shared_apps.foundation.refusals import Conflict, Invalid, NotAllowed, NotFound, Refusal


def not_positive() -> Refusal:
    return Invalid(
        "payments.not_positive",
        _("A payment must be greater than zero."),
        field="amount",
        remedy=_("Enter what was paid."),
    )


def unknown_method(method: str, known: tuple[str, ...]) -> Refusal:
    return Invalid(
        "payments.unknown_method",
        _("%(method)s is not a way of paying.") % {"method": method},
        field="method",
        remedy=_("Use one of: %(known)s.") % {"known": ", ".join(known)},
    )


def in_future() -> Refusal:
    return Invalid(
        "payments.in_future",
        _("This payment would be in the future."),
        field="paid_at",
        remedy=_("Record it once it is made."),
    )


def not_your_payment() -> Refusal:
    return NotFound(
        "payments.not_your_payment",
        _("Your company is neither payer nor payee."),
        field="payer_id",
        remedy=_("Switch to the company that paid or was paid."),
    )


def same_company() -> Refusal:
    return Invalid(
        "payments.same_company",
        _("A company cannot pay itself."),
        field="payee_id",
        remedy=_("Choose the company that was paid."),
    )


def payment_unknown(payment_id: UUID) -> Refusal:
    return NotFound(
        "payments.payment_unknown",
        _("There is no such payment."),
        field="payment_id",
        remedy=_("Open it from the list of payments."),
        facts={"payment_id": str(payment_id)},
    )


def attempt_unknown() -> Refusal:
    return NotFound(
        "payments.attempt_unknown",
        _("There is no such transfer."),
        field="attempt_id",
        remedy=_("Open it from the list of payments."),
    )


def attempt_over(state: str) -> Refusal:
    return Conflict(
        "payments.attempt_over",
        _("What became of this transfer is known already."),
        remedy=_("Record a payment of its own if there was another one."),
        facts={"state": state},
    )


def only_the_payee() -> Refusal:
    return Invalid(
        "payments.only_the_payee",
        _("Only who gets the money can say that it has arrived."),
        field="outcome",
        remedy=_("Ask the payee to look at its bank account."),
    )


def reason_needed() -> Refusal:
    return Invalid(
        "payments.reason_needed",
        _("Say why it failed, in 3 to 200 characters."),
        field="reason",
        remedy=_("Both companies read it."),
    )


def no_provider() -> Refusal:
    return Conflict(
        "payments.no_provider",
        _("Nobody is connected who could know the outcome of this transfer."),
        remedy=_("Ask the other company, or name a provider in the settings; it is asked by the reference."),
    )


def only_the_marketplace() -> Refusal:
    return NotAllowed(
        "payments.only_the_marketplace",
        _("Only the marketplace writes down what its bank says."),
        remedy=_("Record the payment itself, or ask an administrator of the marketplace."),
    )


def name_needed(field: str) -> Refusal:
    return Invalid(
        "payments.name_needed",
        _("This must not be empty."),
        field=field,
        remedy=_("Write what stands on the statement."),
    )


def bank_word_known(bank_id: str) -> Refusal:
    return Conflict(
        "payments.bank_word_known",
        _("What the bank says of %(id)s is written down already.") % {"id": bank_id},
        field="bank_id",
        remedy=_("Each transfer of the bank is said once."),
    )


def beyond_own_limit() -> Refusal:
    return NotAllowed(
        "payments.beyond_own_limit",
        _("The amount is over your limit, or in another currency than it."),
        field="amount",
        remedy=_("Ask a colleague who may record more."),
        facts={"permission": "payments.record_payment"},
    )
