"""The user behind an actor, for commands on the own account."""

from shared_apps.accounts.errors import sign_in_first
from shared_apps.accounts.models import User
from shared_apps.foundation.actor import Actor


def own_user(actor: Actor, *, under_lock: bool = False) -> User:
    """The row of the person who acts; refused for keys, systems and visitors."""
    if actor.user_id is None or actor.kind == "api_key":
        raise sign_in_first()
    rows = User.objects.select_for_update() if under_lock else User.objects
    user = rows.filter(pk=actor.user_id, is_active=True).first()
    if user is None:
        raise sign_in_first()
    return user
