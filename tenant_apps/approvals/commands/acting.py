"""Who acts for which company, and who belongs to it. Used inside the commands' transactions by all of them alike."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from shared_apps.commands import Context
from shared_apps.foundation.actor import Actor
from tenant_apps.approvals import errors
from tenant_apps.identity.queries import list_people
from tenant_apps.identity.types import MemberLine

ADMIN = "company_admin"
_READER = Actor.system("approvals")


def company_of(ctx: Context, permission: str, given: UUID | None) -> UUID:
    """The company the actor acts for: `given`, or its own. Refuses one that is not its own."""
    company_id = given or ctx.actor.company_id
    if company_id is None:
        raise errors.company_needed()
    ctx.require(permission, company_id)
    return company_id


def members_of(company_id: UUID) -> list[MemberLine]:
    """Everybody who can act for the company now; somebody with two roles stands here twice."""
    return [one for one in list_people(_READER, company_id=company_id) if one.state == "active"]


def member(company_id: UUID, user_id: UUID | None, field: str) -> MemberLine:
    """An active member of the company, or a refusal naming the field."""
    found = next((one for one in members_of(company_id) if one.user_id == user_id), None)
    if found is None:
        raise errors.no_member(field)
    return found


def admins_of(members: Collection[MemberLine], without: Collection[UUID]) -> list[UUID]:
    """Administrators of the company, by name, but not those."""
    rows = sorted((one.name, one.user_id) for one in members if one.role_code == ADMIN)
    return list(dict.fromkeys(user for _name, user in rows if user not in without))


def lock_delegations(ctx: Context, company_id: UUID) -> None:
    """Let one delegation of a company be entered after the other, those that are not there yet included."""
    with transaction.get_connection(ctx.using).cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"approvals.delegations {company_id}"])
