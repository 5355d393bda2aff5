"""What may still be changed of a published event, and what a change does to its bids and its end.

Titles, descriptions and a later end bind nobody anew. Everything else is another bargain than the one that companies
bid on: their bids count again once they have confirmed it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from shared_apps.foundation import canonical
from shared_apps.foundation.quantity import plain
from tenant_apps.trading.kernel.types import read_decimal

FREE = ("title", "description", "ends_at")
MARK = "amended"


class Unchangeable(Exception):
    """Why a change is not taken, and the field it is about."""

    def __init__(self, why: str, field: str | None = None) -> None:
        super().__init__(why)
        self.why, self.field = why, field


@dataclass(frozen=True, slots=True)
class LineNow:
    """A line as it stands."""

    need: str
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class EventNow:
    """What can be changed, as it stands, and where the event is.

    `ends_at` is the scheduled end, `end_now` the end after pauses. `is_live`: its engine knows no change once it has
    opened. `has_acts`: something was accepted in its lot, by whomever.
    """

    title: str
    description: str
    side: str
    opens_at: datetime
    ends_at: datetime | None
    end_now: datetime | None
    lines: Mapping[int, LineNow]
    rules: Mapping[str, Any]
    ruleset_hash: str
    is_over: bool
    is_paused: bool
    is_live: bool
    has_acts: bool


@dataclass(frozen=True, slots=True)
class Wish:
    """What the initiator wants changed; None leaves a thing as it is. `rules` are checked values by name."""

    title: str | None = None
    description: str | None = None
    opens_at: datetime | None = None
    ends_at: datetime | None = None
    needs: Mapping[int, str] = field(default_factory=dict)
    quantities: Mapping[int, str] = field(default_factory=dict)
    rules: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that changes; values as the audit file has them."""

    field: str
    before: Any
    after: Any

    def record(self) -> dict[str, Any]:
        return {"field": self.field, "before": self.before, "after": self.after}


@dataclass(frozen=True, slots=True)
class Plan:
    """A change worked out. `moved`: the end was moved so that enough days remain. `opens_at` and so on are all as they
    will be; `rules` and `ruleset_hash` too."""

    changes: tuple[Change, ...]
    is_binding: bool
    moved: bool
    title: str
    description: str
    opens_at: datetime
    ends_at: datetime | None
    lines: Mapping[int, LineNow]
    rules: Mapping[str, Any]
    ruleset_hash: str

    @property
    def has_new_end(self) -> bool:
        return any(one.field == "ends_at" for one in self.changes)

    @property
    def has_new_rules(self) -> bool:
        return any(one.field.startswith("rules.") for one in self.changes)


def plan_of(event: EventNow, wish: Wish, number: int, now: datetime) -> Plan:
    """The change as it would be made now; `Unchangeable` where it cannot be."""
    if event.is_over:
        raise Unchangeable("over")
    if event.is_paused:
        raise Unchangeable("paused")
    if event.is_live and event.opens_at <= now:
        raise Unchangeable("live")
    changes = [*_texts(event, wish), *_lines(event, wish), *_dates(event, wish, now), *_rules(event, wish, now)]
    if not changes:
        raise Unchangeable("nothing")
    if event.is_live and event.has_acts and any(one.field not in FREE for one in changes):
        raise Unchangeable("has_bids", changes[0].field)
    is_binding = any(one.field not in FREE for one in changes)
    ends_at = _later(wish.ends_at, event.ends_at)
    pushed = _pushed(event, ends_at, now) if is_binding else None
    if pushed is not None:
        changes = [one for one in changes if one.field != "ends_at"]
        changes.append(Change("ends_at", written(event.ends_at), written(pushed)))
        ends_at = pushed
    rules = dict(event.rules) | dict(wish.rules)
    if is_binding:
        rules[MARK] = number
    records = [one.record() for one in changes]
    opens_at = wish.opens_at or event.opens_at
    if ends_at is not None and opens_at >= ends_at:
        raise Unchangeable("after_end", "opens_at")
    return Plan(
        changes=tuple(changes),
        is_binding=is_binding,
        moved=pushed is not None,
        title=event.title if wish.title is None else wish.title.strip(),
        description=event.description if wish.description is None else wish.description.strip(),
        opens_at=opens_at,
        ends_at=ends_at,
        lines=_lines_after(event, wish),
        rules=rules,
        ruleset_hash=hash_of(event.ruleset_hash, number, records) if is_binding else event.ruleset_hash,
    )


