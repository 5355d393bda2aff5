"""What a tender's page shows between evaluation and award: candidates, objections, the beacon."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from tenant_apps.trading.engines.vault.web.shown import opening_rows
from tenant_apps.trading.kernel.queries.rooms import Room


@dataclass(frozen=True, slots=True)
class CandidateRow:
    """A published candidate in its place."""

    rank: int
    seq: int
    company: str
    is_mine: bool
    price: Decimal | None


@dataclass(frozen=True, slots=True)
class ObjectionRow:
    """An objection and what became of it; `verdict` is empty while it waits."""

    seq: int
    company: str
    is_mine: bool
    text: str
    bid: int | None
    at: datetime
    verdict: str
    answer: str
    answer_by: datetime | None
    overdue: bool


@dataclass(frozen=True, slots=True)
class BeaconShown:
    """The beacon of a tender; `needed` says that equal bids wait for its value."""

    kind: str
    name: str
    round: int | None
    at: datetime
    value: str
    seed: str
    needed: bool


def candidates_of(room: Room, names: Mapping[str, str]) -> list[CandidateRow]:
    """The published candidates; a price only where this viewer reads the opening."""
    told = room.facts.get("candidates") or {"rows": []}
    prices = {row["seq"]: row["price"].get("price") for row in opening_rows(room) if row.get("price")}
    return [
        CandidateRow(
            rank=row["rank"],
            seq=row["seq"],
            company=names.get(row["company"], ""),
            is_mine=row["company"] == str(room.viewer.company_id),
            price=Decimal(prices[row["seq"]]) if prices.get(row["seq"]) else None,
        )
        for row in told["rows"]
    ]


def objections_of(room: Room, names: Mapping[str, str]) -> list[ObjectionRow]:
    """All objections, or one's own where others' are not to be read."""
    rows = room.facts.get("objections")
    if rows is None:
        rows = room.facts.get("own_objections") or []
    return [
        ObjectionRow(
            seq=row["seq"],
            company=names.get(row["company"], ""),
            is_mine=row["company"] == str(room.viewer.company_id),
            text=row["text"],
            bid=row["bid"],
            at=datetime.fromisoformat(row["at"]),
            verdict=row["verdict"],
            answer=row["answer"],
            answer_by=datetime.fromisoformat(row["answer_by"]) if row["answer_by"] else None,
            overdue=row["overdue"],
        )
        for row in rows
    ]


def beacon_of(room: Room) -> BeaconShown | None:
    told = room.facts.get("beacon")
    if not told:
        return None
    return BeaconShown(
        kind=told["kind"],
        name=told["name"],
        round=told["round"],
        at=datetime.fromisoformat(told["at"]),
        value=told["value"],
        seed=told["seed"],
        needed=told["needed"],
    )


def moment_of(told: Mapping[str, Any] | None, name: str) -> datetime | None:
    return datetime.fromisoformat(told[name]) if told else None
