"""Hand in a sealed bid, replace it, withdraw it. What is inside, nobody here can read."""

from typing import Any, Literal
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.refusals import Refusal
from tenant_apps.trading.engines.vault.commands.acts import initiator_of
from tenant_apps.trading.engines.vault.decisions.sealing import SUITE
from tenant_apps.trading.kernel.commands import BidAnswer, act, acting_company, keep_refused_act


class SealedSecret(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One opener's secret, locked to the opener's key (`to`), and its SHA-256 (`check`)."""

    to: str
    check: str


class WrappedKey(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The content key, wrapped for one set of openers that is just large enough."""

    openers: list[int]
    iv: str
    wrapped: str


class SealedEnvelope(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One envelope as docs/sealed-bids.md describes it; the commitment alone where bidders open their own bids."""

    commitment: str
    iv: str = ""
    ciphertext: str = ""
    secrets: list[SealedSecret] = []
    keys: list[WrappedKey] = []

    def told(self) -> dict[str, Any]:
        found: dict[str, Any] = msgspec.to_builtins(self)
        return {name: value for name, value in found.items() if value}


class SubmitBid(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`envelopes` by name: `price`, and `technical` where the tender has two. docs/sealed-bids.md says how."""

    lot_id: UUID
    envelopes: dict[str, SealedEnvelope]
    suite: str = SUITE
    company_id: UUID | None = None

    def payload(self) -> dict[str, Any]:
        return {
            "act": "seal",
            "suite": self.suite,
            "envelopes": {name: one.told() for name, one in self.envelopes.items()},
        }


class WithdrawBid(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    lot_id: UUID
    company_id: UUID | None = None

    def payload(self) -> dict[str, Any]:
        return {"act": "withdraw"}


class RevealBid(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`nonce` and `text` as they were sealed, blanks at the end and all: they stand in the copy of the bid."""

    lot_id: UUID
    envelope: Literal["technical", "price"]
    nonce: str
    text: str
    company_id: UUID | None = None

    def payload(self) -> dict[str, Any]:
        return {"act": "reveal", "envelope": self.envelope, "nonce": self.nonce, "text": self.text}


def keep_refused(ctx: Context, data: SubmitBid | WithdrawBid | RevealBid, refusal: Refusal) -> None:
    keep_refused_act(ctx, data.lot_id, data.company_id, data.payload())


@command("vault.submit_bid", input=SubmitBid, on_refusal=keep_refused)
def submit_bid(ctx: Context, data: SubmitBid) -> BidAnswer:
    """Hand in a sealed bid; one before it is replaced. The answer with the commitments is the receipt.

    Locks the lot. Refuses companies that have not joined, envelopes without the agreed form, and bids after the
    deadline, which stay sealed for ever.
    """
    acting_company(ctx, "vault.submit_bid", data.company_id, field="company_id")
    initiator_of(ctx, data.lot_id)
    return act(ctx, "vault.submit_bid", data.lot_id, data.company_id, data.payload())


@command("vault.withdraw_bid", input=WithdrawBid, on_refusal=keep_refused)
def withdraw_bid(ctx: Context, data: WithdrawBid) -> BidAnswer:
    """Withdraw one's sealed bid before the deadline. It stays sealed for ever."""
    acting_company(ctx, "vault.withdraw_bid", data.company_id, field="company_id")
    initiator_of(ctx, data.lot_id)
    return act(ctx, "vault.withdraw_bid", data.lot_id, data.company_id, data.payload())


@command("vault.reveal_bid", input=RevealBid, on_refusal=keep_refused)
def reveal_bid(ctx: Context, data: RevealBid) -> BidAnswer:
    """Open one's own bid after the deadline, where the tender has no openers. A bid that is not opened in time is void.

    Locks the lot. Refuses what the bid was not sealed over.
    """
    acting_company(ctx, "vault.reveal_bid", data.company_id, field="company_id")
    initiator_of(ctx, data.lot_id)
    return act(ctx, "vault.reveal_bid", data.lot_id, data.company_id, data.payload())
