"""Change a published event: a numbered change with its reason, kept for ever, told to everybody who takes part."""

from dataclasses import replace
from typing import Any, Protocol, cast
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.refusals import Refusal
from tenant_apps.rulesets.queries import repin
from tenant_apps.trading.kernel import errors as kernel_errors
from tenant_apps.trading.kernel.commands.announce import announce
from tenant_apps.trading.kernel.commands.running import RunningLot, lock_run_of, owe_close, state_of_event
from tenant_apps.trading.kernel.decisions.engine import LineTerms, LotTerms
from tenant_apps.trading.kernel.models import Bid, LotShift, Participant
from tenant_apps.trading.kernel.types import AwareTime
from tenant_apps.trading.questions import errors
from tenant_apps.trading.questions.commands.ask_question import text_of
from tenant_apps.trading.questions.commands.telling import owe_mail
from tenant_apps.trading.questions.decisions.amending import (
    EventNow,
    LineNow,
    Plan,
    Unchangeable,
    Wish,
    plan_of,
)
from tenant_apps.trading.questions.events import EventAmended
from tenant_apps.trading.questions.models import Amendment
from tenant_apps.trading.questions.queries.amendments import next_number


class AmendLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A line of a purchase by its number: what is needed, and how much of it, in the line's own unit."""

    line: int
    need: str | None = None
    quantity: str | None = None


class AmendEvent(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Only what is given changes. Dates can only become later; `rules` by their names without the mode."""

    event_id: UUID
    reason: str
    title: str | None = None
    description: str | None = None
    opens_at: AwareTime | None = None
    ends_at: AwareTime | None = None
    lines: list[AmendLine] = []
    rules: dict[str, Any] = {}


class AmendmentResult(msgspec.Struct, frozen=True, kw_only=True):
    """`is_binding`: bids from before count again once their company has confirmed it."""

    amendment_id: UUID
    number: int
    is_binding: bool
    ruleset_hash: str


class Amendable(Protocol):
    """An engine that can go on under changed terms after its lot has opened."""

    def amend(self, state: Any, terms: LotTerms, rules: Any) -> Any: ...


@command("trading.amend_event", input=AmendEvent)
def amend_event(ctx: Context, data: AmendEvent) -> AmendmentResult:
    """Change a published event, with a reason that everybody reads.

    Locks the lot. Refuses what would change what is decided already: a live auction once it has opened, rules once
    anything was handed in, earlier dates. Anything but texts and a later end has to be confirmed by who takes part.
    """
    running = lock_run_of(ctx, data.event_id, "trading.amend_event")
    run = running.run
    reason = text_of(data.reason, "reason")[:500]
    number = next_number(running.lot.pk)
    plan = planned(running, data, number)
    _carry_out(running, plan)
    made = Amendment.objects.create(
        lot_id=running.lot.pk,
        number=number,
        reason=reason,
        changes=[one.record() for one in plan.changes],
        is_binding=plan.is_binding,
        after_seq=running.lot.last_seq,
        old_hash=run.ruleset_hash,
        new_hash=plan.ruleset_hash,
        at=running.now,
    )
    _write(running, plan)
    joined = Participant.objects.filter(trading_event_id=run.pk).values_list("company_id", flat=True)
    owe_mail(ctx, "amended", run, joined)
    announce(running)
    ctx.emit(EventAmended(trading_event_id=run.pk, number=number, is_binding=plan.is_binding))
    ctx.audit(
        target="trading.trading_event",
        target_id=run.pk,
        facts={"number": run.number, "amendment": number, "ruleset": plan.ruleset_hash},
    )
    return AmendmentResult(
        amendment_id=made.pk, number=number, is_binding=plan.is_binding, ruleset_hash=plan.ruleset_hash
    )


def planned(running: RunningLot, data: AmendEvent, number: int) -> Plan:
    """What the change would be now; a Refusal where it cannot be made. Writes nothing: the preview asks it too."""
    wish = Wish(
        title=data.title[:200] if data.title is not None else None,
        description=data.description,
        opens_at=data.opens_at,
        ends_at=data.ends_at,
        needs={one.line: one.need for one in data.lines if one.need is not None},
        quantities={one.line: one.quantity for one in data.lines if one.quantity is not None},
        rules=_checked(running, data.rules),
    )
    if LotShift.objects.filter(lot_id=running.lot.pk, by_us__lt=0).exists():
        raise errors.may_not_amend("time_moved")
    try:
        return plan_of(event_now(running), wish, number, running.now)
    except Unchangeable as no:
        raise errors.may_not_amend(no.why, no.field) from no


def event_now(running: RunningLot) -> EventNow:
    """The event as the decision reads it."""
    run = running.run
    if run.opens_at is None:
        raise kernel_errors.event_unknown(run.pk)
    return EventNow(
        title=run.title,
        description=run.description,
        side=run.side,
        opens_at=run.opens_at,
        ends_at=run.scheduled_end_at,
        end_now=run.bids_end_at or run.effective_end_at,
        lines={line.line_no: LineNow(line.description, line.quantity) for line in running.lines},
        rules=run.rules,
        ruleset_hash=run.ruleset_hash,
        is_over=state_of_event(run, running.now) not in ("announced", "open", "paused"),
        is_paused=run.paused_at is not None,
        is_live=not hasattr(running.engine, "amend"),
        has_acts=Bid.objects.filter(lot_id=running.lot.pk, verdict="accepted").exists(),
    )


def _checked(running: RunningLot, rules: dict[str, Any]) -> dict[str, Any]:
    run = running.run
    try:
        return dict(repin(run.mode, run.rules, rules, run.rule_sheets)) if rules else {}
    except Refusal as refusal:
        refusal.field = f"rules.{refusal.field}"
        raise


def _carry_out(running: RunningLot, plan: Plan) -> None:
    """Put the engine under the changed terms: anew while nothing has happened, else as it says itself."""
    run, before = running.run, event_now(running)
    lines = tuple(LineTerms(line.line_no, plan.lines[line.line_no].quantity, line.unit) for line in running.lines)
    terms = LotTerms(
        "sell" if run.side == "sell" else "buy", run.initiator_id, lines[0].quantity, lines[0].unit, run.currency,
        plan.opens_at, plan.ends_at, lines,
    )  # fmt: skip
    try:
        if not before.has_acts and before.opens_at > running.now:
            running.state = running.engine.start(terms, plan.rules)
        elif not before.is_live:
            if not plan.has_new_end:
                terms = replace(terms, ends_at=before.end_now)
            running.state = cast(Amendable, running.engine).amend(running.state, terms, plan.rules)
    except ValueError as error:
        if str(error) == "does_not_fit":
            raise errors.may_not_amend("does_not_fit") from error
        raise kernel_errors.rules_do_not_fit(str(error)) from error


def _write(running: RunningLot, plan: Plan) -> None:
    run = running.run
    run.title, run.description = plan.title, plan.description
    run.opens_at, run.scheduled_end_at = plan.opens_at, plan.ends_at
    run.rules, run.ruleset_hash = dict(plan.rules), plan.ruleset_hash
    run.version += 1
    run.save(update_fields=["title", "description", "opens_at", "scheduled_end_at", "rules", "ruleset_hash", "version"])
    if running.lot.title != run.title:
        running.lot.title = run.title
        running.lot.save(update_fields=["title"])
    for line in running.lines:
        after = plan.lines[line.line_no]
        if (line.description, line.quantity) != (after.need, after.quantity):
            line.description, line.quantity = after.need, after.quantity
            line.save(update_fields=["description", "quantity"])
    running.save()
    if running.end_at is not None:
        owe_close(run, running.lot, running.end_at)
