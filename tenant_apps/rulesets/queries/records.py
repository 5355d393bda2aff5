"""Versions of the rules for lists that page further. Their history is the marketplace's own: companies get none."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from shared_apps.foundation.actor import Actor
from tenant_apps.rulesets import errors
from tenant_apps.rulesets.models import RulesetVersion
from tenant_apps.rulesets.queries.values import VersionLine, line_of


def version_rows(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[RulesetVersion]:
    """All versions, for the marketplace's own people."""
    rows = RulesetVersion.objects.filter(**filters)
    return rows if actor.is_marketplace else rows.none()


def find_version(actor: Actor, version_id: UUID) -> RulesetVersion:
    """One version; NotFound when there is none or it is not for this actor."""
    row = version_rows(actor, {"pk": version_id}).first()
    if row is None:
        raise errors.version_unknown(version_id)
    return row


def lines_of(rows: Sequence[RulesetVersion]) -> list[VersionLine]:
    """Each version with what it changed in the one it was made from."""
    bases = {row.number: row for row in RulesetVersion.objects.filter(number__in=[row.base for row in rows])}
    return [line_of(row, bases.get(row.base)) for row in rows]
