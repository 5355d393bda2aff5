"""The audit file of a lot: everything an outsider needs to work out the result again, in canonical JSON (RFC 8785).

`sdk/verify/kontor_verify.py` reads it and shares no code with Kontor. Companies are their ids. Before the event has
ended the file would tell secrets (maxima, reserve), so there is none.
"""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Sum

from shared_apps.foundation import canonical
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.quantity import plain
from shared_apps.tenancy import scope
from tenant_apps.trading.kernel import errors
from tenant_apps.trading.kernel.commands.running import engine_of
from tenant_apps.trading.kernel.models import Bid, Lot, LotItem, LotShift, Participant, TradingEvent
from tenant_apps.trading.kernel.queries.priority import priority_of

FORMAT = "kontor-lot-audit/1"


def audit_file(actor: Actor, lot_id: UUID) -> bytes:
    """The file's bytes. For the marketplace, the initiator and everybody who took part, once the event has ended."""
    lot = Lot.objects.select_related("trading_event").filter(pk=lot_id).first()
    if lot is None or not _may_read(actor, lot.trading_event):
        raise errors.event_unknown(lot_id)
    if not lot.trading_event.final_state:
        raise errors.audit_file_too_early(lot.trading_event.number)
    return canonical.dumps(contents(lot))


def contents(lot: Lot) -> dict[str, Any]:
    """The file as a value. Also used before the end, by invariants; never shown then."""
    run = lot.trading_event
    engine = engine_of(run.mode)
    if engine is None:
        raise errors.event_unknown(lot.pk)
    state = engine.load(lot.engine_state)
    lines = list(LotItem.objects.filter(lot_id=lot.pk).order_by("line_no"))
    moved = _moved_by_hand(lot)
    facts = engine.facts(state, run.final_at or lot.closed_at or run.created_at)
    found = {
        "format": FORMAT,
        "event": {
            "number": run.number,
            "mode": run.mode,
            "side": run.side,
            "currency": run.currency,
            "ruleset_hash": run.ruleset_hash,
            "rules": run.rules,
            "initiator": str(run.initiator_id),
            "opens_at": _time(run.opens_at and run.opens_at + moved),
            "ends_at": _time(run.scheduled_end_at and run.scheduled_end_at + moved),
            "final_state": run.final_state,
        }
        | _priority(run)
        | ({"sandbox": True} if scope.tenant().is_sandbox else {}),
        "lot": {
            "id": str(lot.pk),
            "number": lot.number,
            "quantity": plain(lines[0].quantity),
            "unit": lines[0].unit,
            "lines": [{"line_no": one.line_no, "quantity": plain(one.quantity), "unit": one.unit} for one in lines],
        },
        "bids": [_bid(bid) for bid in Bid.objects.filter(lot_id=lot.pk).order_by("seq")],
        "shifts": [
            {"after_seq": row.after_seq, "by_s": _seconds(row.by_us), "at": _time(row.at), "reason": row.reason}
            for row in LotShift.objects.filter(lot_id=lot.pk).order_by("at")
        ],
        "outcome": {
            "reason": lot.outcome.get("reason", ""),
            "passed_over": lot.outcome.get("passed_over", {}),
            "end_at": _time(engine.end_at(state)),
            "extensions": facts.get("extensions", 0),
            "allocations": lot.outcome.get("allocations", []),
        },
    }
    return found | {"file_hash": canonical.digest(found)}


def _priority(run: TradingEvent) -> dict[str, Any]:
    """The companies with the right of first refusal, in their order, where there are any."""
    order = [str(company) for company in priority_of(run.pk)]
    return {"priority": order} if order else {}


def _moved_by_hand(lot: Lot) -> timedelta:
    """By how much the times of the event were moved in a sandbox: the file tells those that were published."""
    found = LotShift.objects.filter(lot_id=lot.pk, by_us__lt=0).aggregate(moved=Sum("by_us"))["moved"]
    return timedelta(microseconds=-int(found or 0))


def _bid(bid: Bid) -> dict[str, Any]:
    return {
        "seq": bid.seq,
        "company": str(bid.company_id),
        "payload": bid.payload,
        "payload_hash": bid.payload_hash,
        "ruleset_hash": bid.ruleset_hash,
        "verdict": bid.verdict,
        "reason": bid.verdict_reason,
        "received_at": _time(bid.received_at),
        "prev_hash": bid.prev_hash,
        "hash": bid.hash,
    }


def _may_read(actor: Actor, run: TradingEvent) -> bool:
    if actor.kind == "anonymous":
        return False
    if actor.company_id is None or actor.company_id == run.initiator_id:
        return True
    return Participant.objects.filter(
        trading_event_id=run.pk, company_id=actor.company_id, joined_at__isnull=False
    ).exists()


def _seconds(micros: int) -> str:
    return plain(Decimal(micros).scaleb(-6))


def _time(value: datetime | None) -> str | None:
    return value.astimezone(UTC).isoformat(timespec="microseconds") if value else None
