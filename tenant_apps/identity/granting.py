"""Who may give or take which role. Used inside the commands' transactions, by all of them alike."""

from functools import lru_cache
from uuid import UUID

from shared_apps.accounts.actors import known_permissions
from shared_apps.commands import Context
from shared_apps.foundation.permissions import expand
from tenant_apps.identity import errors
from tenant_apps.identity.decisions.built_in_roles import BUILT_IN, OWNER
from tenant_apps.identity.models import Membership, Role
from tenant_apps.identity.permissions import MANAGE_OWNERS

NEEDS_TOTP = frozenset(role.code for role in BUILT_IN if role.needs_totp)


def permissions_of(role: Role) -> frozenset[str]:
    """The codes a role stands for today."""
    return expanded(tuple(role.permissions), known_permissions())


@lru_cache(maxsize=512)
def expanded(patterns: tuple[str, ...], known: frozenset[str]) -> frozenset[str]:
    """The same for the patterns of a role and the codes that are known."""
    return expand(patterns, known) & known


def role_by_code(code: str, *, in_company: bool) -> Role:
    """The role, or a refusal naming the field `role`."""
    role = Role.objects.filter(code=code).first()
    if role is None:
        raise errors.role_unknown(code)
    if (role.side == "company") != in_company:
        raise errors.role_of_other_side(code)
    return role


def check_may_grant(ctx: Context, role: Role) -> None:
    """Nobody gives away, or takes away, more than they hold.

    The marketplace's people may fill every role of a company: they rank above it without holding its powers.
    """
    if ctx.actor.kind == "system":
        return
    if role.code == OWNER:
        ctx.require(MANAGE_OWNERS)
    if role.side == "company" and ctx.actor.is_marketplace:
        return
    excess = sorted(permissions_of(role) - ctx.actor.permissions)
    if excess:
        raise errors.more_than_own(excess[0])


def check_owner_remains(membership: Membership) -> None:
    """Refuse to end the last owner's membership. Locks the owners' rows, so two cannot leave at the same time."""
    if membership.role.code != OWNER:
        return
    owners = Membership.objects.select_for_update(of=("self",)).filter(role__code=OWNER, until__isnull=True)
    if not [row for row in owners.order_by("id") if row.pk != membership.pk and row.user_id != membership.user_id]:
        raise errors.last_owner()


def locked_membership(ctx: Context, membership_id: UUID) -> Membership:
    """A running membership that the actor may touch; NotFound for others' companies."""
    row = (
        Membership.objects.select_for_update(of=("self",))
        .select_related("role")
        .filter(pk=membership_id, until__isnull=True)
        .first()
    )
    if row is None or not (ctx.actor.kind == "system" or ctx.actor.company_id in (None, row.company_id)):
        raise errors.membership_unknown(membership_id)
    return row
