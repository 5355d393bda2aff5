"""Write the built-in roles; again after a release that changed them."""

import msgspec

from shared_apps.commands import Context, command
from tenant_apps.identity.decisions.built_in_roles import BUILT_IN
from tenant_apps.identity.models import Role


class SeedRoles(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    pass


class RolesSeeded(msgspec.Struct, frozen=True, kw_only=True):
    count: int


@command("identity.seed_roles", input=SeedRoles, system_only=True)
def seed_roles(ctx: Context, data: SeedRoles) -> RolesSeeded:
    """Brings the built-in roles to what this release says; own roles stay as they are."""
    for role in BUILT_IN:
        Role.objects.update_or_create(
            code=role.code,
            defaults={
                "name_en": role.name_en,
                "name_zh_hans": role.name_zh_hans,
                "side": role.side,
                "permissions": list(role.permissions),
                "built_in": True,
            },
        )
    ctx.audit(target="identity.role", target_id="", facts={"count": len(BUILT_IN)})
    return RolesSeeded(count=len(BUILT_IN))
