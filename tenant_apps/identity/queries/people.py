"""People and roles, cut to what the actor may see: a company sees its own people."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import get_language

from shared_apps.accounts.queries.people import MOST_SEARCHED, matching
from shared_apps.accounts.queries.people import list_people as users_by_id
from shared_apps.commands import Context
from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.money import Money
from shared_apps.foundation.reach import Reach
from shared_apps.foundation.refusals import NotAllowed
from shared_apps.tenancy import scope
from tenant_apps.identity import errors
from tenant_apps.identity.decisions.built_in_roles import OWNER
from tenant_apps.identity.granting import check_may_grant
from tenant_apps.identity.models import Membership, MembershipQuerySet, Role
from tenant_apps.identity.permissions import VIEW_PERSON
from tenant_apps.identity.types import Bounds, MemberLine, RoleFacts
from tenant_apps.parties.queries import names_of

MOST = 500


def list_people(actor: Actor, *, company_id: UUID | None = None, search: str = "") -> Sequence[MemberLine]:
    """Running memberships, newest first. `company_id` narrows to one company."""
    rows = Membership.objects.visible_to(actor).running().select_related("role", "granted_by")
    if company_id is not None:
        rows = rows.filter(company_id=company_id)
    if search:
        rows = searched(rows, actor, search)
    return lines_of(list(rows.order_by("-id")[:MOST]), actor)


def searched(rows: MembershipQuerySet, actor: Actor, text: str) -> MembershipQuerySet:
    """Memberships of people with this in their name or, where the actor sees those, in their mail address.

    Looks among the newest `MOST_SEARCHED`.
    """
    known = rows.order_by("-id").values_list("user_id", flat=True)[:MOST_SEARCHED]
    hides_contacts = actor.hides(VIEW_PERSON, "contacts")
    return rows.filter(user_id__in=matching(set(known), text, names_alone=hides_contacts))


def find_member(actor: Actor, membership_id: UUID) -> MemberLine:
    """One running membership; NotFound when there is none or it is not for this actor."""
    rows = Membership.objects.visible_to(actor).running().filter(pk=membership_id).select_related("role", "granted_by")
    lines = lines_of(list(rows), actor)
    if not lines:
        raise errors.membership_unknown(membership_id)
    return lines[0]


def list_roles(*, in_company: bool, company_id: UUID | None = None) -> Sequence[RoleFacts]:
    """The roles that can be given on one side, in the order they were made; a company's own only with its id."""
    rows = Role.objects.filter(side="company" if in_company else "marketplace", retired_at__isnull=True)
    return _facts(rows.filter(Q(company__isnull=True) | Q(company_id=company_id)))


def givable_roles(actor: Actor, company_id: UUID | None) -> Sequence[RoleFacts]:
    """The roles that the actor may give there, whole; owner is none of them: only owners make owners, by hand."""
    ctx = Context(actor=actor, now=clock.now(scope.alias()), using=scope.alias())
    rows = Role.objects.filter(side="marketplace" if company_id is None else "company", retired_at__isnull=True)
    found = []
    for row in rows.filter(Q(company__isnull=True) | Q(company_id=company_id)).exclude(code=OWNER).order_by("id"):
        try:
            check_may_grant(ctx, row, Reach(), company_id)
        except NotAllowed:
            continue
        found.append(_fact(row))
    return found


def running_among(membership_ids: Iterable[UUID]) -> frozenset[UUID]:
    """Which of these memberships nobody has ended yet."""
    return frozenset(Membership.objects.running().filter(pk__in=list(membership_ids)).values_list("pk", flat=True))


def seats_beside(user_id: UUID, membership_ids: Iterable[UUID]) -> int:
    """How many running memberships a person has besides these."""
    return Membership.objects.running().filter(user_id=user_id).exclude(pk__in=list(membership_ids)).count()


def every_company_role() -> Sequence[RoleFacts]:
    """Roles that people of any company hold, for Kontor itself: it asks which of them take part in something."""
    return _facts(Role.objects.filter(side="company", retired_at__isnull=True))


def _facts(rows: QuerySet[Role]) -> list[RoleFacts]:
    return [_fact(row) for row in rows.order_by("id")]


def _fact(row: Role) -> RoleFacts:
    return RoleFacts(row.id, row.code, role_name(row), row.side, tuple(row.permissions), row.company_id)  # type: ignore[arg-type]


def role_name(role: Role) -> str:
    """The role's name in the language of the reader."""
    return role.name_zh_hans if (get_language() or "").startswith("zh") else role.name_en


def bounds_shown(row: Membership) -> Bounds:
    """The bounds of a grant; those of its role are the role's."""
    limit = None if row.limit_minor is None else Money(row.limit_minor, row.limit_currency)
    return Bounds(
        subtree=row.subtree,
        people=row.people,  # type: ignore[arg-type]
        team=row.team,
        categories=None if row.categories is None else tuple(row.categories),
        warehouses=None if row.warehouses is None else tuple(row.warehouses),
        limit=limit,
        hidden=tuple(row.hidden),
    )


def lines_of(rows: list[Membership], actor: Actor) -> list[MemberLine]:
    """Memberships with their people and companies, two queries for all of them; cut to the fields the actor sees."""
    hides_contacts = actor.hides(VIEW_PERSON, "contacts")
    users = users_by_id({row.user_id for row in rows})
    companies = names_of({row.company_id for row in rows if row.company_id})
    return [
        MemberLine(
            membership_id=row.id,
            user_id=row.user_id,
            name=users[row.user_id].name,
            email="" if hides_contacts else users[row.user_id].email,
            role_code=row.role.code,
            role_name=role_name(row.role),
            company_id=row.company_id,
            company_name=companies.get(row.company_id, "") if row.company_id else "",
            state="active" if users[row.user_id].has_password else "invited",
            has_totp=users[row.user_id].has_totp,
            since=row.since,
            last_sign_in_at=users[row.user_id].last_sign_in_at,
            bounds=bounds_shown(row),
            ends_at=row.ends_at,
            reason=row.reason,
            granted_by=row.granted_by.name if row.granted_by else "",
            is_lent=row.lent_by_id is not None,
        )
        for row in rows
    ]
