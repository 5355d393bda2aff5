"""How far a right reaches: whose things, which categories and warehouses, up to which amount, with which fields hidden.

Pure: grants and facts in, yes or no out. A bound that the facts say nothing about is never met, and a right whose act
does not look at a bound is not given at all (`permissions.can_be_narrowed`), so that forgetting an act closes it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal
from uuid import UUID

Axis = Literal["people", "categories", "warehouses", "amount", "contacts", "prices", "costs", "credit", "identifiers"]
# Bounds on things, which narrow a right, and kinds of fields that are hidden, whatever the right (`masks.py`).
BOUNDS: tuple[Axis, ...] = ("people", "categories", "warehouses", "amount")
MASKS: tuple[Axis, ...] = ("prices", "costs", "credit", "identifiers", "contacts")


@dataclass(frozen=True, slots=True)
class Limit:
    """The most one act may come to, in minor units of one currency; an amount in another one is over it."""

    minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class Reach:
    """The bounds of one grant; None is no bound. `people` are principals such as `user:<id>`, categories are codes."""

    people: frozenset[str] | None = None
    categories: frozenset[str] | None = None
    warehouses: frozenset[UUID] | None = None
    limit: Limit | None = None
    hidden: frozenset[str] = frozenset()

    @property
    def axes(self) -> frozenset[str]:
        """What narrows it."""
        bounds = {
            "people": self.people is not None,
            "categories": self.categories is not None,
            "warehouses": self.warehouses is not None,
            "amount": self.limit is not None,
        }
        return self.hidden | {axis for axis, is_bound in bounds.items() if is_bound}

    def covers(self, other: "Reach") -> bool:
        """Whether whoever holds this may give the other: nothing of it lies outside."""
        sets = (
            (self.people, other.people),
            (self.categories, other.categories),
            (self.warehouses, other.warehouses),
        )
        if any(mine is not None and (theirs is None or not theirs <= mine) for mine, theirs in sets):
            return False
        if self.limit is not None:
            theirs = other.limit
            if theirs is None or theirs.currency != self.limit.currency or theirs.minor > self.limit.minor:
                return False
        return self.hidden <= other.hidden

    def meets(self, facts: "Facts") -> bool:
        """Whether a thing with these facts lies inside all bounds that the act looks at (`facts.axes`)."""
        if "people" in facts.axes and self.people is not None and not self.people & facts.people:
            return False
        if "categories" in facts.axes and self.categories is not None and not self.categories & facts.categories:
            return False
        # A thing in no warehouse lies in none of those that are allowed.
        named = bool(facts.warehouses)
        if (
            "warehouses" in facts.axes
            and self.warehouses is not None
            and not (named and facts.warehouses <= self.warehouses)
        ):
            return False
        if "amount" in facts.axes and self.limit is not None:
            return facts.amount is not None and self._bears(facts.amount)
        return True

    def _bears(self, amount: Limit) -> bool:
        assert self.limit is not None
        return amount.currency == self.limit.currency and amount.minor <= self.limit.minor


@dataclass(frozen=True, slots=True)
class Facts:
    """What an act is about, as far as it looks: `axes` says at which bounds.

    `categories` are that of one thing and those above it; `warehouses` are all that the act touches.
    """

    axes: frozenset[str]
    people: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    warehouses: frozenset[UUID] = frozenset()
    amount: Limit | None = None


@dataclass(frozen=True, slots=True)
class Grant:
    """Permissions that are held only within a reach."""

    permissions: frozenset[str]
    reach: Reach


def about(
    *,
    people: Iterable[str] | None = None,
    categories: Iterable[str] | None = None,
    warehouses: Iterable[UUID] | None = None,
    amount: Limit | None = None,
) -> Facts:
    """Facts of a thing; what is not said is not looked at."""
    said = {"people": people, "categories": categories, "warehouses": warehouses, "amount": amount}
    return Facts(
        axes=frozenset(axis for axis, value in said.items() if value is not None),
        people=frozenset(people or ()),
        categories=frozenset(categories or ()),
        warehouses=frozenset(warehouses or ()),
        amount=amount,
    )


def carried(
    principal: str, asked: frozenset[str], held: frozenset[str], narrowed: Iterable[Grant]
) -> tuple[frozenset[str], tuple[Grant, ...]]:
    """What an API key for `asked` carries: at most what its maker holds, within the same bounds.

    Where the maker reaches own things only, those of the key itself (`principal`) are among them.
    """
    kept = []
    for grant in narrowed:
        people = grant.reach.people
        reach = grant.reach if people is None else replace(grant.reach, people=people | {principal})
        if both := grant.permissions & asked:
            kept.append(Grant(both, reach))
    return asked & held, tuple(kept)
