"""What a draft of the rules would have done: to an event of the past, and to events with made-up bidders.

For the marketplace alone: a replay shows everything that was ever secret in an event. Nothing is written.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from shared_apps.foundation.actor import Actor
from tenant_apps.rulesets.queries import draft_changes, drafted, effective_all
from tenant_apps.trading.kernel import errors
from tenant_apps.trading.kernel.commands.running import decider_of
from tenant_apps.trading.kernel.decisions.engine import Allocation, Engine, LineTerms, LotTerms
from tenant_apps.trading.kernel.decisions.measures import Figures, Wish, measure, run_all
from tenant_apps.trading.kernel.decisions.simulation import BIDDING, Act, Course, Shift, replay
from tenant_apps.trading.kernel.models import Bid, Lot, LotItem, LotShift, TradingEvent
from tenant_apps.trading.kernel.queries.priority import priority_of
from tenant_apps.trading.kernel.types import MODES
from tenant_apps.trading.kernel.verdict_texts import VERDICTS

__all__ = [
    "Compared", "Course", "Figures", "PastEvent", "Replayed", "Wish", "has_bidders", "modes_to_simulate", "past_events",
    "reason_text", "replay_event", "simulate",
]  # fmt: skip
EVENTS_OFFERED = 50
# Texts that an event has to state and that change nothing about made-up bidders.
_MADE_UP_TEXTS = {"index_name": "made up", "draw_seed": "made up"}
# What the kernel refused before the engine was asked, from facts outside the ledger.
KERNEL_REFUSALS = (
    "trading.not_joined", "trading.paused", "trading.overtaken", "trading.item_not_yours", "trading.item_not_for_sale",
    "trading.other_unit", "trading.company_suspended", "trading.company_may_not_buy", "trading.company_may_not_sell",
    "trading.basket_refused", "inventory.insufficient_stock",
)  # fmt: skip
# A listing that has run out, or was withdrawn, was open until then like any other.
ENDED = ("complete", "unsuccessful", "expired", "withdrawn")


@dataclass(frozen=True, slots=True)
class PastEvent:
    """An event that can be replayed."""

    id: UUID
    number: str
    title: str
    ended_at: datetime


@dataclass(frozen=True, slots=True)
class Replayed:
    """A past event under its own rules and under the draft.

    `differences` is empty when its own rules gave its own result again, to the last verdict. `problem` says why the
    draft cannot run there; `drafted` is None then. `changed` are the rules in which the draft differs.
    """

    event: PastEvent
    currency: str
    own: Course
    differences: tuple[str, ...]
    changed: Mapping[str, tuple[Any, Any]]
    drafted: Course | None
    problem: str


@dataclass(frozen=True, slots=True)
class Compared:
    """Made-up lots under the rules in force and under the draft; as many of each. `problem` as above."""

    lots: int
    in_force: Figures | None
    drafted: Figures | None
    changed: Mapping[str, tuple[Any, Any]]
    problem: str


def modes_to_simulate(codes: Sequence[str]) -> list[str]:
    """Of these modes those whose engine can be run with made-up bidders or replayed."""
    return [code for code in codes if decider_of(code) is not None]


def has_bidders(mode: str) -> bool:
    """Whether made-up bidders know how to act in this mode."""
    return mode in MODES and MODES[mode].engine in BIDDING


def reason_text(reason: str) -> str:
    """Why an act was refused, in words; the code of a reason that has none."""
    return str(VERDICTS[reason][0]) if reason in VERDICTS else reason


def past_events(actor: Actor, mode: str) -> list[PastEvent]:
    """Events of the mode that ran to their end, newest first."""
    _house_only(actor)
    rows = TradingEvent.objects.filter(mode=mode, final_state__in=ENDED, final_at__isnull=False)
    return [
        PastEvent(row.pk, row.number, row.title, row.final_at or row.created_at)
        for row in rows.order_by("-id")[:EVENTS_OFFERED]
    ]


def replay_event(actor: Actor, event_id: UUID) -> Replayed:
    """Replay an event that has ended, under its own rules and under the open draft."""
    _house_only(actor)
    run = TradingEvent.objects.filter(pk=event_id, final_state__in=ENDED).first()
    lot = Lot.objects.filter(trading_event_id=event_id).order_by("number").first()
    engine = decider_of(run.mode) if run else None
    if run is None or lot is None or engine is None or run.opens_at is None:
        raise errors.event_unknown(event_id)
    bids = list(Bid.objects.filter(lot_id=lot.pk).order_by("seq"))
    terms, shifts = _terms(run, lot), _shifts(lot)
    acts = [_act(bid) for bid in bids if bid.verdict_reason not in KERNEL_REFUSALS]
    without = frozenset(UUID(company) for company in lot.outcome.get("passed_over", {}))
    own = replay(engine, terms, run.rules, acts, shifts, without)
    changed = _changes(run.mode, run.rules)
    rules = dict(run.rules) | {name: after for name, (_before, after) in changed.items()}
    other, problem = _tried(engine, _with_length(terms, changed), rules, acts, shifts)
    return Replayed(
        event=PastEvent(run.pk, run.number, run.title, run.final_at or run.created_at),
        currency=run.currency,
        own=own,
        differences=tuple(_differences(run, lot, bids, own)),
        changed=changed,
        drafted=other,
        problem=problem,
    )


def simulate(actor: Actor, mode: str, wish: Wish, given: Mapping[str, Any]) -> Compared:
    """Run made-up lots under the rules in force and under the open draft.

    `given` are rules every event of the mode sets for itself (a start price); a rule that the draft changes keeps the
    draft's value on its side.
    """
    _house_only(actor)
    engine = decider_of(mode)
    if engine is None or not has_bidders(mode):
        raise errors.mode_not_offered("mode", mode)
    in_force = _plain(effective_all(mode))
    after = _plain(drafted(mode))
    changed = _changes(mode, in_force)
    both = [in_force | dict(given), after | {name: one for name, one in given.items() if name not in changed}]
    both = [
        rules | {name: told for name, told in _MADE_UP_TEXTS.items() if name in rules and not rules[name]}
        for rules in both
    ]
    bidding = BIDDING[MODES[mode].engine]
    try:
        runs = [run_all(engine, bidding, wish, rules, _length(rules)) for rules in both]
    except ValueError as error:
        return Compared(0, None, None, changed, str(error))
    lots = min(len(one) for one in runs)
    return Compared(lots, measure(runs[0][:lots]), measure(runs[1][:lots]), changed, "")


def _house_only(actor: Actor) -> None:
    if actor.company_id is not None or actor.kind == "anonymous":
        raise errors.event_unknown("")


def _terms(run: TradingEvent, lot: Lot) -> LotTerms:
    lines = [
        LineTerms(row.line_no, row.quantity, row.unit)
        for row in LotItem.objects.filter(lot_id=lot.pk).order_by("line_no")
    ]
    assert run.opens_at is not None
    return LotTerms(
        "sell" if run.side == "sell" else "buy", run.initiator_id, lines[0].quantity, lines[0].unit, run.currency,
        run.opens_at, run.scheduled_end_at, tuple(lines), priority_of(run.pk),
    )  # fmt: skip


def _shifts(lot: Lot) -> list[Shift]:
    rows = LotShift.objects.filter(lot_id=lot.pk).order_by("at")
    return [Shift(row.after_seq, timedelta(microseconds=row.by_us)) for row in rows]


def _act(bid: Bid) -> Act:
    return Act(bid.seq, bid.company_id, bid.received_at, bid.payload)


def _changes(mode: str, before: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Rules of the mode that the open draft sets to something else than `before` has, by their names in it."""
    touched = {key.split(".", 1)[1] for key in draft_changes().keys if key.startswith(f"{mode}.")}
    after = _plain(drafted(mode))
    return {
        name: (before.get(name), after[name]) for name in after if name in touched and before.get(name) != after[name]
    }


