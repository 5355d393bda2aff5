"""What a room shows of a running event, to this viewer, now.

Everything goes through the visibility matrix; names and ladders are only read when the matrix lets them be shown.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from shared_apps.foundation.actor import Actor
from tenant_apps.trading.kernel import errors
from tenant_apps.trading.kernel.commands.running import engine_of, state_of_event
from tenant_apps.trading.kernel.decisions.announcements import sees_bids
from tenant_apps.trading.kernel.decisions.visibility import Preset, Viewer, cut, hides_next, may_see
from tenant_apps.trading.kernel.decisions.visibility import preset_of as preset_of_rules
from tenant_apps.trading.kernel.models import Bid, Deal, LotItem, Participant, TradingEvent

LADDER = 50


@dataclass(frozen=True, slots=True)
class LadderRow:
    """One bid as others may see it: under a number, or under its name where the matrix lets it."""

    seq: int
    who: str
    price: str
    quantity: str
    verdict: str
    reason: str
    at: datetime
    is_mine: bool


@dataclass(frozen=True, slots=True)
class RoomLine:
    """One line of the lot: goods that are sold, or what is needed."""

    line_no: int
    item_id: UUID | None
    name: str
    quantity: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class Room:
    """An event and the facts its viewer may see. Facts that are missing are hidden from this viewer."""

    id: UUID
    lot_id: UUID
    number: str
    mode: str
    side: str
    title: str
    description: str
    initiator_id: UUID
    initiator: str
    item_id: UUID | None
    item: str
    quantity: Decimal
    unit: str
    currency: str
    audience: str
    rules: Mapping[str, Any]
    ruleset_hash: str
    published_at: datetime | None
    opens_at: datetime | None
    scheduled_end_at: datetime | None
    final_state: str
    final_reason: str
    pause_reason: str
    viewer: Viewer
    joined: bool
    alias: int | None
    offered_item_id: UUID | None
    state: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    ladder: Sequence[LadderRow] = ()
    deals: Sequence[tuple[UUID, str]] = ()
    last_seq: int = 0
    sees_bids: bool = True
    lines: Sequence[RoomLine] = ()


def viewer_of(actor: Actor, run: TradingEvent, participant: Participant | None) -> Viewer:
    """The audience an actor belongs to."""
    if actor.company_id is None:
        return Viewer("house")
    if actor.company_id == run.initiator_id:
        return Viewer("initiator", actor.company_id)
    if participant is not None and participant.joined_at is not None:
        return Viewer("participant", actor.company_id)
    return Viewer("member", actor.company_id)


def preset_of(run: TradingEvent) -> Preset:
    return preset_of_rules(run.rules)


def room(actor: Actor, event_id: UUID, now: datetime) -> Room | None:
    """The event with what this actor may see of it now; None when it may not see the event at all."""
    lines = list(
        LotItem.objects.filter(lot__trading_event__in=TradingEvent.objects.visible_to(actor).filter(pk=event_id))
        .select_related("lot__trading_event__initiator", "item")
        .order_by("line_no")
    )
    if not lines:
        return None
    line = lines[0]
    run, lot = line.lot.trading_event, line.lot
    engine = engine_of(run.mode)
    if engine is None:
        return None
    participant = _participant(actor, run)
    viewer = viewer_of(actor, run, participant)
    at = run.paused_at or (min(now, run.final_at) if run.final_at else now)
    raw = engine.facts(engine.load(lot.engine_state), at)
    ended = bool(run.final_state)
    aliases = names_of(run, viewer, ended)
    withheld = _is_withheld(raw, viewer)
    facts = cut(_facts(raw, viewer, aliases, lot.outcome, ended), preset_of(run), viewer, ended=ended)
    if hides_next(run.rules):
        facts.pop("own_next", None)
    return Room(
        id=run.pk,
        lot_id=lot.pk,
        number=run.number,
        mode=run.mode,
        side=run.side,
        title=run.title,
        description="" if withheld else run.description,
        initiator_id=run.initiator_id,
        initiator=run.initiator.name,
        item_id=line.item_id,
        item="" if withheld else line.item.name if line.item else line.description,
        quantity=line.quantity,
        unit=line.unit,
        currency=run.currency,
        audience=run.audience,
        rules=_rules(run, viewer, ended),
        ruleset_hash=run.ruleset_hash,
        published_at=run.published_at,
        opens_at=run.opens_at,
        scheduled_end_at=run.scheduled_end_at,
        final_state=run.final_state,
        final_reason=run.final_reason,
        pause_reason=run.pause_reason,
        viewer=viewer,
        joined=participant is not None and participant.joined_at is not None,
        alias=participant.alias if participant else None,
        offered_item_id=participant.item_id if participant else None,
        state=state_of_event(run, now),
        facts=facts,
        ladder=_ladder(run, lot.pk, viewer, aliases, ended),
        deals=_deals(actor, run.pk),
        sees_bids=sees_bids(preset_of(run), viewer.audience),
        lines=[
            RoomLine(one.line_no, one.item_id, one.item.name if one.item else one.description, one.quantity, one.unit)
            for one in (() if withheld else lines)
        ],
        last_seq=lot.last_seq if _counts_bids(run, raw, viewer, ended) else 0,
    )


def _is_withheld(raw: Mapping[str, Any], viewer: Viewer) -> bool:
    """Whether the lines are closed to this viewer: the engine names the companies that they are open to."""
    named = raw.get("open_to")
    return named is not None and viewer.audience not in ("house", "initiator") and str(viewer.company_id) not in named


def _counts_bids(run: TradingEvent, raw: Mapping[str, Any], viewer: Viewer, ended: bool) -> bool:
    """Whether the number of the last entry may be told: never while last prices are sealed."""
    return not raw.get("quiet") and may_see(preset_of(run), "bids", viewer.audience, ended=ended)


def room_of_lot(actor: Actor, lot_id: UUID, now: datetime) -> Room | None:
    """The room by its lot."""
    event_id = TradingEvent.objects.filter(lots__pk=lot_id).values_list("pk", flat=True).first()
    return room(actor, event_id, now) if event_id else None


def _facts(
    raw: Mapping[str, Any], viewer: Viewer, aliases: Mapping[UUID, str], outcome: Mapping[str, Any], ended: bool
) -> dict[str, Any]:
    """The engine's facts by the names of the matrix, with companies under the names this viewer may read."""
    own: Mapping[str, Any] = raw.get("private", {}).get(str(viewer.company_id)) or {}
    ranks = {UUID(company): rank for company, rank in raw.get("ranks", {}).items()}
    leader = raw.get("leader_company")
    found = {
        "phase": raw["phase"],
        "end_at": _time(raw.get("end_at")),
        "price_now": _number(raw.get("price_now")),
        "next_valid": _number(raw.get("next_valid")),
        "remaining": _number(raw.get("remaining")),
        "bids": raw.get("bids"),
        "bidders": raw.get("bidders"),
        "extensions": raw.get("extensions"),
        "reserve_met": raw.get("reserve_met"),
        "leader": aliases.get(UUID(leader), "") if leader else "",
        "ranks": [(aliases.get(company, ""), rank) for company, rank in ranks.items()],
        "own_rank": ranks.get(viewer.company_id) if viewer.company_id else None,
        "own_price": _number(own.get("price")),
        "own_maximum": _number(own.get("maximum")),
        "own_next": _number(own.get("next_valid")),
    }
    if "tick" in raw:
        found["tick"] = {
            "tick": raw["tick"],
            "tick_ends_at": _time(raw.get("tick_ends_at")),
            "next_price": _number(raw.get("next_price")),
        }
    for name, value in raw.get("documents", {}).items():
        found.setdefault(name, value)
    for name, value in raw.get("under_names", {}).items():
        found.setdefault(name, _named(value, aliases, viewer))
    found |= {f"own_{name}": _own(name, value) for name, value in own.items() if f"own_{name}" not in found}
    if ended:
        found["result"] = [
            {
                "seq": one["seq"],
                "company": aliases.get(UUID(one["company"]), ""),
                "quantity": Decimal(one["quantity"]),
                "unit_price": Decimal(one["unit_price"]),
            }
            for one in outcome.get("allocations", [])
        ]
    return found


