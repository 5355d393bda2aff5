"""Check the fields of an item; shared by the commands that write one."""

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from uuid import UUID

from django.utils.translation import gettext as _

from shared_apps.commands.context import Context
from shared_apps.foundation.quantity import UNITS
from shared_apps.foundation.reach import about
from shared_apps.foundation.refusals import NotAllowed
from tenant_apps.catalogue import errors
from tenant_apps.catalogue.decisions.terms import index_terms
from tenant_apps.catalogue.models import Category, Item
from tenant_apps.catalogue.queries.shelves import lines_of
from tenant_apps.parties.queries import list_by_ids


def check_supplier(ctx: Context, supplier_id: UUID | None) -> UUID:
    """The company whose item it is: the actor's own; the marketplace and Kontor itself may name any."""
    own = ctx.actor.company_id
    wanted = supplier_id or own
    if wanted is None:
        raise errors.bad("supplier_id", _("Name the company whose item it is."))
    if own is not None and wanted != own:
        raise NotAllowed(
            "catalogue.not_your_item", _("This item belongs to another company."), field="supplier_id",
            remedy=_("Change to that company, if you may act for it."),
        )  # fmt: skip
    if own is None and wanted not in list_by_ids([wanted]):
        # The foreign key would notice too, but only at the commit, and as an error of ours.
        raise errors.bad("supplier_id", _("Name the company whose item it is."))
    return wanted


def check_reach(ctx: Context, category: Category | None) -> None:
    """Refuse a category outside the actor's bounds, as if it did not exist."""
    if not ctx.actor.narrowed:
        return
    line = lines_of([category.pk])[category.pk] if category else frozenset()
    if not ctx.may_touch(about(categories=line)):
        raise errors.bad("category", _("There is no such category."))


def check_sku(sku: str) -> str:
    text = sku.strip()
    if not re.fullmatch(r"[^\s/][^/\x00-\x1f]{0,59}", text):
        raise errors.bad("sku", _("1 to 60 characters without slash are needed."))
    return text


def check_name(name: str) -> str:
    text = " ".join(name.split())
    if not 1 <= len(text) <= 200:
        raise errors.bad("name", _("1 to 200 characters are needed."))
    return text


def check_unit(unit: str) -> str:
    if unit not in UNITS:
        raise errors.bad("unit", _("%(unit)s is not a unit in use (UN/ECE Recommendation 20).") % {"unit": unit})
    return unit


def check_tax_rate(text: str) -> Decimal:
    try:
        rate = Decimal(text)
    except InvalidOperation as error:
        raise errors.bad("tax_rate", _("A fraction such as 0.19 is needed.")) from error
    exponent = rate.as_tuple().exponent
    if not rate.is_finite() or not 0 <= rate < 1 or (isinstance(exponent, int) and exponent < -4):
        raise errors.bad("tax_rate", _("A fraction from 0 to 0.9999 with at most 4 decimals is needed."))
    return rate


def check_attributes(attributes: Mapping[str, str]) -> dict[str, str]:
    if len(attributes) > 50:
        raise errors.bad("attributes", _("At most 50 attributes."))
    for name, value in attributes.items():
        if not 1 <= len(name) <= 60 or len(value) > 300:
            raise errors.bad(f"attributes.{name}", _("Names have 1 to 60 characters, values at most 300."))
    return dict(attributes)


def find_category(code: str) -> Category | None:
    if not code:
        return None
    row = Category.objects.filter(code=code).first()
    if row is None:
        raise errors.category_unknown(code)
    return row


def terms_of(item: Item) -> list[str]:
    return index_terms(item.name, item.sku, *item.attributes.values(), item.description[:500])
