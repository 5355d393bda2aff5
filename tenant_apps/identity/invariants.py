"""What must be true of roles and memberships at any moment."""

from shared_apps.foundation.invariants import invariant
from tenant_apps.identity.decisions.built_in_roles import OWNER
from tenant_apps.identity.models import Membership


@invariant("identity.owner_exists")
def owner_exists() -> list[str]:
    """Once there are members of the marketplace itself, one of them is an owner."""
    running = Membership.objects.filter(company__isnull=True, until__isnull=True)
    if running.exists() and not running.filter(role__code=OWNER).exists():
        return ["no owner is left in this marketplace"]
    return []


@invariant("identity.role_side_fits")
def role_side_fits() -> list[str]:
    """Roles of a company are held in a company, roles of the marketplace outside any."""
    rows = Membership.objects.filter(company__isnull=True, role__side="company") | Membership.objects.filter(
        company__isnull=False, role__side="marketplace"
    )
    return [f"membership {row.pk} holds a role of the other side" for row in rows]
