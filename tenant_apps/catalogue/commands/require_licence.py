"""Ask for a paper before goods of a category are bought or sold, and ask for it no more."""

import re
from datetime import date
from typing import Literal
from uuid import UUID

import msgspec
from django.db import IntegrityError, transaction

from shared_apps.commands import Context, command
from tenant_apps.catalogue import errors
from tenant_apps.catalogue.commands import fields
from tenant_apps.catalogue.events import LicenceRequirementChanged
from tenant_apps.catalogue.models import CategoryLicence
from tenant_apps.parties.queries import list_by_ids

_KIND = re.compile(r"[a-z0-9][a-z0-9_-]{1,39}")


class RequireLicence(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`category` is a code, `kind` that of the papers that are meant. `valid_from` empty: today.

    The marketplace asks for everybody's goods unless it names a supplier; a supplier asks its buyers, for its own.
    """

    category: str
    kind: str
    side: Literal["buyer", "seller"] = "buyer"
    supplier_id: UUID | None = None
    valid_from: date | None = None
    note: str = ""


class LiftLicence(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`ends_on` is the first day without it; empty: today."""

    requirement_id: UUID
    ends_on: date | None = None


class RequirementWritten(msgspec.Struct, frozen=True, kw_only=True):
    requirement_id: UUID
    category: str
    kind: str
    valid_from: date
    ends_on: date | None


@command("catalogue.require_licence", input=RequireLicence)
def require_licence(ctx: Context, data: RequireLicence) -> RequirementWritten:
    """From a day on, refuse orders for goods of a category and those below it without a valid paper of this kind."""
    supplier_id = ctx.actor.company_id or data.supplier_id
    if ctx.actor.company_id is not None and data.supplier_id not in (None, ctx.actor.company_id):
        raise errors.requirement_of_the_marketplace("supplier_id")
    if supplier_id is not None:
        company = list_by_ids([supplier_id]).get(supplier_id)
        if company is None or not company.can_sell:
            raise errors.requirement_of_the_marketplace("supplier_id")
        if data.side != "buyer":
            raise errors.requirement_of_the_marketplace("side")
    category = fields.find_category(data.category.strip())
    if category is None:
        raise errors.category_unknown(data.category)
    kind = data.kind.strip()
    if not _KIND.fullmatch(kind):
        raise errors.bad_licence_kind()
    first = data.valid_from or ctx.now.date()
    if first < ctx.now.date():
        raise errors.requirement_in_the_past("valid_from")
    row = CategoryLicence(
        category=category, supplier_id=supplier_id, kind=kind, side=data.side, note=data.note.strip()[:300],
        valid_from=first, set_at=ctx.now,
    )  # fmt: skip
    try:
        with transaction.atomic(using=ctx.using):
            row.save(force_insert=True)
    except IntegrityError as error:
        if "category_licence_once" in str(error):
            raise errors.required_already(kind) from error
        raise
    return _written(ctx, row, category.code)


@command("catalogue.lift_licence", input=LiftLicence)
def lift_licence(ctx: Context, data: LiftLicence) -> RequirementWritten:
    """Ask for the paper no more, from a day on. What was refused before stays refused."""
    rows = CategoryLicence.objects.select_for_update(of=("self",)).select_related("category")
    row = rows.filter(pk=data.requirement_id).first()
    if row is None:
        raise errors.requirement_unknown(data.requirement_id)
    if ctx.actor.company_id not in (None, row.supplier_id):
        raise errors.requirement_of_the_marketplace("requirement_id")
    last = data.ends_on or ctx.now.date()
    if last < ctx.now.date():
        raise errors.requirement_in_the_past("ends_on")
    if row.ends_on is not None and row.ends_on <= last:
        raise errors.requirement_over()
    row.ends_on = max(last, row.valid_from)
    row.save(update_fields=["ends_on"])
    return _written(ctx, row, row.category.code)


def _written(ctx: Context, row: CategoryLicence, code: str) -> RequirementWritten:
    ctx.emit(LicenceRequirementChanged(requirement_id=row.pk, category=code, kind=row.kind))
    facts = {
        "category": code, "kind": row.kind, "side": row.side, "from": row.valid_from.isoformat(),
        "ends_on": row.ends_on.isoformat() if row.ends_on else None,
    }  # fmt: skip
    ctx.audit(target="catalogue.category_licence", target_id=row.pk, facts=facts)
    return RequirementWritten(
        requirement_id=row.pk, category=code, kind=row.kind, valid_from=row.valid_from, ends_on=row.ends_on
    )