def _named(value: Any, aliases: Mapping[UUID, str], viewer: Viewer) -> Any:
    """A document with companies, under `company`, by the names this viewer may read; `mine` marks its own."""
    if isinstance(value, list):
        return [_named(one, aliases, viewer) for one in value]
    if not isinstance(value, dict):
        return value
    found = {name: _named(one, aliases, viewer) for name, one in value.items() if name != "company"}
    if "company" in value:
        company = UUID(value["company"]) if value["company"] else None
        found["company"] = aliases.get(company, "") if company else ""
        found["mine"] = company is not None and company == viewer.company_id
        found |= {name: _number(found[name]) for name in ("price", "value", "quantity") if name in found}
    return found


_OWN_NUMBERS = ("value", "quantity", "least", "share", "final")


def _own(name: str, value: Any) -> Any:
    if name == "absentee":
        return {part: _number(number) for part, number in value.items()}
    return _number(value) if name in _OWN_NUMBERS else value


def _number(text: str | None) -> Decimal | None:
    return Decimal(text) if text else None


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def names_of(run: TradingEvent, viewer: Viewer, ended: bool) -> dict[UUID, str]:
    """What each participant is called for this viewer: its name, or its number."""
    named = may_see(preset_of(run), "identities", viewer.audience, ended=ended)
    rows = Participant.objects.filter(trading_event_id=run.pk, joined_at__isnull=False).select_related("company")
    return {
        row.company_id: row.company.name if named or row.company_id == viewer.company_id else f"#{row.alias}"
        for row in rows
    }