def _plain(found: Mapping[str, Any]) -> dict[str, Any]:
    return {key.split(".", 1)[1]: one.value for key, one in found.items()}


def _length(rules: Mapping[str, Any]) -> timedelta | None:
    return timedelta(seconds=int(rules["duration_s"])) if "duration_s" in rules else None


def _with_length(terms: LotTerms, changed: Mapping[str, tuple[Any, Any]]) -> LotTerms:
    """The end moves where the draft changes the usual length."""
    if "duration_s" not in changed or terms.ends_at is None:
        return terms
    ends_at = terms.opens_at + timedelta(seconds=int(changed["duration_s"][1]))
    return LotTerms(
        terms.side, terms.initiator_id, terms.quantity, terms.unit, terms.currency, terms.opens_at, ends_at,
        terms.lines, terms.priority,
    )  # fmt: skip


def _tried(
    engine: Engine[Any], terms: LotTerms, rules: Mapping[str, Any], acts: Sequence[Act], shifts: Sequence[Shift]
) -> tuple[Course | None, str]:
    try:
        return replay(engine, terms, rules, acts, shifts), ""
    except ValueError as error:
        return None, str(error)


def _differences(run: TradingEvent, lot: Lot, bids: Sequence[Bid], own: Course) -> list[str]:
    """Where the replay differs from what happened: it must not."""
    asked = [bid for bid in bids if bid.verdict_reason not in KERNEL_REFUSALS]
    found = [
        f"bid {bid.seq}: {bid.verdict} {bid.verdict_reason}".strip()
        for bid, verdict in zip(asked, own.verdicts, strict=True)
        if (bid.verdict == "accepted") != verdict.accepted or bid.verdict_reason != verdict.reason[:80]
    ]
    if run.effective_end_at != own.ended_at:
        found.append(f"end: {run.effective_end_at}")
    stored = [
        (one["seq"], one["company"], Decimal(one["quantity"]), Decimal(one["unit_price"]), one.get("line_no", 1))
        for one in lot.outcome.get("allocations", [])
    ]
    if stored != [_row(one) for one in own.allocations] and run.final_reason != "initiator_suspended":
        found.append("result")
    return found


def _row(one: Allocation) -> tuple[int, str, Decimal, Decimal, int]:
    return one.seq, str(one.company_id), one.quantity, one.unit_price, one.line_no
