"""Separation of duties: what a person holds, held against rules that say what nobody does both. Pure.

A rule has two sides of codes, patterns of codes and `role:<code>`. Where a person reaches both, what the right side
names is not given: at granting the second one is refused, and whatever got past that gives nothing at use.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import Literal
from uuid import UUID

ROLE = "role:"


@dataclass(frozen=True, slots=True)
class Apart:
    """One rule. `reach` says where the sides must not meet; with `company_id` it counts in that company alone."""

    id: UUID
    name: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    reach: Literal["company", "marketplace"]
    company_id: UUID | None = None

    def counts_in(self, seat: UUID | None) -> bool:
        return self.company_id is None or self.company_id == seat


@dataclass(frozen=True, slots=True)
class Part:
    """What one grant gives on one seat."""

    grant: UUID
    role: str
    built_in: bool
    seat: UUID | None
    codes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Clash:
    """A rule of which somebody reaches both sides: by which grant the left one, and what the right one would give."""

    rule: Apart
    left: UUID
    right: UUID
    codes: frozenset[str]


def named(terms: Iterable[str], part: Part) -> frozenset[str]:
    """The codes of a part that the terms name; all of them where they name its role."""
    found: set[str] = set()
    for term in terms:
        if term.startswith(ROLE):
            found |= part.codes if part.role == term.removeprefix(ROLE) else set()
        else:
            found |= {code for code in part.codes if fnmatchcase(code, term)}
    return frozenset(found)


def meets_itself(rule: Apart, part: Part) -> bool:
    """Whether one grant alone reaches both sides."""
    return bool(named(rule.left, part) and named(rule.right, part))


def clashes(parts: Sequence[Part], rules: Iterable[Apart]) -> list[Clash]:
    """Pairs of grants that must not meet. A built-in role that has both sides in it counts as its left one."""
    found = []
    for rule in rules:
        for group in _together(parts, rule):
            lefts = [part for part in group if named(rule.left, part)]
            for right in group:
                codes = named(rule.right, right)
                if not codes or (right.built_in and meets_itself(rule, right)):
                    continue
                found += [Clash(rule, left.grant, right.grant, codes) for left in lefts]
    return found


def kept_apart(parts: Sequence[Part], rules: Iterable[Apart]) -> list[Part]:
    """The parts without what the rules take: the right side of each, where its left one is held too."""
    left = list(parts)
    for rule in rules:
        for group in _together(left, rule):
            if any(named(rule.left, part) for part in group):
                taken = {part: named(rule.right, part) for part in group}
                left = [replace(part, codes=part.codes - taken.get(part, frozenset())) for part in left]
    return left


def _together(parts: Sequence[Part], rule: Apart) -> list[list[Part]]:
    """The parts that a rule looks at together: those of each seat, or all of them."""
    if rule.reach == "marketplace":
        return [list(parts)]
    seats = dict.fromkeys(part.seat for part in parts if rule.counts_in(part.seat))
    return [[part for part in parts if part.seat == seat] for seat in seats]
