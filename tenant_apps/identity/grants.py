"""What a person holds, seat by seat, from one text of the database: for requests, API keys and the lane alike.

`GRANTS_SQL` answers as JSON text with all running grants of one user and the rules that separate duties; `held` makes
of it, for each seat, what is held whole and what within bounds. A right whose act does not look at a bound is not given
by a grant with that bound, and one that a rule keeps apart from another is not given beside it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal
from uuid import UUID

import msgspec

from shared_apps.foundation.permissions import can_be_narrowed, expand
from shared_apps.foundation.reach import Grant, Limit, Reach
from tenant_apps.identity.decisions import duties
from tenant_apps.identity.decisions.built_in_roles import COMPANY_CEILING
from tenant_apps.identity.decisions.separating import Apart, Part, kept_apart

# `{user}` is an expression for the person. Time is that of the statement, and a grant ends by it without any job.
# The seats below a company are looked for only where a grant goes that far.
GRANTS_SQL = """
SELECT json_build_array(json_agg(json_build_array(
         m.id, m.company_id, c.name, b.seats, r.id, r.code, r.built_in, r.permissions,
         r.side = 'company' AND NOT r.built_in, r.hidden || m.hidden,
         CASE m.people WHEN 'own' THEN json_build_array('user:' || m.user_id) WHEN 'team' THEN t.people END,
         m.categories, m.warehouses, m.limit_minor, m.limit_currency) ORDER BY m.id),
       (SELECT json_agg(json_build_array(s.id, s.name, s."left", s."right", s.reach, s.company_id) ORDER BY s.id)
        FROM identity_separation s WHERE s.retired_at IS NULL))::text
FROM identity_membership m
JOIN identity_role r ON r.id = m.role_id AND r.retired_at IS NULL
LEFT JOIN parties_company c ON c.id = m.company_id
LEFT JOIN identity_membership l ON l.id = m.lent_by_id
LEFT JOIN LATERAL (
  SELECT json_agg(json_build_array(d.id, d.name) ORDER BY d.id) AS seats FROM parties_company d
  WHERE m.subtree AND d.lineage @> ARRAY[m.company_id]
) b ON true
LEFT JOIN LATERAL (
  SELECT json_agg(DISTINCT 'user:' || o.user_id) AS people FROM identity_membership o
  WHERE m.people = 'team' AND o.company_id = m.company_id AND (o.user_id = m.user_id OR o.team = m.team)
) t ON true
WHERE m.user_id = {user} AND m.until IS NULL AND (m.ends_at IS NULL OR m.ends_at > statement_timestamp())
  AND m.suspended_at IS NULL
  AND (m.lent_by_id IS NULL OR (l.until IS NULL AND l.suspended_at IS NULL
       AND (l.ends_at IS NULL OR l.ends_at > statement_timestamp())))
