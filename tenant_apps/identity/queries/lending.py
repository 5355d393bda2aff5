"""What a person can lend, to whom, and what they have lent."""

from collections.abc import Sequence

from shared_apps.foundation.actor import Actor
from tenant_apps.identity.decisions.built_in_roles import OWNER
from tenant_apps.identity.models import Membership, MembershipQuerySet
from tenant_apps.identity.queries.people import lines_of
from tenant_apps.identity.types import MemberLine


def own_grants(actor: Actor) -> Sequence[MemberLine]:
    """One's own grants on the seat taken now; what is lent and what an owner holds cannot be lent."""
    mine = _here(actor).filter(user_id=actor.user_id)  # type: ignore[misc]
    rows = mine.filter(lent_by__isnull=True).exclude(role__code=OWNER)
    return lines_of(list(rows.order_by("id")), actor)


def colleagues(actor: Actor) -> Sequence[tuple[str, str]]:
    """Others with a grant of their own at the same place, `(user id, name)` by name."""
    rows = _here(actor).filter(lent_by__isnull=True).exclude(user_id=actor.user_id)  # type: ignore[misc]
    names = {str(line.user_id): line.name for line in lines_of(list(rows), actor)}
    return sorted(names.items(), key=lambda one: one[1])


def own_loans(actor: Actor) -> Sequence[MemberLine]:
    """What the person has lent here and not taken back."""
    rows = _here(actor).filter(lent_by__user_id=actor.user_id)  # type: ignore[misc]
    return lines_of(list(rows.order_by("id")), actor)


def _here(actor: Actor) -> MembershipQuerySet:
    rows = Membership.objects.running().select_related("role", "granted_by")
    return rows.filter(company_id=actor.company_id) if actor.company_id else rows.filter(company__isnull=True)
