"""What a tender's page shows: the facts that the matrix left, with names, labels and the viewer's own part."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from shared_apps.foundation.actor import Actor
from shared_apps.ui.shapes import WizardStep
from tenant_apps.parties.queries import names_of
from tenant_apps.trading.engines.vault.queries import officers_of
from tenant_apps.trading.kernel.queries.rooms import Room


@dataclass(frozen=True, slots=True)
class OpenedBid:
    """One line of the opening list."""

    seq: int
    company: str
    is_mine: bool
    out: str
    price: Decimal | None
    quantity: Decimal | None
    statements: tuple[tuple[str, str], ...]
    answers: tuple[tuple[str, str], ...]
    costs: tuple[tuple[int, Decimal], ...]
    is_open: bool


@dataclass(frozen=True, slots=True)
class RankRow:
    """One candidate in its place."""

    rank: int
    seq: int
    company: str
    is_mine: bool
    price: Decimal
    compared: Decimal
    quality: Decimal
    flags: tuple[str, ...]
    waits: bool
    justification: str
    verdict: str
    would_pay: Decimal | None
    would_get: Decimal | None
    share: int


@dataclass(frozen=True, slots=True)
class Mark:
    """A scorer's mark for one criterion, as it stands."""

    code: str
    label: str
    weight: str
    mark: str


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A bid on a sheet: what it says, and the marks it got."""

    seq: int
    company: str
    statement: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A scorer's marks, bid by bid."""

    number: int
    name: str
    is_me: bool
    locked: bool
    rows: list[SheetRow] = field(default_factory=list)


def steps_of(room: Room) -> list[WizardStep]:
    """Where the tender stands: sealed bids, opening, evaluation, award; more with a first stage or a standstill."""
    phase = str(room.facts.get("phase", ""))
    codes = ["bidding", "opening_price", "evaluation", "award"]
    titles = [_("Sealed bids"), pgettext("tender", "Opening"), _("Evaluation"), _("Award")]
    second = (room.facts.get("stage") or {}).get("number") == 2
    if room.rules.get("format") == "two_stage":
        codes, titles = (
            ["first", "admission", *codes],
            [_("Proposals"), _("Selection"), _("Sealed prices"), *titles[1:]],
        )
    if int(room.rules.get("standstill_days") or 0):
        codes.insert(-1, "standstill")
        titles.insert(-1, _("Objections"))
    now = {"before": "bidding", "sealing": "opening_price", "opening_technical": "opening_price"}.get(phase, phase)
    if room.rules.get("format") == "two_stage" and not second:
        now = "admission" if phase in ("sealing", "opening_technical", "admission") else "first"
    elif phase == "admission":
        now = "evaluation"
    at = codes.index(now) if now in codes else len(codes) - 1
    if room.final_state:
        at = len(codes)
    states = ["done" if step < at else "now" if step == at else "wait" for step in range(len(codes))]
    return [WizardStep(title, state) for title, state in zip(titles, states, strict=True)]  # type: ignore[arg-type]


def names_in(room: Room) -> dict[str, str]:
    """Names of those whose bids this viewer may see opened, or published, and of those who object."""
    rows = [*opening_rows(room), *(room.facts.get("proposals") or []), *(room.facts.get("objections") or [])]
    rows += (room.facts.get("candidates") or {}).get("rows", [])
    ids = {UUID(row["company"]) for row in rows if row["company"]}
    return {str(company): name for company, name in names_of(ids).items()}


def opening_rows(room: Room) -> list[Any]:
    """The lines of the opening list that this viewer reads."""
    opening = room.facts.get("opening")
    return list(opening["bids"]) if opening else []


def opened_bids(room: Room, names: Mapping[str, str], reasons: Mapping[str, Any]) -> list[OpenedBid]:
    labels = _option_labels(room)
    return [_opened(room, row, names, reasons, labels) for row in opening_rows(room)]