def hash_of(before: str, number: int, changes: Sequence[Mapping[str, Any]]) -> str:
    """The hash of rules that an amendment has changed: it stands for the old hash and the changes together."""
    return canonical.digest({"amends": before, "number": number, "changes": [dict(one) for one in changes]})


def written(value: datetime | None) -> str | None:
    """A time as the audit file writes it."""
    return value.astimezone(UTC).isoformat(timespec="microseconds") if value else None


def _texts(event: EventNow, wish: Wish) -> list[Change]:
    found = []
    for name in ("title", "description"):
        before, after = getattr(event, name), getattr(wish, name)
        if after is None or after.strip() == before:
            continue
        if name == "title" and not after.strip():
            raise Unchangeable("needed", "title")
        found.append(Change(name, before, after.strip()))
    return found


def _lines(event: EventNow, wish: Wish) -> list[Change]:
    found = []
    for number in sorted({*wish.needs, *wish.quantities}):
        line = event.lines.get(number)
        if line is None:
            raise Unchangeable("no_line", "lines")
        if event.side == "sell":
            raise Unchangeable("sold", "lines")
        need, quantity = wish.needs.get(number), wish.quantities.get(number)
        if need is not None and need.strip() != line.need:
            if not need.strip():
                raise Unchangeable("needed", f"lines[{number}].need")
            found.append(Change(f"lines[{number}].need", line.need, need.strip()[:200]))
        if quantity is not None:
            value = _quantity(quantity, number)
            if value != line.quantity:
                found.append(Change(f"lines[{number}].quantity", plain(line.quantity), plain(value)))
    return found


def _quantity(text: str, number: int) -> Decimal:
    try:
        value = read_decimal(text)
    except ValueError as error:
        raise Unchangeable("bad_quantity", f"lines[{number}].quantity") from error
    if value <= 0:
        raise Unchangeable("bad_quantity", f"lines[{number}].quantity")
    return value


def _lines_after(event: EventNow, wish: Wish) -> dict[int, LineNow]:
    return {
        number: LineNow(
            (wish.needs.get(number) or line.need).strip()[:200],
            _quantity(wish.quantities[number], number) if number in wish.quantities else line.quantity,
        )
        for number, line in event.lines.items()
    }


def _dates(event: EventNow, wish: Wish, now: datetime) -> list[Change]:
    found = []
    if wish.opens_at is not None and wish.opens_at != event.opens_at:
        if wish.opens_at <= event.opens_at or event.opens_at <= now:
            raise Unchangeable("earlier", "opens_at")
        if event.has_acts:
            raise Unchangeable("has_bids", "opens_at")
        found.append(Change("opens_at", written(event.opens_at), written(wish.opens_at)))
    if wish.ends_at is not None and wish.ends_at != event.ends_at:
        if event.ends_at is None or event.end_now is None:
            raise Unchangeable("no_end", "ends_at")
        if wish.ends_at <= max(event.ends_at, event.end_now):
            raise Unchangeable("earlier", "ends_at")
        found.append(Change("ends_at", written(event.ends_at), written(wish.ends_at)))
    return found


def _rules(event: EventNow, wish: Wish, now: datetime) -> list[Change]:
    found = [
        Change(f"rules.{name}", event.rules.get(name), value)
        for name, value in sorted(wish.rules.items())
        if event.rules.get(name) != value
    ]
    if found and (event.has_acts or event.opens_at <= now):
        raise Unchangeable("rules_fixed", found[0].field)
    return found


def _later(wished: datetime | None, now: datetime | None) -> datetime | None:
    return now if wished is None else wished


def _pushed(event: EventNow, ends_at: datetime | None, now: datetime) -> datetime | None:
    """The end that leaves enough days; None where there are enough, or no end is set."""
    days = int(event.rules.get("amendment_days_before_end", 0))
    if not days or ends_at is None or event.end_now is None:
        return None
    least = now + timedelta(days=days)
    at = ends_at if ends_at != event.ends_at else event.end_now
    return least if at < least else None
