"""Rows of memberships and roles for lists that page further, already cut to what the actor may see."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from shared_apps.foundation.actor import Actor
from tenant_apps.identity import errors
from tenant_apps.identity.granting import permissions_of
from tenant_apps.identity.models import Membership, Role
from tenant_apps.identity.queries.people import lines_of, searched
from tenant_apps.identity.types import MemberLine


def member_rows(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[Membership]:
    """Running memberships; `search` looks at name and mail address, `role` is a code."""
    rows = Membership.objects.visible_to(actor).filter(until__isnull=True).select_related("role")
    if "company_id" in filters:
        rows = rows.filter(company_id=filters["company_id"])
    if "role" in filters:
        rows = rows.filter(role__code=filters["role"])
    if search := filters.get("search", ""):
        rows = searched(rows, search)
    return rows


def member_lines(rows: Sequence[Any]) -> list[MemberLine]:
    """The rows of one page with their people and companies."""
    return lines_of(list(rows))


def role_rows(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[Role]:
    """Roles; a company sees those that can be held in a company, the marketplace sees all."""
    rows = Role.objects.filter(**filters)
    return rows if actor.is_marketplace else rows.filter(side="company")


def find_role(actor: Actor, role_id: UUID) -> Role:
    """One role; NotFound when there is none or it is not for this actor."""
    row = role_rows(actor, {"pk": role_id}).first()
    if row is None:
        raise errors.no_such_role(role_id)
    return row


def permissions_today(role: Role) -> list[str]:
    """The codes the role's patterns stand for in this release."""
    return sorted(permissions_of(role))
