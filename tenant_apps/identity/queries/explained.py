"""What a person can do and why, and who can do something: the grants themselves, held against one permission."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from django.db.models import Q

from shared_apps.accounts.actors import known_permissions
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.masks import IMPLIED, with_implied
from shared_apps.foundation.permissions import LOOKED_AT, can_be_narrowed
from shared_apps.foundation.reach import BOUNDS, MASKS
from tenant_apps.identity import errors
from tenant_apps.identity.bounds import reach_of
from tenant_apps.identity.decisions.explaining import Link, explain
from tenant_apps.identity.granting import is_capped, permissions_of
from tenant_apps.identity.models import Membership
from tenant_apps.identity.queries.people import lines_of
from tenant_apps.identity.separation import left_after
from tenant_apps.identity.types import MemberLine
from tenant_apps.parties.queries import line_above

MOST = 2000


@dataclass(frozen=True, slots=True)
class Reason:
    """One grant of a person and what it says to the permission that was asked for.

    `hidden` are kinds of fields, by its role or itself; `counting` those of its bounds at which the act looks.
    """

    grant: MemberLine
    link: Link
    hidden: tuple[str, ...] = ()
    counting: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Explained:
    """Whether a person holds a permission on a seat, by which grants, and why the others do not give it."""

    permission: str
    person: MemberLine
    reasons: Sequence[Reason]

    @property
    def is_held(self) -> bool:
        return any(reason.link.gives for reason in self.reasons)

    @property
    def is_bounded(self) -> bool:
        """Held, and within bounds only."""
        giving = [reason for reason in self.reasons if reason.link.gives]
        return bool(giving) and all(reason.counting for reason in giving)

    @property
    def hidden(self) -> tuple[str, ...]:
        """Kinds of fields that the person does not see by this permission: those that every grant of it hides.

        Without those that another one implies.
        """
        giving = [with_implied(reason.hidden) for reason in self.reasons if reason.link.gives]
        kinds = frozenset.intersection(*giving) if giving else frozenset()
        implied = {more for one in kinds for more in IMPLIED.get(one, ())}
        return tuple(one for one in MASKS if one in kinds - implied)


def explained(actor: Actor, membership_id: UUID, permission: str) -> Explained:
    """Why the person of a membership may, or may not, on that seat; NotFound when it is not for this actor."""
    rows = Membership.objects.visible_to(actor).running().select_related("role", "granted_by")
    one = rows.filter(pk=membership_id).first()
    if one is None:
        raise errors.membership_unknown(membership_id)
    if permission not in known_permissions():
        raise errors.permission_unknown(permission)
    here = Q(company_id=one.company_id) if one.company_id else Q(company__isnull=True)
    # From above too: what a grant at a company gives in those below it.
    above = Q(subtree=True, company_id__in=line_above(one.company_id)) if one.company_id else Q()
    found = list(rows.filter(here | above, user_id=one.user_id).order_by("id"))
    reasons = _reasons(found, permission, actor, seat=one.company_id)
    return Explained(permission, lines_of([one], actor)[0], reasons)


def holders(actor: Actor, permission: str) -> Sequence[Reason]:
    """Grants that give the permission, of those the actor may see, newest first."""
    if permission not in known_permissions():
        raise errors.permission_unknown(permission)
    rows = Membership.objects.visible_to(actor).running().select_related("role", "granted_by").order_by("-id")[:MOST]
    giving = [row for row in rows if permission in permissions_of(row.role)]
    return [reason for reason in _reasons(giving, permission, actor) if reason.link.gives]


def _reasons(
    rows: Sequence[Membership], permission: str, actor: Actor, *, seat: UUID | Literal["own"] | None = "own"
) -> list[Reason]:
    """What each grant says on a seat, by default its own."""
    left = left_after({row.user_id for row in rows})

    def still(row: Membership) -> bool:
        at = row.company_id if seat == "own" else seat
        return left is None or permission in left.get((row.pk, at), ())

    return [
        Reason(
            line,
            _link(row, permission, is_left=still(row)),
            tuple(one for one in MASKS if one in reach_of(row).hidden),
            tuple(one for one in BOUNDS if one in reach_of(row).axes & LOOKED_AT.get(permission, frozenset())),
        )
        for row, line in zip(rows, lines_of(list(rows), actor), strict=True)
    ]


def _link(row: Membership, permission: str, *, is_left: bool) -> Link:
    """`is_left`: it is not taken away because the person does something from which it is kept apart."""
    beyond = is_capped(row.role) and permission not in permissions_of(row.role)
    axes = reach_of(row).axes
    found = explain(
        permission,
        row.role.permissions,
        is_beyond_company=beyond,
        is_boundable=not axes or can_be_narrowed(permission, axes),
    )
    if found.gives and row.suspended_at is not None:
        return Link("suspended", found.pattern)
    return found if is_left or not found.gives else Link("kept_apart", found.pattern)
