"""Checks of a role's fields, shared by making and changing one."""

import re
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from shared_apps.accounts.actors import SELF, known_permissions
from shared_apps.commands import Context
from shared_apps.foundation.reach import MASKS, Reach
from tenant_apps.identity import errors
from tenant_apps.identity.decisions.built_in_roles import COMPANY_CEILING
from tenant_apps.identity.grants import expanded, role_permissions
from tenant_apps.identity.models import Role
from tenant_apps.identity.policies import are_separate

PATTERN = re.compile(r"-?[a-z_]+\.[a-z_*]+|-?\*(\.[a-z_*]+)?")
PATTERNS_MAX = 400


def checked_names(name_en: str, name_zh_hans: str) -> dict[str, str]:
    """Both names; the Chinese one falls back to the other."""
    found = {}
    for field, text in (("name_en", name_en), ("name_zh_hans", name_zh_hans or name_en)):
        found[field] = " ".join(text.split())
        if not 1 <= len(found[field]) <= 80:
            raise errors.bad_role(field, _("A role needs a name of 1 to 80 characters."))
    return found


def checked_description(text: str) -> str:
    """One line, or a refusal."""
    found = " ".join(text.split())
    if len(found) > 300:
        raise errors.bad_role("description", _("A description has at most 300 characters."))
    return found


def checked_hidden(hidden: Sequence[str]) -> list[str]:
    """Kinds of fields that can be hidden."""
    for mask in hidden:
        if mask not in MASKS:
            raise errors.bad_role("hidden", _("%(name)s is nothing that can be hidden.") % {"name": mask})
    return sorted(set(hidden))


def checked_patterns(ctx: Context, patterns: Sequence[str], side: str) -> list[str]:
    """The patterns, none of which gives more than the actor holds. One with a star may match what is yet to come.

    A role of a company cannot name what is the marketplace's; a pattern may match it, and does not give it.
    """
    known = known_permissions() - {SELF}
    ceiling = expanded(COMPANY_CEILING, known) if side == "company" else known
    found = list(dict.fromkeys(one.strip() for one in patterns if one.strip()))
    if not found or len(found) > PATTERNS_MAX:
        raise errors.bad_role("permissions", _("A role needs 1 to %(most)s permissions.") % {"most": PATTERNS_MAX})
    for one in found:
        plain = one.removeprefix("-")
        if not PATTERN.fullmatch(one) or ("*" not in one and plain not in known):
            raise errors.bad_role("permissions", _("There is no permission %(code)s.") % {"code": one})
        if side == "company" and "*" not in one and not one.startswith("-") and plain not in ceiling:
            raise errors.bad_role(
                "permissions", _("%(code)s is the marketplace's own and cannot be part of this role.") % {"code": one}
            )
    check_within_own(ctx, role_permissions(tuple(found), side == "company", known), side)
    return found


def check_within_own(ctx: Context, permissions: frozenset[str], side: str) -> None:
    """Nobody puts more into a role than they hold whole. The marketplace's people rank above every company."""
    if ctx.actor.kind == "system" or (side == "company" and ctx.actor.is_marketplace):
        return
    if side == "marketplace" and ctx.actor.is_marketplace and are_separate():
        return
    for code in sorted(permissions):
        mine = ctx.actor.reaches(code)
        if mine is not None and not any(one.covers(Reach()) for one in mine):
            raise errors.more_than_own(code, field="permissions")


def locked_own_role(ctx: Context, role_id: UUID) -> Role:
    """The locked row of a role that the actor may change: its company's own, or any for the marketplace's people."""
    row = Role.objects.visible_to(ctx.actor) if ctx.actor.kind != "system" else Role.objects.all()
    role = row.select_for_update(of=("self",)).filter(pk=role_id).first()
    if role is None:
        raise errors.no_such_role(role_id)
    if role.built_in:
        raise errors.role_is_built_in(role.code)
    if ctx.actor.kind != "system" and ctx.actor.company_id not in (None, role.company_id):
        raise errors.role_is_the_marketplaces(role.code)
    if role.retired_at is not None:
        raise errors.role_is_retired(role.code)
    return role


def role_facts(role: Role) -> dict[str, Any]:
    """What the audit row keeps of a role, before and after."""
    return {
        "name_en": role.name_en,
        "name_zh_hans": role.name_zh_hans,
        "description": role.description,
        "permissions": list(role.permissions),
        "hidden": list(role.hidden),
        "version": role.version,
    }
