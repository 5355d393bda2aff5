"""Change a role of one's own, or retire it. Who holds it may do more, or less, from the next click."""

from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from tenant_apps.identity import errors
from tenant_apps.identity.commands.define_role import RoleWritten
from tenant_apps.identity.events import RoleChanged
from tenant_apps.identity.giving import needs_second_person
from tenant_apps.identity.granting import permissions_of
from tenant_apps.identity.models import Membership, Role
from tenant_apps.identity.role_fields import (
    check_within_own,
    checked_description,
    checked_hidden,
    checked_names,
    checked_patterns,
    locked_own_role,
    role_facts,
)
from tenant_apps.identity.separation import check_role, keeping_apart


class RedefineRole(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Fields left out stay as they are. `version` is the one that was read; another one now is refused."""

    role_id: UUID
    version: int | None = None
    name_en: str | None = None
    name_zh_hans: str | None = None
    description: str | None = None
    permissions: list[str] | None = None
    hidden: list[str] | None = None


class RetireRole(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    role_id: UUID


@command(
    "identity.redefine_role",
    input=RedefineRole,
    permission="identity.define_role",
    needs_fresh_factor=True,
    risk="high",
)
def redefine_role(ctx: Context, data: RedefineRole) -> RoleWritten:
    """Changes a role of one's own, for all who hold it.

    Whoever changes it must hold all that is in it, before and after: else they would give, or take, more than theirs.
    """
    role = locked_own_role(ctx, data.role_id)
    if data.version not in (None, role.version):
        raise errors.role_moved_on(role.version)
    before, held = role_facts(role), permissions_of(role)
    check_within_own(ctx, held, role.side)
    if data.name_en is not None or data.name_zh_hans is not None:
        names = checked_names(data.name_en or role.name_en, data.name_zh_hans or role.name_zh_hans)
        role.name_en, role.name_zh_hans = names["name_en"], names["name_zh_hans"]
    if data.description is not None:
        role.description = checked_description(data.description)
    if data.permissions is not None:
        role.permissions = checked_patterns(ctx, data.permissions, role.side)
    if data.hidden is not None:
        role.hidden = checked_hidden(data.hidden)
    added = permissions_of(role) - held if set(before["hidden"]) <= set(role.hidden) else permissions_of(role)
    if waiting := needs_second_person(ctx, added):
        raise errors.second_person_needed(waiting)
    check_role(permissions_of(role), role)
    role.version += 1
    with keeping_apart(_holders(role)):
        role.save()
    ctx.emit(RoleChanged(role_id=role.id, code=role.code, edition=role.version))
    ctx.audit(target="identity.role", target_id=role.id, facts={"before": before, "after": role_facts(role)})
    return RoleWritten(role_id=role.id, code=role.code, version=role.version)


@command("identity.retire_role", input=RetireRole, permission="identity.define_role", risk="high")
def retire_role(ctx: Context, data: RetireRole) -> RoleWritten:
    """Retires a role of one's own that nobody holds any more; it stays in the history."""
    role = locked_own_role(ctx, data.role_id)
    holders = Membership.objects.running().filter(role=role).count()
    if holders:
        raise errors.role_is_held(holders)
    role.retired_at, role.version = ctx.now, role.version + 1
    role.save(update_fields=["retired_at", "version"])
    ctx.emit(RoleChanged(role_id=role.id, code=role.code, edition=role.version))
    ctx.audit(target="identity.role", target_id=role.id, facts={"retired": role_facts(role)})
    return RoleWritten(role_id=role.id, code=role.code, version=role.version)


def _holders(role: Role) -> list[UUID]:
    return list(Membership.objects.running().filter(role=role).values_list("user_id", flat=True).distinct())
