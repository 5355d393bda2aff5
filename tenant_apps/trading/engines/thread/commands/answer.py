"""Further answers of a company in a request: accept a counter-offer, decline, withdraw its quote."""

from typing import Any
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.refusals import Refusal
from tenant_apps.trading.engines.thread.commands.acting import told
from tenant_apps.trading.kernel.commands import BidAnswer, act, keep_refused_act


class AcceptCounter(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`counter` is the number of the counter-offer that was read."""

    lot_id: UUID
    counter: int
    company_id: UUID | None = None

    def payload(self) -> dict[str, Any]:
        return told(self, "accept")


class AcceptSecrecy(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`digest` is the SHA-256 of the words that were read."""

    lot_id: UUID
    digest: str
    company_id: UUID | None = None

    def payload(self) -> dict[str, Any]:
        return told(self, "secrecy")


class DeclineRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    lot_id: UUID
    text: str = ""
    company_id: UUID | None = None

    def payload(self) -> dict[str, Any]:
        return told(self, "decline")


class WithdrawQuote(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    lot_id: UUID
    text: str = ""
    company_id: UUID | None = None

    def payload(self) -> dict[str, Any]:
        return told(self, "withdraw")


def keep_refused_answer(
    ctx: Context, data: AcceptCounter | AcceptSecrecy | DeclineRequest | WithdrawQuote, refusal: Refusal
) -> None:
    keep_refused_act(ctx, data.lot_id, data.company_id, data.payload())


@command("thread.accept_counter", input=AcceptCounter, on_refusal=keep_refused_answer)
def accept_counter(ctx: Context, data: AcceptCounter) -> BidAnswer:
    """Accept a counter-offer: the quote with its terms becomes a new version that binds until it runs out.

    Locks the lot. Refuses a counter-offer that is no longer the last word.
    """
    return act(ctx, "thread.accept_counter", data.lot_id, data.company_id, data.payload())


@command("thread.accept_secrecy", input=AcceptSecrecy, on_refusal=keep_refused_answer)
def accept_secrecy(ctx: Context, data: AcceptSecrecy) -> BidAnswer:
    """Accept the words about confidentiality; the lines of the request are open to the company from then on."""
    return act(ctx, "thread.accept_secrecy", data.lot_id, data.company_id, data.payload())


@command("thread.decline_request", input=DeclineRequest, on_refusal=keep_refused_answer)
def decline_request(ctx: Context, data: DeclineRequest) -> BidAnswer:
    """Say that the company does not quote; a later quote takes it back."""
    return act(ctx, "thread.decline_request", data.lot_id, data.company_id, data.payload())


@command("thread.withdraw_quote", input=WithdrawQuote, on_refusal=keep_refused_answer)
def withdraw_quote(ctx: Context, data: WithdrawQuote) -> BidAnswer:
    """Take a quote back. Refuses one that is firm until a day to come."""
    return act(ctx, "thread.withdraw_quote", data.lot_id, data.company_id, data.payload())
