"""The standing of an operator: permissions of the roles held, at each request anew."""

from shared_apps.accounts.actors import Seat, Standing, known_permissions
from shared_apps.accounts.models import User
from shared_apps.foundation.permissions import expand
from shared_apps.operators.models import OperatorGrant


def resolve(user: User, wanted: str) -> Standing:
    """An operator has one seat, the platform; a user of the control plane without a role has none."""
    lists = OperatorGrant.objects.filter(user_id=user.pk).values_list("role__permissions", flat=True)
    held: frozenset[str] = frozenset()
    known = known_permissions()
    for patterns in lists:
        held |= expand(patterns, known) & known
    if not held:
        return Standing()
    seat = Seat(None, "Kontor")
    return Standing(permissions=held, seat=seat, seats=(seat,), kind="operator")
