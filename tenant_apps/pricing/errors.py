"""Refusals of pricing."""

from django.utils.translation import gettext as _

from shared_apps.foundation.refusals import Invalid, NotAllowed


def bad(field: str, why: str) -> Invalid:
    return Invalid("pricing.bad_value", why, field=field, remedy=_("Correct this field; nothing was written."))


def not_yours() -> NotAllowed:
    return NotAllowed(
        "pricing.not_your_prices", _("These prices belong to another company."), field="supplier_id",
        remedy=_("Change to that company, if you may act for it."),
    )  # fmt: skip