def proposals(room: Room, names: Mapping[str, str], reasons: Mapping[str, Any]) -> list[OpenedBid]:
    """The bids of a first stage, for the initiator."""
    labels = _option_labels(room)
    return [_opened(room, row, names, reasons, labels) for row in room.facts.get("proposals") or []]


def _opened(
    room: Room,
    row: Mapping[str, Any],
    names: Mapping[str, str],
    reasons: Mapping[str, Any],
    labels: Mapping[tuple[str, str], tuple[str, str]],
) -> OpenedBid:
    parts = [row[name] for name in ("technical", "price") if name in row]
    priced = row.get("price", {})
    return OpenedBid(
        seq=row["seq"],
        company=names.get(row["company"] or "", ""),
        is_mine=row["company"] == str(room.viewer.company_id),
        out=str(reasons.get(row["out"], row["out"])),
        price=Decimal(priced["price"]) if priced.get("price") else None,
        quantity=Decimal(priced["quantity"]) if priced.get("quantity") else None,
        statements=tuple(
            (name, row[name]["statement"]) for name in ("technical", "price") if row.get(name, {}).get("statement")
        ),
        answers=tuple(
            labels[code, chosen]
            for part in parts
            for code, chosen in part["answers"].items()
            if (code, chosen) in labels
        ),
        costs=tuple((one["year"], Decimal(one["amount"])) for one in priced.get("costs", [])),
        is_open=bool(parts),
    )


def _option_labels(room: Room) -> dict[tuple[str, str], tuple[str, str]]:
    tender = room.facts.get("tender") or {"criteria": []}
    return {
        (one["code"], option["code"]): (one["label"], option["label"])
        for one in tender["criteria"]
        for option in one["options"]
    }


def ranking_of(room: Room, names: Mapping[str, str]) -> list[RankRow]:
    rows = room.facts.get("ranking") or []
    most = max((Decimal(row["price"]) for row in rows), default=Decimal(1))
    return [
        RankRow(
            rank=row["rank"],
            seq=row["seq"],
            company=names.get(row["company"], ""),
            is_mine=row["company"] == str(room.viewer.company_id),
            price=Decimal(row["price"]),
            compared=Decimal(row["compared"]),
            quality=Decimal(row["quality"]),
            flags=tuple(row["flags"]),
            waits=row["waits"],
            justification=row["justification"],
            verdict=row["verdict"],
            would_pay=Decimal(row["would_pay"]) if row["would_pay"] else None,
            would_get=Decimal(row["would_get"]) if row["would_get"] else None,
            share=int(Decimal(row["price"]) * 100 / most),
        )
        for row in rows
    ]


def sheets_of(room: Room, actor: Actor, names: Mapping[str, str]) -> list[Sheet]:
    """One sheet per scorer, with the marks given so far."""
    told, tender = room.facts.get("sheets"), room.facts.get("tender")
    if not told or not tender:
        return []
    judged = [one for one in tender["criteria"] if one["weight"] is not None]
    judged_bids = room.facts.get("proposals") or opening_rows(room)
    bids = [row for row in judged_bids if not row["out"]]
    people = {one.number: one for one in officers_of(actor, room.lot_id) if one.part == "scorer"}
    return [
        Sheet(
            number=number,
            name=people[number].name if number in people else f"#{number}",
            is_me=number in people and people[number].is_me,
            locked=number in told["locked"],
            rows=[
                SheetRow(
                    seq=row["seq"],
                    company=names.get(row["company"] or "", ""),
                    statement=(row.get("technical") or row.get("price") or {}).get("statement", ""),
                    marks=tuple(
                        Mark(one["code"], one["label"], one["weight"], _mark(told, number, row["seq"], one["code"]))
                        for one in judged
                    ),
                )
                for row in bids
            ],
        )
        for number in range(1, told["scorers"] + 1)
    ]


def _mark(told: Mapping[str, Any], scorer: int, seq: int, code: str) -> str:
    return str(told["marks"].get(str(scorer), {}).get(str(seq), {}).get(code, ""))


def deadline_of(room: Room) -> datetime | None:
    told = room.facts.get("deadline")
    return datetime.fromisoformat(told) if told else None
