"""Rules that keep duties apart, who does both already, and how ready the house is for three administrators."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from shared_apps.accounts.queries.people import list_people as users_by_id
from shared_apps.foundation.actor import Actor
from tenant_apps.identity import errors
from tenant_apps.identity.decisions import duties
from tenant_apps.identity.decisions.separating import clashes
from tenant_apps.identity.errors import DUTY_NAMES
from tenant_apps.identity.models import Membership, Separation
from tenant_apps.identity.policies import are_separate
from tenant_apps.identity.queries.people import lines_of
from tenant_apps.identity.separation import parts_of, posts, rule_of
from tenant_apps.identity.types import MemberLine

# Grants that are looked at for a page; those of more people are looked at when they are given and when they are used.
MOST = 5000


@dataclass(frozen=True, slots=True)
class Both:
    """Two grants of one person that must not meet; the rights of the right one do not work."""

    rule_id: UUID
    rule: str
    left: MemberLine
    right: MemberLine
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AdminLine:
    """Somebody of the house with the administrators that they are."""

    person: str
    user_id: UUID
    duties: tuple[str, ...]
    roles: tuple[str, ...]

    @property
    def is_two(self) -> bool:
        return len(self.duties) > 1


def separation_rows(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[Separation]:
    """Rules in force: a company sees its own and the marketplace's."""
    return Separation.objects.visible_to(actor).filter(retired_at__isnull=True, **filters)


def find_separation(actor: Actor, separation_id: UUID) -> Separation:
    """One of them; NotFound when there is none or it is not for this actor."""
    row = separation_rows(actor, {"pk": separation_id}).first()
    if row is None:
        raise errors.no_such_separation(separation_id)
    return row


def who_does_both(actor: Actor) -> Sequence[Both]:
    """Grants of people the actor may see that a rule keeps apart: they were there before the rule, or slipped past."""
    rules = [rule_of(row) for row in separation_rows(actor, {}).order_by("id")]
    if not rules:
        return []
    rows = Membership.objects.visible_to(actor).running().filter(suspended_at__isnull=True)
    found = {row.pk: row for row in rows.select_related("role", "granted_by").order_by("-id")[:MOST]}
    people = parts_of(found.values()).values()
    pairs = {(one.rule.id, one.left, one.right): one for mine in people for one in clashes(mine, rules)}
    ids = {one for clash in pairs.values() for one in (clash.left, clash.right)}
    lines = {line.membership_id: line for line in lines_of([found[one] for one in ids], actor)}
    return [
        Both(clash.rule.id, clash.rule.name, lines[clash.left], lines[clash.right], tuple(sorted(clash.codes)))
        for clash in pairs.values()
    ]


def administrators(actor: Actor) -> Sequence[AdminLine]:
    """Who of the house is system, security or audit administrator; nobody for people of a company."""
    if not actor.is_marketplace:
        return []
    people = posts()
    names = {pk: one.name for pk, one in users_by_id(set(people)).items()}
    lines = []
    for who, mine in people.items():
        held = tuple(dict.fromkeys(duty for post in mine for duty in duties.duties_of(post)))
        if held:
            labels = tuple(str(DUTY_NAMES[one]) for one in held)
            lines.append(AdminLine(names.get(who, ""), who, labels, tuple(post.role for post in mine)))
    return sorted(lines, key=lambda one: (not one.is_two, one.person))


def missing_duties(actor: Actor) -> Sequence[str]:
    """Administrators that nobody is."""
    return [str(DUTY_NAMES[one]) for one in duties.missing_of(posts())] if actor.is_marketplace else []


def separations_are_three() -> bool:
    """Whether the three administrators are separate here."""
    return are_separate()
