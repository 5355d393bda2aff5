"""Put a company below another one in a group, or make it stand alone again."""

from typing import Literal
from uuid import UUID

import msgspec
from django.db import transaction
from django.db.models import Q

from shared_apps.commands import Context, command
from shared_apps.commands.runner import lock_number
from shared_apps.tenancy import scope
from tenant_apps.parties import errors
from tenant_apps.parties.commands.add_company import CompanyWritten
from tenant_apps.parties.events import CompanyPlaced
from tenant_apps.parties.models import Company

DEPTH_MAX = 8


class PlaceCompany(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Without `parent_id` it stands alone. A `division` is a part of its parent and no legal entity of its own."""

    company_id: UUID
    parent_id: UUID | None = None
    kind: Literal["legal_entity", "division"] = "legal_entity"


@command("parties.place_company", input=PlaceCompany, needs_fresh_factor=True, risk="high")
def place_company(ctx: Context, data: PlaceCompany) -> CompanyWritten:
    """Says under which company another one stands. Only the marketplace does: it opens one's things to the other.

    One at a time in a marketplace, so that no circle can close between two of them.
    """
    if ctx.actor.kind != "system" and not ctx.actor.is_marketplace:
        raise errors.only_the_marketplace()
    rows = _locked(ctx, data)
    row = rows.get(data.company_id)
    if row is None:
        raise errors.company_unknown(data.company_id)
    parent = rows.get(data.parent_id) if data.parent_id else None
    if data.parent_id is not None and parent is None:
        raise errors.parent_unknown()
    if parent is None and data.kind == "division":
        raise errors.division_alone()
    lineage = [*parent.lineage, parent.pk] if parent else []
    if row.pk in lineage:
        raise errors.own_parent()
    under = [one for one in rows.values() if row.pk in one.lineage]
    deepest = max((len(one.lineage) - one.lineage.index(row.pk) for one in under), default=0)
    if len(lineage) + deepest > DEPTH_MAX:
        raise errors.too_deep(DEPTH_MAX)
    before = {"parent_id": str(row.parent_id or ""), "kind": row.kind}
    row.parent, row.kind, row.lineage = parent, data.kind, lineage
    row.save(update_fields=["parent", "kind", "lineage"])
    for one in under:
        one.lineage = [*lineage, *one.lineage[one.lineage.index(row.pk) :]]
    Company.objects.bulk_update(under, ["lineage"])
    ctx.emit(CompanyPlaced(company_id=row.pk, parent_id=data.parent_id))
    ctx.audit(
        target="parties.company",
        target_id=row.pk,
        facts={"before": before, "after": {"parent_id": str(data.parent_id or ""), "kind": data.kind}},
    )
    return CompanyWritten(company_id=row.pk, code=row.code)


def _locked(ctx: Context, data: PlaceCompany) -> dict[UUID, Company]:
    """The two companies and all that stands below the first, locked."""
    with transaction.get_connection(ctx.using).cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [lock_number(scope.key(), "", "parties.place_company", "")])
    named = [one for one in (data.company_id, data.parent_id) if one is not None]
    rows = Company.objects.select_for_update().filter(Q(pk__in=named) | Q(lineage__contains=[data.company_id]))
    return {row.pk: row for row in rows.order_by("pk")}
