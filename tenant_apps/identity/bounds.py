"""Bounds of a grant: as they are asked for, as they are stored, as they are shown."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from shared_apps.commands.inputs import money
from shared_apps.foundation.money import Money, MoneyIn
from shared_apps.foundation.reach import MASKS, Limit, Reach
from tenant_apps.identity import errors
from tenant_apps.identity.models import Membership
from tenant_apps.identity.queries.bounds import choices_of

REASON_MAX = 300


class BoundsIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How far a grant reaches. What is left out is no bound.

    `people`: `own` things only, or those of the `team`; `team` is the unit the person belongs to, with or without that
    bound. `categories` are codes and mean what is below them too, `limit` is the most that one act may come to,
    `hidden` the fields that are not shown (`prices`, `contacts`). `subtree`: in the companies below, too.
    """

    subtree: bool = False
    people: Literal["", "own", "team"] = ""
    team: str = ""
    categories: list[str] | None = None
    warehouses: list[UUID] | None = None
    limit: MoneyIn | None = None
    hidden: list[str] = []


def fields_of(bounds: BoundsIn, company_id: UUID | None) -> dict[str, Any]:
    """The columns of a membership with these bounds; a refusal names the one at fault."""
    team = " ".join(bounds.team.split())
    if len(team) > 40:
        raise errors.bad_bound("team", _("A team has a name of at most 40 characters."))
    if bounds.people == "team" and not team:
        raise errors.bad_bound("team", _("Say which team the person belongs to."))
    if (bounds.subtree or bounds.people) and company_id is None:
        raise errors.bad_bound("subtree" if bounds.subtree else "people", _("This bound needs a company."))
    limit = money(bounds.limit, "bounds.limit") if bounds.limit else None
    if limit is not None and limit.minor < 0:
        raise errors.bad_bound("limit", _("An amount of zero or more is needed."))
    for mask in bounds.hidden:
        if mask not in MASKS:
            raise errors.bad_bound("hidden", _("%(name)s is nothing that can be hidden.") % {"name": mask})
    return {
        "subtree": bounds.subtree,
        "people": bounds.people,
        "team": team,
        "categories": _known("categories", bounds.categories, company_id),
        "warehouses": _known("warehouses", bounds.warehouses, company_id),
        "limit_minor": limit.minor if limit else None,
        "limit_currency": limit.currency if limit else "",
        "hidden": sorted(set(bounds.hidden)),
    }


def _known(axis: str, asked: list[Any] | None, company_id: UUID | None) -> list[Any] | None:
    if asked is None:
        return None
    there = {value for value, _label in choices_of(axis, company_id)}
    for value in asked:
        if str(value) not in there:
            raise errors.bad_bound(axis, _("There is no %(value)s here.") % {"value": value})
    return sorted(set(asked))


def reach_of(row: Membership) -> Reach:
    """The bounds of a grant for comparing with others': those of its role, too.

    People are compared by kind: own things are fewer than those of a team, and nobody's own are another's.
    """
    people = {"own": frozenset({"own"}), "team": frozenset({"own", f"team:{row.team}"}), "": None}[row.people]
    return Reach(
        people=people,
        categories=None if row.categories is None else frozenset(row.categories),
        warehouses=None if row.warehouses is None else frozenset(row.warehouses),
        limit=None if row.limit_minor is None else Limit(row.limit_minor, row.limit_currency),
        hidden=frozenset(row.hidden) | frozenset(row.role.hidden),
    )


def limit_of(row: Membership) -> Money | None:
    """The most one act may come to."""
    return None if row.limit_minor is None else Money(row.limit_minor, row.limit_currency)


def checked_end(ends_at: datetime | None, now: datetime) -> datetime | None:
    """When a grant ends by itself, or a refusal for a time that is over."""
    if ends_at is not None and (ends_at.tzinfo is None or ends_at <= now):
        raise errors.bad_end()
    return ends_at


def checked_reason(reason: str) -> str:
    """Why it is given, one line."""
    text = " ".join(reason.split())
    if len(text) > REASON_MAX:
        raise errors.bad_reason(REASON_MAX)
    return text


def bounds_facts(row: Membership) -> dict[str, Any]:
    """What the audit row keeps of a grant's bounds, those it has."""
    limit = limit_of(row)
    found = {
        "subtree": row.subtree,
        "people": row.people,
        "team": row.team,
        "categories": row.categories,
        "warehouses": None if row.warehouses is None else [str(one) for one in row.warehouses],
        "limit": f"{limit.amount} {limit.currency}" if limit else None,
        "hidden": row.hidden,
        "ends_at": row.ends_at.isoformat() if row.ends_at else None,
        "reason": row.reason,
    }
    return {name: value for name, value in found.items() if value not in (None, "", False, [])}
