"""Write a limit that is decided: change the one that there is, or make it. Functions for the commands of this app."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import msgspec
from django.db import transaction

from shared_apps.commands import Context
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.money import Money
from tenant_apps.spending.commands.series import set_series
from tenant_apps.spending.events import LimitChanged
from tenant_apps.spending.models import SpendingLimit


class LimitAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """`state` waiting: a second person must confirm `proposal_id` first, and no limit has changed."""

    limit_id: UUID | None
    state: str
    proposal_id: UUID | None = None


def write_limit(ctx: Context, key: Mapping[str, Any], amount: int | None, every: str, carry_over: str) -> LimitAnswer:
    """Change the limit that there is, or make it; two at the same moment wait for each other."""
    with transaction.get_connection(ctx.using).cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"spending {key['company_id']}"])
    if every and amount is not None:
        return told(ctx, set_series(ctx, key, every, carry_over, amount))
    rows = SpendingLimit.objects.select_for_update().filter(**key, state="active", series__isnull=True)
    row = rows.order_by("id").first()
    if row is None:
        row = SpendingLimit.objects.create(**key, amount_minor=amount, created_at=ctx.now)
    else:
        row.amount_minor = amount
        row.save(update_fields=["amount_minor"])
    return told(ctx, row)


def told(ctx: Context, row: SpendingLimit) -> LimitAnswer:
    """Event, audit and answer of a limit that changed."""
    amount = str(Money(row.amount_minor, row.currency).amount) if row.amount_minor is not None else None
    ctx.emit(
        LimitChanged(
            limit_id=row.pk, company_id=row.company_id, grantor_id=row.grantor_id, kind=row.kind, amount=amount,
            currency=row.currency, state=row.state,
        )
    )  # fmt: skip
    ctx.audit(
        target="spending.limit",
        target_id=row.pk,
        facts={"kind": row.kind, "code": row.code, "amount": amount, "currency": row.currency, "state": row.state},
    )
    return LimitAnswer(limit_id=row.pk, state=row.state)


def person_behind(actor: Actor) -> str:
    """The person behind an actor, where there is one: a key and its holder are not two pairs of eyes."""
    return str(actor.user_id or actor.id)[:80]
