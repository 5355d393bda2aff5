"""The standing of a member: seats from grants, permissions and their bounds from those on the seat taken now."""

from django.db import connections
from django.utils.translation import gettext as _

from shared_apps.accounts.actors import Seat, Standing, known_permissions
from shared_apps.accounts.models import User
from shared_apps.tenancy import scope
from tenant_apps.identity.grants import GRANTS_SQL, grants_of, held
from tenant_apps.identity.policies import are_separate

_SQL = GRANTS_SQL.format(user="%s")


def resolve(user: User, wanted: str) -> Standing:
    """One query per request. The marketplace's seat comes first, then companies by name."""
    with connections[scope.alias()].cursor() as cursor:
        cursor.execute(_SQL, [user.pk])
        found = held(cursor.fetchone()[0], known_permissions(), three_roles=are_separate())
    if not found:
        return Standing()
    names = {key: one.name if key else scope.tenant().name or _("Marketplace") for key, one in found.items()}
    seats = tuple(Seat(key, names[key]) for key in sorted(names, key=lambda key: (key is not None, names[key])))
    seat = next((one for one in seats if one.key == wanted), seats[0])
    mine = found[seat.company_id]
    return Standing(permissions=mine.permissions, seat=seat, seats=seats, narrowed=mine.narrowed)


def hidden_in_mails(address: str) -> frozenset[str]:
    """What any running grant of whoever reads at an address hides: nobody knows on which seat they read a mail."""
    if scope.current_or_none() is None or scope.is_control():
        return frozenset()
    user = User.objects.filter(email=address.strip().lower()).only("pk").first()
    if user is None:
        return frozenset()
    with connections[scope.alias()].cursor() as cursor:
        cursor.execute(_SQL, [user.pk])
        return frozenset().union(*(row.hidden for row in grants_of(cursor.fetchone()[0]).rows))
