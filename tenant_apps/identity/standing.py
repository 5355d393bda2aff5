"""The standing of a member: seats from memberships, permissions from the roles on the seat taken now."""

from uuid import UUID

from django.utils.translation import gettext as _

from shared_apps.accounts.actors import Seat, Standing
from shared_apps.accounts.models import User
from shared_apps.tenancy import scope
from tenant_apps.identity.granting import permissions_of
from tenant_apps.identity.models import Membership


def resolve(user: User, wanted: str) -> Standing:
    """One query per request. The marketplace's seat comes first, then companies by name."""
    rows = Membership.objects.filter(user_id=user.pk, until__isnull=True).select_related("role", "company")
    held: dict[UUID | None, frozenset[str]] = {}
    names: dict[UUID | None, str] = {}
    for row in rows:
        held[row.company_id] = held.get(row.company_id, frozenset()) | permissions_of(row.role)
        names[row.company_id] = row.company.name if row.company else scope.tenant().name or _("Marketplace")
    if not held:
        return Standing()
    seats = tuple(Seat(key, names[key]) for key in sorted(names, key=lambda key: (key is not None, names[key])))
    seat = next((one for one in seats if one.key == wanted), seats[0])
    return Standing(permissions=held[seat.company_id], seat=seat, seats=seats)
