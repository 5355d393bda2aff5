"""People and roles, cut to what the actor may see: a company sees its own people."""

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import get_language

from shared_apps.accounts.queries.people import MOST_SEARCHED, matching
from shared_apps.accounts.queries.people import list_people as users_by_id
from shared_apps.foundation.actor import Actor
from tenant_apps.identity import errors
from tenant_apps.identity.models import Membership, MembershipQuerySet, Role
from tenant_apps.identity.types import MemberLine, RoleFacts
from tenant_apps.parties.queries import names_of

MOST = 500


def list_people(actor: Actor, *, company_id: UUID | None = None, search: str = "") -> Sequence[MemberLine]:
    """Running memberships, newest first. `company_id` narrows to one company."""
    rows = Membership.objects.visible_to(actor).filter(until__isnull=True).select_related("role")
    if company_id is not None:
        rows = rows.filter(company_id=company_id)
    if search:
        rows = searched(rows, search)
    return lines_of(list(rows.order_by("-id")[:MOST]))


def searched(rows: MembershipQuerySet, text: str) -> MembershipQuerySet:
    """Memberships of people whose name or mail address contains `text`, among the newest `MOST_SEARCHED`."""
    known = rows.order_by("-id").values_list("user_id", flat=True)[:MOST_SEARCHED]
    return rows.filter(user_id__in=matching(set(known), text))


def find_member(actor: Actor, membership_id: UUID) -> MemberLine:
    """One running membership; NotFound when there is none or it is not for this actor."""
    rows = Membership.objects.visible_to(actor).filter(pk=membership_id, until__isnull=True).select_related("role")
    lines = lines_of(list(rows))
    if not lines:
        raise errors.membership_unknown(membership_id)
    return lines[0]


def list_roles(*, in_company: bool) -> Sequence[RoleFacts]:
    """The roles of one side, in the order they were made."""
    side = "company" if in_company else "marketplace"
    return [
        RoleFacts(row.id, row.code, role_name(row), row.side, tuple(row.permissions))  # type: ignore[arg-type]
        for row in Role.objects.filter(side=side).order_by("id")
    ]


def role_name(role: Role) -> str:
    """The role's name in the language of the reader."""
    return role.name_zh_hans if (get_language() or "").startswith("zh") else role.name_en


def lines_of(rows: list[Membership]) -> list[MemberLine]:
    """Memberships with their people and companies, two queries for all of them."""
    users = users_by_id({row.user_id for row in rows})
    companies = names_of({row.company_id for row in rows if row.company_id})
    return [
        MemberLine(
            membership_id=row.id,
            user_id=row.user_id,
            name=users[row.user_id].name,
            email=users[row.user_id].email,
            role_code=row.role.code,
            role_name=role_name(row.role),
            company_id=row.company_id,
            company_name=companies.get(row.company_id, "") if row.company_id else "",
            state="active" if users[row.user_id].has_password else "invited",
            has_totp=users[row.user_id].has_totp,
            since=row.since,
            last_sign_in_at=users[row.user_id].last_sign_in_at,
        )
        for row in rows
    ]
