"""Make a role of one's own: from nothing, or as a copy of another one."""

import re
import secrets
from typing import Literal
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from shared_apps.commands import Context, command
from tenant_apps.identity import errors
from tenant_apps.identity.granting import permissions_of
from tenant_apps.identity.models import Role
from tenant_apps.identity.role_fields import (
    checked_description,
    checked_hidden,
    checked_names,
    checked_patterns,
    role_facts,
)
from tenant_apps.identity.separation import check_role
from tenant_apps.parties.errors import company_unknown
from tenant_apps.parties.queries import list_by_ids

OWN_ROLES_MAX = 200


class DefineRole(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`permissions` are codes or patterns such as `orders.*`; a leading minus takes away what matches.

    With `copy_of` what is left out is that of the other role. `company_id` makes it that company's own; people of a
    company make roles of their own company, whatever they say. `hidden`: fields that are not shown to who holds it.
    """

    name_en: str
    name_zh_hans: str = ""
    description: str = ""
    side: Literal["company", "marketplace"] = "company"
    company_id: UUID | None = None
    permissions: list[str] | None = None
    hidden: list[str] | None = None
    copy_of: UUID | None = None


class RoleWritten(msgspec.Struct, frozen=True, kw_only=True):
    role_id: UUID
    code: str
    version: int


@command("identity.define_role", input=DefineRole, risk="high")
def define_role(ctx: Context, data: DefineRole) -> RoleWritten:
    """Makes a role of one's own. Nobody puts more into a role than they hold; other companies do not see it."""
    company_id, side = data.company_id, data.side
    if ctx.actor.kind != "system" and not ctx.actor.is_marketplace:
        company_id, side = ctx.actor.company_id, "company"
    if company_id is not None:
        if side != "company":
            raise errors.bad_role("side", _("A role of the marketplace belongs to no company."))
        if company_id not in list_by_ids([company_id]):
            raise company_unknown(company_id)
    own = Role.objects.filter(company_id=company_id, built_in=False, retired_at__isnull=True)  # type: ignore[misc]
    if own.count() >= OWN_ROLES_MAX:
        raise errors.too_many_roles(OWN_ROLES_MAX)
    patterns, hidden = _asked(ctx, data)
    names = checked_names(data.name_en, data.name_zh_hans)
    role = Role(
        code=_code_of(names["name_en"]),
        **names,
        side=side,
        company_id=company_id,
        description=checked_description(data.description),
        permissions=checked_patterns(ctx, patterns, side),
        hidden=checked_hidden(hidden),
    )
    check_role(permissions_of(role), role)
    role.save(force_insert=True)
    facts = {"after": role_facts(role), "company_id": str(company_id or ""), "copy_of": str(data.copy_of or "")}
    ctx.audit(target="identity.role", target_id=role.id, facts=facts)
    return RoleWritten(role_id=role.id, code=role.code, version=role.version)


def _asked(ctx: Context, data: DefineRole) -> tuple[list[str], list[str]]:
    """Permissions and hidden fields as said, or as the role has them that is copied."""
    if data.copy_of is None:
        return data.permissions or [], data.hidden or []
    rows = Role.objects.all() if ctx.actor.kind == "system" else Role.objects.visible_to(ctx.actor)
    other = rows.filter(pk=data.copy_of).first()
    if other is None:
        raise errors.no_such_role(data.copy_of)
    return (
        list(other.permissions) if data.permissions is None else data.permissions,
        list(other.hidden) if data.hidden is None else data.hidden,
    )


def _code_of(name: str) -> str:
    # Always with a random end: a number that counts up would tell of other companies' roles.
    word = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:26] or "role"
    return f"{word}-{secrets.token_hex(6)}"
