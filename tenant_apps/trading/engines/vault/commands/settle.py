"""Between evaluation and award: the second stage, candidates, objections with their answers, the beacon."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.refusals import Refusal
from shared_apps.outbox import jobs
from tenant_apps.trading.engines.vault.commands.acts import act_for_initiator, initiator_of, keep_for_initiator
from tenant_apps.trading.engines.vault.commands.publish_root import ROOT_JOB
from tenant_apps.trading.kernel.commands import BidAnswer, act, acting_company, keep_refused_act
from tenant_apps.trading.kernel.models import TradingEvent


class NamedBeacon(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`kind` is `drand_quicknet` or `drand_default`, with a `round`; or `lottery`, with `name` and when it is drawn."""

    kind: str
    round: int | None = None
    name: str | None = None
    at: datetime | None = None

    def told(self) -> dict[str, Any]:
        found = {"kind": self.kind, "round": self.round, "name": self.name, "at": utc(self.at) if self.at else None}
        return {name: value for name, value in found.items() if value is not None}


class InviteBidders(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`refused` holds a reason for each proposal that goes no further, by its number; all others are invited.

    `terms` are the final terms, `until` is the deadline of the prices.
    """

    lot_id: UUID
    until: datetime
    terms: str
    refused: dict[str, str] = {}
    beacon: NamedBeacon | None = None

    def told(self) -> dict[str, Any]:
        found: dict[str, Any] = {"act": "invite", "refused": self.refused, "until": utc(self.until)}
        found["terms"] = self.terms
        return found | ({"beacon": self.beacon.told()} if self.beacon else {})


class PublishCandidates(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    lot_id: UUID

    def told(self) -> dict[str, Any]:
        return {"act": "candidates"}


class AnswerObjection(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`objection` is its number in the ledger. Upheld, it opens the evaluation again, and puts out `bid` if named."""

    lot_id: UUID
    objection: int
    upheld: bool
    reason: str
    bid: int | None = None

    def told(self) -> dict[str, Any]:
        found = {"act": "answer", "objection": self.objection, "upheld": self.upheld, "reason": self.reason}
        return found | ({"bid": self.bid} if self.bid is not None else {})


class ObjectToAward(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`bid` is the candidate it is about, if it is about one."""

    lot_id: UUID
    text: str
    bid: int | None = None
    company_id: UUID | None = None

    def told(self) -> dict[str, Any]:
        return {"act": "object", "text": self.text} | ({"bid": self.bid} if self.bid is not None else {})


class EnterBeacon(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What the beacon said: of drand `round`, `signature` and `randomness`, of a lottery the `value`."""

    lot_id: UUID
    value: str | None = None
    round: int | None = None
    signature: str | None = None
    randomness: str | None = None
    company_id: UUID | None = None

    def told(self) -> dict[str, Any]:
        fields = ("value", "round", "signature", "randomness")
        found = {name: getattr(self, name) for name in fields}
        return {"act": "beacon"} | {name: value for name, value in found.items() if value is not None}


def utc(at: datetime) -> str:
    """A time as acts write it; one without a zone is refused by the engine, which cannot know what it means."""
    if at.tzinfo is None:
        return at.isoformat()
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def keep_refused_decision(
    ctx: Context, data: InviteBidders | PublishCandidates | AnswerObjection, refusal: Refusal
) -> None:
    keep_for_initiator(ctx, data.lot_id, data.told())


def keep_refused_act_of(ctx: Context, data: ObjectToAward | EnterBeacon, refusal: Refusal) -> None:
    keep_refused_act(ctx, data.lot_id, data.company_id, data.told())


@command("vault.invite_bidders", input=InviteBidders, on_refusal=keep_refused_decision)
def invite_bidders(ctx: Context, data: InviteBidders) -> BidAnswer:
    """Invite those whose proposals passed to hand in prices under final terms, until a new deadline.

    Locks the lot. Refuses fewer bidders than the rules ask for, and a deadline that leaves less time than they do.
    """
    answer = act_for_initiator(ctx, "vault.invite_bidders", data.lot_id, data.told())
    run = TradingEvent.objects.get(lots__pk=data.lot_id)
    jobs.enqueue(ROOT_JOB, f"Seal {run.number}", {"lot_id": str(data.lot_id)}, at=data.until)
    return answer


@command("vault.publish_candidates", input=PublishCandidates, on_refusal=keep_refused_decision)
def publish_candidates(ctx: Context, data: PublishCandidates) -> BidAnswer:
    """Publish the first of the ranking. Participants can object from now on, until the time of the rules is over."""
    return act_for_initiator(ctx, "vault.publish_candidates", data.lot_id, data.told())


@command("vault.object", input=ObjectToAward, on_refusal=keep_refused_act_of)
def object_to_award(ctx: Context, data: ObjectToAward) -> BidAnswer:
    """Object to the published candidates, with a reason. Nothing is awarded before the initiator has answered."""
    acting_company(ctx, "vault.object", data.company_id, field="company_id")
    initiator_of(ctx, data.lot_id)
    return act(ctx, "vault.object", data.lot_id, data.company_id, data.told())


@command("vault.answer_objection", input=AnswerObjection, on_refusal=keep_refused_decision)
def answer_objection(ctx: Context, data: AnswerObjection) -> BidAnswer:
    """Reject an objection with a reason, or uphold it: the evaluation is open again, and a named bid is out."""
    return act_for_initiator(ctx, "vault.answer_objection", data.lot_id, data.told())


@command("vault.enter_beacon", input=EnterBeacon, on_refusal=keep_refused_act_of)
def enter_beacon(ctx: Context, data: EnterBeacon) -> BidAnswer:
    """Enter the value of the beacon that the tender named, once it is out. It settles which equal bid is first."""
    company_id = data.company_id or ctx.actor.company_id
    if company_id is not None:
        acting_company(ctx, "vault.enter_beacon", company_id, field="company_id")
    initiator_id = initiator_of(ctx, data.lot_id)
    return act(ctx, "vault.enter_beacon", data.lot_id, company_id or initiator_id, data.told())
