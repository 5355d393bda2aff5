"""Lists of the house: holds, runs of retention, purposes, assessments."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from shared_apps.foundation.actor import Actor
from tenant_apps.privacy import errors
from tenant_apps.privacy.models import Assessment, LegalHold, Purpose, RetentionRun

MOST = 200


def hold_rows(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[Any]:
    return LegalHold.objects.visible_to(actor).filter(**filters)


def list_holds(actor: Actor) -> Sequence[LegalHold]:
    """Those in force first."""
    return list(hold_rows(actor, {}).order_by("lifted_at", "-id")[:MOST])


def find_hold(actor: Actor, hold_id: UUID) -> LegalHold:
    row = hold_rows(actor, {"pk": hold_id}).first()
    if row is None:
        raise errors.unknown("hold")
    found: LegalHold = row
    return found


def list_runs(actor: Actor) -> Sequence[RetentionRun]:
    """The last runs that did something, or kept something back, and the very last."""
    rows = RetentionRun.objects.visible_to(actor)
    return list(rows.order_by("-id")[:20])  # type: ignore[arg-type]


def run_rows(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[Any]:
    return RetentionRun.objects.visible_to(actor).filter(**filters)


def purpose_rows(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[Any]:
    rows = Purpose.objects.all() if actor.is_marketplace else Purpose.objects.none()
    return rows.filter(**filters)


def list_purposes(actor: Actor) -> Sequence[Purpose]:
    """The newest version of each, also retired ones."""
    return list(purpose_rows(actor, {}).order_by("code", "-version").distinct("code"))


def assessment_rows(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[Any]:
    return Assessment.objects.visible_to(actor).filter(**filters)


def list_assessments(actor: Actor) -> Sequence[Assessment]:
    return list(assessment_rows(actor, {}).order_by("-id")[:MOST])


def find_assessment(actor: Actor, assessment_id: UUID) -> Assessment:
    row = assessment_rows(actor, {"pk": assessment_id}).first()
    if row is None:
        raise errors.unknown("assessment")
    found: Assessment = row
    return found
