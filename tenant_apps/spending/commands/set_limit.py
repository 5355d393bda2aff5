"""Set, lower and close limits: a company its budgets and its members' limits, a seller the credit of a buyer."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.currencies import MINOR_UNITS
from shared_apps.foundation.money import BadMoney, Money
from tenant_apps.identity.queries import list_people
from tenant_apps.parties.queries import list_by_ids
from tenant_apps.spending import errors
from tenant_apps.spending.commands.second_person import needs_second_person, propose
from tenant_apps.spending.commands.series import end_series
from tenant_apps.spending.commands.writing import LimitAnswer, told, write_limit
from tenant_apps.spending.models import SpendingLimit


class SetBudget(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Of a cost centre (`code`), of a member (`member_id`), or of the whole company. No `amount` is no limit.

    `every` month, quarter or year it begins anew; `carry_over` rest takes what is left of one period into the next.
    """

    currency: str
    amount: str | None = None
    code: str = ""
    member_id: UUID | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    every: Literal["", "month", "quarter", "year"] = ""
    carry_over: Literal["none", "rest"] = "none"
    company_id: UUID | None = None


class GrantCredit(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Credit of a buyer with a seller (`grantor_id`, or the actor's company). No `amount` is no limit."""

    buyer_id: UUID
    currency: str
    amount: str | None = None
    grantor_id: UUID | None = None


class CloseLimit(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    limit_id: UUID


@command("spending.set_budget", input=SetBudget, risk="high")
def set_budget(ctx: Context, data: SetBudget) -> LimitAnswer:
    """Set a budget, or change its amount. Lowering one below what is used undoes nothing and lets nothing more through.

    One budget stands for a cost centre, or member, in one currency and period; setting it again changes that one.
    """
    company_id = data.company_id or ctx.actor.company_id
    if company_id is None:
        raise errors.company_needed("company_id")
    ctx.require("spending.set_budget", company_id)
    if company_id not in list_by_ids([company_id]):
        raise errors.company_needed("company_id")
    amount = _minor(data.amount, data.currency)
    code = data.code.strip()
    if len(code) > 40 or (code and data.member_id is not None):
        raise errors.bad_code()
    if data.starts_on is not None and data.ends_on is not None and data.ends_on < data.starts_on:
        raise errors.bad_period()
    principal = ""
    if data.member_id is not None:
        members = {one.user_id for one in list_people(ctx.actor, company_id=company_id)}
        if data.member_id not in members:
            raise errors.no_member()
        principal = f"user:{data.member_id}"
    key = {
        "kind": "member" if principal else "budget", "company_id": company_id, "grantor_id": None, "code": code,
        "principal": principal, "currency": data.currency, "starts_on": data.starts_on, "ends_on": data.ends_on,
    }  # fmt: skip
    if data.every and (amount is None or data.starts_on is not None or data.ends_on is not None):
        raise errors.bad_series()
    return _decide(ctx, key, amount, data.every, data.carry_over if data.every else "")


@command("spending.grant_credit", input=GrantCredit, risk="high")
def grant_credit(ctx: Context, data: GrantCredit) -> LimitAnswer:
    """Grant a buyer credit, raise it or lower it, as its seller. Lowered below its use it lets nothing more through."""
    grantor_id = data.grantor_id or ctx.actor.company_id
    if grantor_id is None:
        raise errors.company_needed("grantor_id")
    ctx.require("spending.grant_credit", grantor_id)
    found = list_by_ids([grantor_id, data.buyer_id])
    seller, buyer = found.get(grantor_id), found.get(data.buyer_id)
    if seller is None or not seller.can_sell:
        raise errors.company_needed("grantor_id")
    if buyer is None or not buyer.can_buy or data.buyer_id == grantor_id:
        raise errors.company_needed("buyer_id")
    amount = _minor(data.amount, data.currency)
    key = {
        "kind": "credit", "company_id": data.buyer_id, "grantor_id": grantor_id, "code": "", "principal": "",
        "currency": data.currency, "starts_on": None, "ends_on": None,
    }  # fmt: skip
    return _decide(ctx, key, amount)


@command("spending.close_limit", input=CloseLimit, risk="high")
def close_limit(ctx: Context, data: CloseLimit) -> LimitAnswer:
    """Close a limit: it concerns no order any more. What it counted stays. A credit is closed by its seller alone.

    A budget that begins anew ends with all its periods.
    """
    row = SpendingLimit.objects.select_for_update().filter(pk=data.limit_id, state="active").first()
    owner = (row.grantor_id or row.company_id) if row is not None else None
    if row is None or ctx.actor.company_id not in (None, owner):
        raise errors.limit_unknown()
    ctx.require("spending.grant_credit" if row.kind == "credit" else "spending.set_budget", owner)
    row.state = "closed"
    row.save(update_fields=["state"])
    if row.series_id is not None:
        end_series(row.series_id)
    return told(ctx, row)


def _decide(ctx: Context, key: Mapping[str, Any], amount: int | None, every: str = "", carry: str = "") -> LimitAnswer:
    """Set a limit, or propose it where the marketplace asks for a second person."""
    if needs_second_person(key, amount):
        return propose(ctx, key, amount, every, carry)
    return write_limit(ctx, key, amount, every, carry)


def _minor(text: str | None, currency: str) -> int | None:
    """Minor units of an amount; None is no limit, and zero is zero."""
    if currency not in MINOR_UNITS:
        raise errors.bad_amount(currency)
    if text is None:
        return None
    try:
        minor = Money.parse(text, currency).minor
    except BadMoney as error:
        raise errors.bad_amount(currency) from error
    if minor < 0:
        raise errors.bad_amount(currency)
    return minor