def _ladder(
    run: TradingEvent, lot_id: UUID, viewer: Viewer, aliases: Mapping[UUID, str], ended: bool
) -> list[LadderRow]:
    return _ladder_rows(_shown(run, lot_id, viewer, ended).order_by("-seq")[:LADDER], viewer, aliases)


def bids_shown(actor: Actor, lot_id: UUID, now: datetime) -> QuerySet[Bid]:
    """Bids of a lot that this actor may see now; none of a lot it may not see."""
    run = TradingEvent.objects.visible_to(actor).filter(lots__pk=lot_id).first()
    if run is None:
        raise errors.event_unknown(lot_id)
    return _shown(run, lot_id, viewer_of(actor, run, _participant(actor, run)), bool(run.final_state))


def ladder_rows(actor: Actor, rows: Sequence[Bid]) -> list[LadderRow]:
    """These bids of one lot, which `bids_shown` gave, as this actor may read them."""
    if not rows:
        return []
    run = TradingEvent.objects.get(lots__pk=rows[0].lot_id)
    viewer = viewer_of(actor, run, _participant(actor, run))
    return _ladder_rows(rows, viewer, names_of(run, viewer, bool(run.final_state)))


def _shown(run: TradingEvent, lot_id: UUID, viewer: Viewer, ended: bool) -> QuerySet[Bid]:
    """All accepted bids where the matrix shows the ladder, else only the viewer's own.

    Refused bids are shown to who made them and to the marketplace, sealed last prices before the end to who made them.
    """
    rows = Bid.objects.filter(lot_id=lot_id)
    if not ended and run.rules.get("tie_rule") == "best_and_final_round":
        # `contains` is never NULL, so a bid that does not say it is a last one stays.
        sealed = Q(payload__contains={"final": True})
        rows = rows.filter(~sealed | Q(company_id=viewer.company_id)) if viewer.company_id else rows.exclude(sealed)
    everything = may_see(preset_of(run), "ladder", viewer.audience, ended=ended)
    mine = rows.filter(company_id=viewer.company_id) if viewer.company_id else rows.none()
    if viewer.audience == "house" and everything:
        return rows
    return rows.filter(verdict="accepted") | mine if everything else mine


def _ladder_rows(rows: Iterable[Bid], viewer: Viewer, aliases: Mapping[UUID, str]) -> list[LadderRow]:
    """A secret maximum is never part of a row."""
    return [
        LadderRow(
            seq=row.seq,
            who=aliases.get(row.company_id, ""),
            price=str(row.payload.get("price") or row.payload.get("offset") or ""),
            quantity=str(row.payload.get("quantity", "")),
            verdict=row.verdict,
            reason=row.verdict_reason,
            at=row.received_at,
            is_mine=row.company_id == viewer.company_id,
        )
        for row in rows
    ]


def _participant(actor: Actor, run: TradingEvent) -> Participant | None:
    if actor.company_id is None:
        return None
    return Participant.objects.filter(trading_event_id=run.pk, company_id=actor.company_id).first()


# Rules whose value is itself a secret while the event runs.
_SECRET = {"reserve": "reserve_visible", "floor": "floor_visible"}


def _rules(run: TradingEvent, viewer: Viewer, ended: bool) -> dict[str, Any]:
    """The pinned rules, without values that this viewer must not know."""
    if viewer.audience in ("house", "initiator"):
        return dict(run.rules)
    hidden = {name for name, shown in _SECRET.items() if not run.rules.get(shown)}
    return {name: value for name, value in run.rules.items() if name not in hidden}


def _deals(actor: Actor, event_id: UUID) -> list[tuple[UUID, str]]:
    return list(Deal.objects.visible_to(actor).filter(trading_event_id=event_id).values_list("pk", "number"))