"""


class GrantRow(msgspec.Struct, frozen=True, array_like=True):
    """One grant as `GRANTS_SQL` writes it."""

    id: UUID
    company_id: UUID | None
    company_name: str | None
    below: list[tuple[UUID, str]] | None
    role_id: UUID
    role: str
    built_in: bool
    patterns: list[str]
    is_capped: bool
    hidden: list[str]
    people: list[str] | None
    categories: list[str] | None
    warehouses: list[UUID] | None
    limit_minor: int | None
    limit_currency: str

    @property
    def reach(self) -> Reach:
        """Its bounds."""
        return Reach(
            people=None if self.people is None else frozenset(self.people),
            categories=None if self.categories is None else frozenset(self.categories),
            warehouses=None if self.warehouses is None else frozenset(self.warehouses),
            limit=None if self.limit_minor is None else Limit(self.limit_minor, self.limit_currency),
            hidden=frozenset(self.hidden),
        )

    @property
    def seats(self) -> list[tuple[UUID | None, str]]:
        """Where it holds: its company, those below where it goes that far, or the marketplace itself."""
        return [(self.company_id, self.company_name or ""), *(self.below or ())]


@dataclass(frozen=True, slots=True)
class Held:
    """What one person holds on one seat: all of it, and which of it within bounds only."""

    name: str
    permissions: frozenset[str]
    narrowed: tuple[Grant, ...]


class ApartRow(msgspec.Struct, frozen=True, array_like=True):
    """One rule that separates duties, as `GRANTS_SQL` writes it."""

    id: UUID
    name: str
    left: list[str]
    right: list[str]
    reach: Literal["company", "marketplace"]
    company_id: UUID | None


NOTHING_HELD = Held("", frozenset(), ())
_TEXT = msgspec.json.Decoder(tuple[list[GrantRow] | None, list[ApartRow] | None])


@dataclass(frozen=True, slots=True)
class Grants:
    """What `GRANTS_SQL` says of one person."""

    rows: tuple[GrantRow, ...]
    rules: tuple[Apart, ...]

    def parts(self, known: frozenset[str]) -> list[Part]:
        """What each grant gives on each seat, before anything is kept apart."""
        return [
            Part(row.id, row.role, row.built_in, seat, given_by(row, known))
            for row in self.rows
            for seat, _name in row.seats
        ]


def grants_of(text: str | None) -> Grants:
    """The grants and rules in a text of `GRANTS_SQL`."""
    rows, rules = _TEXT.decode(text) if text else (None, None)
    return Grants(
        tuple(rows or ()),
        tuple(Apart(r.id, r.name, tuple(r.left), tuple(r.right), r.reach, r.company_id) for r in rules or ()),
    )


@lru_cache(maxsize=2048)
def held(text: str | None, known: frozenset[str], *, three_roles: bool = False) -> Mapping[UUID | None, Held]:
    """By seat; `known` are the permissions that exist. With `three_roles` nobody holds rights of two administrators."""
    grants = grants_of(text)
    parts = grants.parts(known)
    if three_roles:
        parts = of_one_duty(parts)
    if grants.rules:
        parts = kept_apart(parts, grants.rules)
    rows = {row.id: row for row in grants.rows}
    names = {seat: name for row in grants.rows for seat, name in row.seats}
    whole: dict[UUID | None, frozenset[str]] = {}
    bounded: dict[UUID | None, list[Grant]] = {}
    for part in parts:
        reach = rows[part.grant].reach
        if reach.axes:
            bounded.setdefault(part.seat, []).append(Grant(part.codes, reach))
        else:
            whole[part.seat] = whole.get(part.seat, frozenset()) | part.codes
    return {seat: _held(name, whole.get(seat, frozenset()), bounded.get(seat, [])) for seat, name in names.items()}


def of_one_duty(parts: Sequence[Part]) -> list[Part]:
    """The parts, on the marketplace's seat without what belongs to another administrator."""
    posts = [duties.Post(one.grant, one.role, one.built_in, one.codes) for one in parts if one.seat is None]
    left = duties.separated(posts)
    return [replace(one, codes=left[one.grant]) if one.seat is None else one for one in parts]


def given_by(row: GrantRow, known: frozenset[str]) -> frozenset[str]:
    """The permissions that one grant gives: those of its role that can be held within its bounds."""
    found, axes = role_permissions(tuple(row.patterns), row.is_capped, known), row.reach.axes
    return frozenset(code for code in found if can_be_narrowed(code, axes)) if axes else found


def _held(name: str, whole: frozenset[str], bounded: list[Grant]) -> Held:
    left = [Grant(grant.permissions - whole, grant.reach) for grant in bounded]
    narrowed = tuple(grant for grant in left if grant.permissions)
    return Held(name, whole.union(*(grant.permissions for grant in narrowed)), narrowed)


def role_permissions(patterns: tuple[str, ...], is_capped: bool, known: frozenset[str]) -> frozenset[str]:
    """The codes of a role. One of a company that is not built in never gives what is the marketplace's.

    So that a pattern such as `orders.*` does not reach an act of the marketplace that a later release adds.
    """
    found = expanded(patterns, known)
    return found & expanded(COMPANY_CEILING, known) if is_capped else found


@lru_cache(maxsize=512)
def expanded(patterns: tuple[str, ...], known: frozenset[str]) -> frozenset[str]:
    """The codes that are known and that patterns stand for."""
    return expand(patterns, known) & known
