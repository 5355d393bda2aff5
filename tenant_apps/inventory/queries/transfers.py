"""Transfers with their lines and parts, for the company whose warehouses they join."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from shared_apps.foundation.actor import Actor
from shared_apps.foundation.cutting import within
from tenant_apps.inventory import errors
from tenant_apps.inventory.models import Transfer, TransferDifference, TransferLine, TransferPart
from tenant_apps.inventory.permissions import VIEW_STOCK


@dataclass(frozen=True, slots=True)
class TransferGoods:
    """One line asked for, and what was sent for it."""

    line: TransferLine
    parts: Sequence[TransferPart]

    @property
    def in_transit(self) -> Decimal:
        return sum((part.in_transit for part in self.parts), Decimal(0))


def transfer_rows(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[Transfer]:
    rows = Transfer.objects.select_related("source", "target").filter(**filters)
    rows = rows.filter(within(actor, VIEW_STOCK, warehouses=lambda those: _touches("", those)))
    return rows if actor.is_marketplace else rows.filter(company_id=actor.own_company)


def find_transfer(actor: Actor, transfer_id: UUID) -> Transfer:
    """The transfer if this actor may see it."""
    row = transfer_rows(actor, {"pk": transfer_id}).first()
    if row is None:
        raise errors.unknown("transfer_id", _("There is no such transfer."))
    return row


def difference_rows(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[TransferDifference]:
    """What arrived less or more than was sent; `transfer_id` names a transfer, other filters are column values."""
    equal = dict(filters)
    transfer_id = equal.pop("transfer_id", None)
    rows = TransferDifference.objects.select_related("part__line__item", "part__lot", "count", "sent_back")
    rows = rows.filter(**equal)
    if transfer_id is not None:
        rows = rows.filter(part__line__transfer_id=transfer_id)
    rows = rows.filter(within(actor, VIEW_STOCK, warehouses=lambda those: _touches("part__line__transfer__", those)))
    return rows if actor.is_marketplace else rows.filter(part__line__transfer__company_id=actor.own_company)


def _touches(path: str, warehouses: Collection[Any]) -> Q:
    """Transfers that leave, or come to, one of these warehouses."""
    return Q(**{f"{path}source_id__in": warehouses}) | Q(**{f"{path}target_id__in": warehouses})


def goods_of(row: Transfer) -> list[TransferGoods]:
    lines = list(TransferLine.objects.filter(transfer=row).select_related("item").order_by("item__sku"))
    parts: dict[UUID, list[TransferPart]] = {}
    for part in TransferPart.objects.filter(line__transfer=row).select_related("lot").order_by("lot__expires_on", "id"):
        parts.setdefault(part.line_id, []).append(part)
    return [TransferGoods(line, parts.get(line.pk, [])) for line in lines]
