"""The clock of a request: reminders before its deadline, and what the rules do by themselves when it has passed.

The jobs only say "look now": what is due is read from the request, so a deadline that was moved is looked at again.
"""

from datetime import timedelta
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation import clock
from shared_apps.outbox import jobs
from tenant_apps.trading.engines.thread import reminders
from tenant_apps.trading.engines.thread.decisions.engine import ENGINE
from tenant_apps.trading.engines.thread.decisions.initiator import after_deadline
from tenant_apps.trading.engines.thread.decisions.state import ThreadState
from tenant_apps.trading.engines.thread.decisions.threads import read_threads
from tenant_apps.trading.engines.thread.models import RequestReminder
from tenant_apps.trading.kernel.commands import act
from tenant_apps.trading.kernel.errors import event_unknown
from tenant_apps.trading.kernel.models import Lot, Participant, TradingEvent

REMIND_JOB, DEADLINE_JOB = "thread.remind", "thread.deadline"


class RemindSilent(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    lot_id: UUID


class SilentReminded(msgspec.Struct, frozen=True, kw_only=True):
    reminded: int


class PassDeadline(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    lot_id: UUID


class DeadlinePassed(msgspec.Struct, frozen=True, kw_only=True):
    """`did` is the act that followed; empty: none."""

    did: str


def watch(run: TradingEvent, lot: Lot) -> None:
    """Owe the looks that the rules of a request need."""
    if run.bids_end_at is None:
        return
    hours, told = int(run.rules["remind_hours"]), {"lot_id": str(lot.pk)}
    at = run.bids_end_at - timedelta(hours=hours)
    if hours and (run.opens_at is None or at > run.opens_at):
        jobs.enqueue(REMIND_JOB, f"Remind of {run.number}", told, at=at)
    if run.rules["too_few"] != "wait":
        jobs.enqueue(DEADLINE_JOB, f"Deadline of {run.number}", told, at=run.bids_end_at)


@command("thread.remind_silent", input=RemindSilent, system_only=True)
def remind_silent(ctx: Context, data: RemindSilent) -> SilentReminded:
    """Owe a mail to each company that was asked or takes part, has not answered, and was not reminded before."""
    lot, state = _request(data.lot_id)
    run = lot.trading_event
    ends, hours = state.terms.ends_at, timedelta(hours=int(run.rules["remind_hours"]))
    now = clock.now(ctx.using)
    found: list[UUID] = []
    if ends is not None and not run.final_state and state.bafo_seq is None and now < ends:
        if now < ends - hours or run.paused_at is not None:
            at = max(ends - hours, now + timedelta(minutes=5))
            jobs.enqueue(REMIND_JOB, f"Remind of {run.number}", {"lot_id": str(lot.pk)}, at=at)
        else:
            found = _silent(run, state)
            RequestReminder.objects.bulk_create(
                RequestReminder(trading_event_id=run.pk, company_id=one, reminded_at=now) for one in found
            )
            for one in found:
                reminders.owe(ctx, run.pk, one)
    ctx.audit(target="trading.trading_event", target_id=run.pk, facts={"reminded": len(found)})
    return SilentReminded(reminded=len(found))


@command("thread.pass_deadline", input=PassDeadline, system_only=True)
def pass_deadline(ctx: Context, data: PassDeadline) -> DeadlinePassed:
    """Do what the rules say when the deadline has passed with too few quotes: move it once, or end the request.

    Locks the lot. The act is the initiator's, by its rules, and stands in the ledger like any other.
    """
    lot, state = _request(data.lot_id)
    run, ends, now = lot.trading_event, state.terms.ends_at, clock.now(ctx.using)
    payload = None if run.final_state or run.paused_at is not None else after_deadline(state, now)
    if payload is not None:
        act(ctx, "thread.pass_deadline", lot.pk, run.initiator_id, payload)
        _lot, state = _request(data.lot_id)
        ends = state.terms.ends_at
    if not run.final_state and ends is not None and (run.paused_at is not None or now < ends):
        jobs.enqueue(
            DEADLINE_JOB, f"Deadline of {run.number}", {"lot_id": str(lot.pk)}, at=max(ends, now + timedelta(minutes=1))
        )
    did = payload["act"] if payload else ""
    ctx.audit(target="trading.trading_event", target_id=run.pk, facts={"did": did})
    return DeadlinePassed(did=did)


def _request(lot_id: UUID) -> tuple[Lot, ThreadState]:
    """The lot under its lock, and what its engine knows."""
    lot = Lot.objects.select_for_update(of=("self",)).select_related("trading_event").filter(pk=lot_id).first()
    if lot is None or lot.trading_event.mode != "rfq":
        raise event_unknown(lot_id)
    return lot, ENGINE.load(lot.engine_state)


def _silent(run: TradingEvent, state: ThreadState) -> list[UUID]:
    """Companies that were asked or joined and have said nothing, in the order in which they came in."""
    spoke = {act.company_id for thread in read_threads(state).values() for act in thread.acts}
    told = set(RequestReminder.objects.filter(trading_event_id=run.pk).values_list("company_id", flat=True))
    rows = Participant.objects.filter(trading_event_id=run.pk).exclude(company_id=run.initiator_id).order_by("id")
    return [one for one in rows.values_list("company_id", flat=True) if one not in spoke | told]
