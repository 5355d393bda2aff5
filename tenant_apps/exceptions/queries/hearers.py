"""Who hears of an exception: the people of a company with one of its roles, and the administrators."""

from collections.abc import Collection
from uuid import UUID

from shared_apps.foundation.actor import Actor
from tenant_apps.identity.queries import list_people

_READER = Actor.system("exceptions")
_HEADS = frozenset({"owner", "admin", "company_admin"})


def hearers_of(company_id: UUID | None, roles: Collection[str]) -> set[UUID]:
    """Users of the company (None: of the marketplace itself) with these roles; its heads where nobody has them."""
    people = [one for one in list_people(_READER, company_id=company_id) if one.company_id == company_id]
    active = [one for one in people if one.state == "active"]
    named = {one.user_id for one in active if one.role_code in roles}
    return named or {one.user_id for one in active if one.role_code in _HEADS}
