"""What a draft would come to if it were submitted now: prices, total, the approvals it would need. Writes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from shared_apps.commands.context import Context
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.money import Money
from shared_apps.foundation.refusals import Refusal
from shared_apps.tenancy import scope
from tenant_apps.approvals.queries import needed_for
from tenant_apps.approvals.types import Needed, ShownRow
from tenant_apps.orders.commands.approving import amounts_of
from tenant_apps.orders.commands.drafting import priced, subject_for
from tenant_apps.orders.models import OrderDraft
from tenant_apps.orders.queries.bought import last_prices


@dataclass(frozen=True, slots=True)
class Preview:
    """`refusal` says why it could not be submitted; then there is no total."""

    rows: Sequence[ShownRow] = ()
    total: Money | None = None
    needs: Sequence[Needed] = ()
    refusal: Refusal | None = None


def preview_of(actor: Actor, draft: OrderDraft, now: datetime) -> Preview:
    """The draft at today's prices, or what is wrong with it."""
    ctx = Context(actor=actor, now=now, using=scope.alias())
    try:
        found = priced(ctx, draft, keep_locked=True)
        needs = needed_for(subject_for(ctx, draft, found))
    except Refusal as refusal:
        return Preview(refusal=refusal)
    before = last_prices(draft.buyer_id, draft.currency, [line.item.id for line in found.lines])
    amounts = amounts_of(found.lines, found.prices, draft.currency)
    rows = [
        ShownRow(
            line.item.name, line.quantity, line.item.unit, price, draft.currency, amount.net_minor,
            before.get(line.item.id),
        )
        for line, price, amount in zip(found.lines, found.prices, amounts, strict=True)
    ]  # fmt: skip
    return Preview(rows, Money(found.total_minor, draft.currency), needs)
