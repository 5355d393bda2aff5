"""Checks of a company's fields, shared by adding and changing one."""

import re
from typing import Any

from django.utils.translation import gettext as _

from shared_apps.foundation.refusals import Invalid
from tenant_apps.parties import errors
from tenant_apps.parties.queries.countries import is_country

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")


def checked_code(code: str) -> str:
    text = code.strip()
    if not _CODE.fullmatch(text):
        raise Invalid(
            "parties.bad_code",
            _("A code has 1 to 40 letters, digits, points, hyphens or underscores."),
            field="code",
            remedy=_("For example ACME-01."),
        )
    return text


def checked(*, name: str, country: str, tax_id: str, can_buy: bool, can_sell: bool) -> dict[str, Any]:
    """The fields as they are stored, or Invalid naming the field at fault."""
    text = " ".join(name.split())
    if not 1 <= len(text) <= 200:
        raise Invalid(
            "parties.bad_name",
            _("A company needs a name of 1 to 200 characters."),
            field="name",
            remedy=_("Write it as it stands in the register."),
        )
    land = country.strip().upper()
    if not is_country(land):
        raise errors.bad_country()
    number = tax_id.strip()
    if len(number) > 40:
        raise Invalid("parties.bad_tax_id", _("A tax number has at most 40 characters."), field="tax_id")
    if not (can_buy or can_sell):
        raise Invalid(
            "parties.no_side",
            _("A company must buy, sell, or both."),
            field="can_buy",
            remedy=_("Choose at least one side."),
        )
    return {"name": text, "country": land, "tax_id": number, "can_buy": can_buy, "can_sell": can_sell}
