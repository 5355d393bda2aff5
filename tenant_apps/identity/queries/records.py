"""Rows of memberships and roles for lists that page further, already cut to what the actor may see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet

from shared_apps.foundation.actor import Actor
from tenant_apps.identity import errors
from tenant_apps.identity.granting import permissions_of
from tenant_apps.identity.models import Membership, Role
from tenant_apps.identity.queries.people import lines_of, role_name, searched
from tenant_apps.identity.types import MemberLine


def member_rows(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[Membership]:
    """Running memberships; `search` looks at name and mail address, `role` is a code."""
    rows = Membership.objects.visible_to(actor).running().select_related("role", "granted_by")
    if "company_id" in filters:
        rows = rows.filter(company_id=filters["company_id"])
    if "role" in filters:
        rows = rows.filter(role__code=filters["role"])
    if search := filters.get("search", ""):
        rows = searched(rows, actor, search)
    return rows


def member_lines(rows: Sequence[Any], actor: Actor) -> list[MemberLine]:
    """The rows of one page with their people and companies."""
    return lines_of(list(rows), actor)


def role_rows(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[Role]:
    """Roles; a company sees its own and those that every company has, the marketplace sees all."""
    return Role.objects.visible_to(actor).filter(**filters)


@dataclass(frozen=True, slots=True)
class RoleLine:
    """One role as pages show it. `holders` are running grants of it that the reader may see."""

    id: UUID
    code: str
    name: str
    name_en: str
    name_zh_hans: str
    side: str
    built_in: bool
    company_id: UUID | None
    description: str
    patterns: tuple[str, ...]
    permissions: tuple[str, ...]
    hidden: tuple[str, ...]
    version: int
    holders: int

    def is_own_of(self, actor: Actor) -> bool:
        """Whether the actor's side may change it: no built-in one, and no other company's."""
        return not self.built_in and actor.company_id in (None, self.company_id)


def role_lines(actor: Actor) -> Sequence[RoleLine]:
    """Roles that can be given, built-in ones first, then by name."""
    rows = Role.objects.visible_to(actor).filter(retired_at__isnull=True).order_by("-built_in", "name_en", "id")
    running = Membership.objects.visible_to(actor).running().values_list("role_id").annotate(times=Count("pk"))
    counts = dict(running.order_by())
    return [_line(row, counts.get(row.pk, 0)) for row in rows]


def find_role_line(actor: Actor, role_id: UUID) -> RoleLine:
    """One of them; NotFound when there is none or it is not for this actor."""
    row = Role.objects.visible_to(actor).filter(pk=role_id, retired_at__isnull=True).first()
    if row is None:
        raise errors.no_such_role(role_id)
    return _line(row, Membership.objects.visible_to(actor).running().filter(role=row).count())


def _line(row: Role, holders: int) -> RoleLine:
    return RoleLine(
        id=row.pk,
        code=row.code,
        name=role_name(row),
        name_en=row.name_en,
        name_zh_hans=row.name_zh_hans,
        side=row.side,
        built_in=row.built_in,
        company_id=row.company_id,
        description=row.description,
        patterns=tuple(row.permissions),
        permissions=tuple(permissions_today(row)),
        hidden=tuple(row.hidden),
        version=row.version,
        holders=holders,
    )


def find_role(actor: Actor, role_id: UUID) -> Role:
    """One role; NotFound when there is none or it is not for this actor."""
    row = role_rows(actor, {"pk": role_id}).first()
    if row is None:
        raise errors.no_such_role(role_id)
    return row


def permissions_today(role: Role) -> list[str]:
    """The codes the role's patterns stand for in this release."""
    return sorted(permissions_of(role))
