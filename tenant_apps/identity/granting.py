"""Who may give or take which role, within which bounds. Used inside the commands' transactions, by all alike."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import connections
from django.db.models import F, Q

from shared_apps.accounts.actors import known_permissions
from shared_apps.commands import Context
from shared_apps.foundation.permissions import can_be_narrowed
from shared_apps.foundation.reach import Reach
from tenant_apps.identity import errors
from tenant_apps.identity.decisions.built_in_roles import BUILT_IN, OWNER
from tenant_apps.identity.grants import GRANTS_SQL, Held, held, role_permissions
from tenant_apps.identity.models import Membership, Role
from tenant_apps.identity.permissions import MANAGE_OWNERS
from tenant_apps.identity.policies import are_separate
from tenant_apps.parties.queries import below

NEEDS_TOTP = frozenset(role.code for role in BUILT_IN if role.needs_totp)


def is_capped(role: Role) -> bool:
    """Whether the role never gives what is the marketplace's, whatever its patterns say."""
    return role.side == "company" and not role.built_in


def permissions_of(role: Role) -> frozenset[str]:
    """The codes a role stands for today."""
    return role_permissions(tuple(role.permissions), is_capped(role), known_permissions())


def held_by(using: str, user_id: UUID) -> dict[UUID | None, Held]:
    """What a person holds now, by seat."""
    with connections[using].cursor() as cursor:
        cursor.execute(GRANTS_SQL.format(user="%s"), [user_id])
        return dict(held(cursor.fetchone()[0], known_permissions(), three_roles=are_separate()))


def role_by_code(code: str, *, company_id: UUID | None) -> Role:
    """The role as it can be given there, or a refusal naming the field `role`; other companies' own do not exist."""
    rows = Role.objects.filter(Q(company__isnull=True) | Q(company_id=company_id), code=code, retired_at__isnull=True)
    role = rows.first()
    if role is None:
        raise errors.role_unknown(code)
    if (role.side == "company") != (company_id is not None):
        raise errors.role_of_other_side(code)
    return role


def check_may_grant(ctx: Context, role: Role, reach: Reach, company_id: UUID | None, *, subtree: bool = False) -> None:
    """Nobody gives away, or takes away, more than they hold: neither rights, nor their bounds, nor where they hold.

    The marketplace's people may fill every role of a company: they rank above it without holding its powers. Where the
    three administrators are separate, who may give rights gives those of the marketplace without having them.
    """
    if ctx.actor.kind == "system":
        return
    if role.code == OWNER:
        ctx.require(MANAGE_OWNERS)
    if role.side == "company" and ctx.actor.is_marketplace:
        return
    if role.side == "marketplace" and ctx.actor.is_marketplace and are_separate():
        # Whoever gives rights is not who has them there: that is what the three are separate for.
        return
    given = permissions_of(role)
    for code in sorted(code for code in given if not reach.axes or can_be_narrowed(code, reach.axes)):
        mine = ctx.actor.reaches(code)
        if mine is not None and not any(one.covers(reach) for one in mine):
            raise errors.more_than_own(code)
    if subtree and company_id is not None:
        _check_below(ctx, given, company_id)


def _check_below(ctx: Context, given: frozenset[str], company_id: UUID) -> None:
    """What holds in the companies below too, only who holds it whole in each of them can give."""
    mine = held_by(ctx.using, ctx.actor.user_id) if ctx.actor.user_id else {}
    for seat in below(company_id):
        here = mine.get(seat)
        whole = here.permissions - frozenset().union(*(one.permissions for one in here.narrowed)) if here else set()
        if excess := sorted(given - whole):
            raise errors.more_than_own(excess[0], field="subtree")


def check_owner_remains(membership: Membership) -> None:
    """Refuse to end the last owner's membership. Locks the owners' rows, so two cannot leave at the same time.

    One that ends by itself does not count: with it the marketplace would be without an owner one day.
    """
    if membership.role.code != OWNER:
        return
    owners = Membership.objects.select_for_update(of=("self",)).filter(
        role__code=OWNER, until__isnull=True, ends_at__isnull=True
    )
    if not [row for row in owners.order_by("id") if row.pk != membership.pk and row.user_id != membership.user_id]:
        raise errors.last_owner()


def locked_membership(ctx: Context, membership_id: UUID) -> Membership:
    """A running membership that the actor may touch; NotFound for others' companies."""
    row = (
        Membership.objects.running()
        .select_for_update(of=("self",))
        .select_related("role")
        .filter(pk=membership_id)
        .first()
    )
    if row is None or not (ctx.actor.kind == "system" or ctx.actor.company_id in (None, row.company_id)):
        raise errors.membership_unknown(membership_id)
    return row


def close_ended(now: datetime, user_ids: Iterable[UUID]) -> None:
    """Note that grants of these people ended by themselves, so that the same can be given anew."""
    rows = Membership.objects.filter(user_id__in=list(user_ids), until__isnull=True, ends_at__lte=now)
    rows.update(until=F("ends_at"))
