"""Limits that two people set: the first proposes, another confirms or rejects."""

from collections.abc import Mapping
from decimal import ROUND_FLOOR, Decimal
from typing import Any
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.currencies import MINOR_UNITS
from shared_apps.foundation.faults import faultpoint
from shared_apps.foundation.money import Money
from tenant_apps.rulesets.queries import effective
from tenant_apps.spending import errors
from tenant_apps.spending.commands.writing import LimitAnswer, person_behind, write_limit
from tenant_apps.spending.events import LimitProposed
from tenant_apps.spending.models import LimitProposal, SpendingLimit


class DecideLimit(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    proposal_id: UUID


class RejectLimit(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    proposal_id: UUID
    reason: str


@command("spending.confirm_limit", input=DecideLimit, risk="high")
def confirm_limit(ctx: Context, data: DecideLimit) -> LimitAnswer:
    """Confirm what somebody else proposed; from now on it counts. Locks the proposal, then the limits it changes."""
    row = _lock(ctx, data.proposal_id)
    if row.proposed_by == person_behind(ctx.actor):
        raise errors.same_person()
    row.state, row.ended_by_name, row.ended_at = "confirmed", _name(ctx), ctx.now
    row.save(update_fields=["state", "ended_by_name", "ended_at"])
    answer = write_limit(ctx, key_of(row), row.amount_minor, row.every, row.carry_over)
    faultpoint("spending.confirm_limit.before_commit")
    return answer


@command("spending.reject_limit", input=RejectLimit, risk="high")
def reject_limit(ctx: Context, data: RejectLimit) -> LimitAnswer:
    """Reject a proposal, or take back one's own, with a reason; the limit stays as it was."""
    row = _lock(ctx, data.proposal_id)
    reason = data.reason.strip()
    if not 3 <= len(reason) <= 200:
        raise errors.reason_needed()
    row.state, row.ended_by_name, row.ended_at, row.reason = "rejected", _name(ctx), ctx.now, reason
    row.save(update_fields=["state", "ended_by_name", "ended_at", "reason"])
    ctx.audit(target="spending.proposal", target_id=row.pk, facts={"state": row.state, "reason": reason})
    return LimitAnswer(limit_id=None, proposal_id=row.pk, state=row.state)


def needs_second_person(key: Mapping[str, Any], amount: int | None) -> bool:
    """Whether a limit is raised above what one person may set alone."""
    text = str(effective("spending.second_person_above").value)
    if not text:
        return False
    most = Money.parse(_rounded(Decimal(text), key["currency"]), key["currency"]).minor
    if amount is not None and amount <= most:
        return False
    today = {name: key[name] for name in ("kind", "company_id", "grantor_id", "code", "principal", "currency")}
    rows = SpendingLimit.objects.filter(**today, state="active", starts_on=key["starts_on"], ends_on=key["ends_on"])
    known = rows.order_by("id").values_list("amount_minor", flat=True)[:1]
    # What is lowered needs nobody, and what stands already was confirmed.
    return not any(old is None or (amount is not None and amount <= old) for old in known)


def propose(ctx: Context, key: Mapping[str, Any], amount: int | None, every: str, carry_over: str) -> LimitAnswer:
    """Write down what is to be set; a proposal for the same limit that still waits is replaced."""
    LimitProposal.objects.filter(**key, every=every, state="waiting").update(
        state="rejected", ended_at=ctx.now, ended_by_name=_name(ctx), reason="replaced"
    )
    row = LimitProposal(
        **key, every=every, carry_over=carry_over, amount_minor=amount, proposed_by=person_behind(ctx.actor),
        proposed_by_name=_name(ctx), proposed_at=ctx.now,
    )  # fmt: skip
    row.save(force_insert=True)
    ctx.emit(
        LimitProposed(proposal_id=row.pk, company_id=row.company_id, grantor_id=row.grantor_id, kind=row.kind)
    )  # fmt: skip
    told = str(Money(amount, row.currency).amount) if amount is not None else None
    ctx.audit(
        target="spending.proposal", target_id=row.pk,
        facts={"kind": row.kind, "code": row.code, "amount": told, "currency": row.currency},
    )  # fmt: skip
    return LimitAnswer(limit_id=None, proposal_id=row.pk, state="waiting")


def key_of(row: LimitProposal) -> dict[str, Any]:
    names = ("kind", "company_id", "grantor_id", "code", "principal", "currency", "starts_on", "ends_on")
    return {name: getattr(row, name) for name in names}


def _lock(ctx: Context, proposal_id: UUID) -> LimitProposal:
    row = LimitProposal.objects.select_for_update().filter(pk=proposal_id).first()
    owner = (row.grantor_id or row.company_id) if row is not None else None
    if row is None or ctx.actor.company_id not in (None, owner):
        raise errors.proposal_unknown()
    if row.state != "waiting":
        raise errors.proposal_over()
    return row


def _name(ctx: Context) -> str:
    return (ctx.actor.display or ctx.actor.id)[:120]


def _rounded(value: Decimal, currency: str) -> str:
    """The threshold in the smallest unit of the currency, down: what lies above it by any coin needs two."""
    whole = value.quantize(Decimal(1).scaleb(-MINOR_UNITS[currency]), ROUND_FLOOR)
    return f"{whole:f}"
