"""Separation of duties where rights are given: who would do two things that rules keep apart, and what stands now."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from uuid import UUID

from django.db import connections

from shared_apps.accounts.actors import known_permissions
from shared_apps.foundation.permissions import can_be_narrowed
from shared_apps.tenancy import scope
from tenant_apps.identity import errors
from tenant_apps.identity.bounds import reach_of
from tenant_apps.identity.decisions import duties
from tenant_apps.identity.decisions.separating import Apart, Clash, Part, clashes, kept_apart, meets_itself
from tenant_apps.identity.granting import permissions_of
from tenant_apps.identity.grants import GRANTS_SQL, grants_of, of_one_duty
from tenant_apps.identity.models import Membership, Role, Separation
from tenant_apps.identity.policies import are_separate
from tenant_apps.parties.queries import below


def rules_now(company_id: UUID | None = None, *, everywhere: bool = False) -> list[Apart]:
    """Rules in force: those of the marketplace and of one company, or all there are."""
    rows = Separation.objects.filter(retired_at__isnull=True).order_by("id")
    found = [rule_of(row) for row in rows]
    return found if everywhere else [one for one in found if one.company_id in (None, company_id)]


def rule_of(row: Separation) -> Apart:
    """A row as decisions take it."""
    return Apart(row.id, row.name, tuple(row.left), tuple(row.right), row.reach, row.company_id)  # type: ignore[arg-type]


def clashes_of(user_id: UUID) -> list[Clash]:
    """Which of a person's grants must not meet."""
    with connections[scope.alias()].cursor() as cursor:
        cursor.execute(GRANTS_SQL.format(user="%s"), [user_id])
        grants = grants_of(cursor.fetchone()[0])
    return clashes(grants.parts(known_permissions()), grants.rules) if grants.rules else []


@contextmanager
def keeping_apart(user_ids: Iterable[UUID]) -> Iterator[None]:
    """Around what changes the rights of people: refuse when afterwards one of them does two things kept apart.

    What did not fit before is no reason: it gives nothing, and every step out of it must be free.
    """
    has_rules = Separation.objects.filter(retired_at__isnull=True).exists()
    people = list(dict.fromkeys(user_ids)) if has_rules or are_separate() else []
    before = {who: {_key(one) for one in clashes_of(who)} for who in people}
    two_before = _two_duties(people)
    yield
    for who in people:
        for clash in clashes_of(who):
            if _key(clash) not in before[who]:
                raise errors.kept_apart(clash.rule.name, clash.rule.id)
    for who, found in _two_duties(people).items():
        if len(found) > len(two_before.get(who, ())):
            raise errors.two_duties(found)


def check_role(codes: frozenset[str], role: Role) -> None:
    """Refuse a role of one's own that has both sides of a rule in it, or two of the three administrators."""
    part = Part(role.id, role.code, False, role.company_id, codes)
    for rule in rules_now(role.company_id):
        if meets_itself(rule, part):
            raise errors.kept_apart(rule.name, rule.id, field="permissions")
    if role.side == "marketplace" and are_separate():
        found = duties.duties_of(duties.Post(role.id, role.code, False, codes))
        if len(found) > 1:
            raise errors.two_duties(found, field="permissions")


def parts_of(rows: Iterable[Membership]) -> dict[UUID, list[Part]]:
    """What grants give on each seat, by person, before anything is kept apart."""
    found: dict[UUID, list[Part]] = {}
    for row in rows:
        codes, axes = permissions_of(row.role), reach_of(row).axes
        given = frozenset(one for one in codes if not axes or can_be_narrowed(one, axes))
        for seat in (row.company_id, *(below(row.company_id) if row.subtree and row.company_id else ())):
            parts = found.setdefault(row.user_id, [])
            parts.append(Part(row.pk, row.role.code, row.role.built_in, seat, given))
    return found


def left_after(user_ids: Iterable[UUID]) -> dict[tuple[UUID, UUID | None], frozenset[str]] | None:
    """What each grant of these people still gives on a seat once duties are kept apart, by grant and seat.

    None where nothing is kept apart.
    """
    rules, three_roles = rules_now(everywhere=True), are_separate()
    if not rules and not three_roles:
        return None
    rows = Membership.objects.running().filter(user_id__in=list(user_ids), suspended_at__isnull=True)
    left = {}
    for parts in parts_of(rows.select_related("role").order_by("id")).values():
        kept = of_one_duty(parts) if three_roles else parts
        for part in kept_apart(kept, rules):
            left[part.grant, part.seat] = part.codes
    return left


def check_ready() -> None:
    """Refuse to separate the three administrators while somebody holds two of them, or nobody one."""
    people = posts()
    if two := duties.problems_of(people):
        raise errors.still_two_duties({str(who): list(found) for who, found in two.items()})
    if people and (missing := duties.missing_of(people)):
        raise errors.duty_unheld(missing)


def posts(user_ids: Sequence[UUID] | None = None) -> Mapping[UUID, Sequence[duties.Post]]:
    """What people hold on the seat of the marketplace, by person."""
    rows = Membership.objects.running().filter(company__isnull=True, suspended_at__isnull=True).select_related("role")
    if user_ids is not None:
        rows = rows.filter(user_id__in=user_ids)
    return {
        who: [duties.Post(one.grant, one.role, one.built_in, one.codes) for one in parts]
        for who, parts in parts_of(rows.order_by("id")).items()
    }


def _two_duties(people: Sequence[UUID]) -> dict[UUID, tuple[duties.Duty, ...]]:
    return duties.problems_of(posts(people)) if people and are_separate() else {}


def _key(clash: Clash) -> tuple[UUID, UUID, UUID]:
    return clash.rule.id, clash.left, clash.right
