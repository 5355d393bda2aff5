"""Statements of residency, and what a scan finds now."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec
from django.db.models import QuerySet

from shared_apps.foundation.actor import Actor
from tenant_apps.transfers.decisions.residency import FORMAT
from tenant_apps.transfers.models import ResidencyStatement


def statement_rows(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[ResidencyStatement]:
    rows = ResidencyStatement.objects.filter(**filters)
    return rows if actor.is_marketplace else rows.none()


def statement_of(actor: Actor, day: date | None) -> ResidencyStatement | None:
    """The statement of a day, or the newest."""
    rows = statement_rows(actor, {} if day is None else {"day": day})
    return rows.order_by("-day").first()


def file_of(row: ResidencyStatement) -> bytes:
    """The file that the verifier checks: text, signed note, key."""
    told = {"format": FORMAT, "key": row.key, "note": row.note, "body": row.body}
    return msgspec.json.format(msgspec.json.encode(told), indent=2)
