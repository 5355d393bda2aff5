"""Hold an order to be for an app above that decides when it becomes one. Functions for its commands and sagas."""

from datetime import datetime
from uuid import UUID

from shared_apps.commands.context import Context
from shared_apps.outbox.sagas import tcc
from tenant_apps.orders.commands.order_input import PlaceOrder
from tenant_apps.orders.tentative.partner import PARTNER, ask, let_go
from tenant_apps.orders.types import TentativeFacts


def ask_tentative(ctx: Context, data: PlaceOrder, buyer_id: UUID) -> TentativeFacts:
    """Write down what is to be held; holds nothing yet."""
    row = ask(ctx, data, buyer_id)
    return TentativeFacts(row.pk, row.number, row.buyer_id, row.seller_id, row.currency, row.total_minor)


def hold_tentative(ctx: Context, key: UUID, expires_at: datetime) -> None:
    """Hold stock and limits until then, or refuse. Again is nothing."""
    tcc.attempt(ctx, PARTNER, key, {}, expires_at=expires_at)


def promise_tentative(ctx: Context, key: UUID) -> None:
    """It will be ordered: what is held does not expire any more. Refused once it has."""
    tcc.fix(ctx, PARTNER, key)


def order_tentative(ctx: Context, key: UUID) -> tuple[UUID, str]:
    """Make the order of what is held; its id and number. Again is the same order."""
    answer = tcc.confirm(ctx, PARTNER, key)
    return UUID(str(answer["order_id"])), str(answer["order_number"])


def release_tentative(ctx: Context, key: UUID) -> None:
    """Let go of it, held or not; what is tried later is refused."""
    if not tcc.cancel(ctx, PARTNER, key):
        let_go(ctx, key)
