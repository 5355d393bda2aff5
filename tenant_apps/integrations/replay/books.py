"""Ask the marketplace's own tables whether the replay is in the books, article by article and cent by cent.

Read after everything owed was delivered; before that, orders are accepted but goods have not moved.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from shared_apps.outbox.checks import breaches_now
from shared_apps.outbox.models import Job, OutboxMessage
from tenant_apps.integrations.replay.journal import Entry
from tenant_apps.integrations.replay.plan import Parties, Request
from tenant_apps.integrations.replay.report import Books
from tenant_apps.inventory.queries.records import levels_by_sku, moved_by_sku
from tenant_apps.ledger.queries import trial_balance
from tenant_apps.orders.queries.records import count_by_reference, count_by_state, total_by_currency

NOTHING = Decimal(0)


def read(parties: Parties, requests: Sequence[Request], entries: Mapping[str, Entry]) -> Books:
    """What the books of the marketplace in scope say about these requests."""
    sellers = parties.suppliers
    orders, returns = count_by_reference(sellers), count_by_reference(sellers, returns=True)
    accepted = [one for one in requests if one.key in entries and entries[one.key].accepted]
    wrong, unexplained, reserved = _stock(parties, accepted)
    return Books(
        orders=sum(orders.values()),
        returns=sum(returns.values()),
        orders_minor=total_by_currency(sellers),
        returns_minor=total_by_currency(sellers, returns=True),
        acknowledged_missing=_missing(accepted, {"order": orders, "return": returns}),
        doubled=_doubled(requests, orders | returns),
        stock_wrong=wrong,
        reserved_left=f"{reserved:f}",
        stock_unexplained=unexplained,
        ledger_sum=trial_balance(),
        events_owed=OutboxMessage.objects.filter(delivered_at__isnull=True).count(),
        jobs_owed=Job.objects.filter(state__in=["owed", "running"]).count(),
        orders_by_state=count_by_state(sellers),
        breaches=[f"{breach.invariant}: {breach.detail}" for breach in breaches_now()][:20],
    )


def _missing(accepted: Sequence[Request], booked: Mapping[str, Mapping[str, int]]) -> list[str]:
    """Acknowledged requests whose reference no row carries."""
    return [one.key for one in accepted if one.kind in booked and one.reference not in booked[one.kind]]


def _doubled(requests: Sequence[Request], booked: Mapping[str, int]) -> list[str]:
    """References that occur more often than they were sent."""
    sent: dict[str, int] = {}
    for one in requests:
        if one.reference:
            sent[one.reference] = sent.get(one.reference, 0) + 1
    return [reference for reference, times in booked.items() if reference in sent and times > sent[reference]]


def _stock(parties: Parties, accepted: Sequence[Request]) -> tuple[list[str], list[str], Decimal]:
    """Levels that are not opening stock plus what was sent; levels that are not the sum of their movements."""
    moved: dict[str, Decimal] = {}
    for one in accepted:
        for sku, change in one.moves:
            moved[sku] = moved.get(sku, NOTHING) + change
    wrong, unexplained, reserved = [], [], NOTHING
    for seller in parties.suppliers:
        opening, movements = moved_by_sku(seller, "opening"), moved_by_sku(seller)
        for sku, (on_hand, promised) in levels_by_sku(seller).items():
            reserved += promised
            expected = opening.get(sku, NOTHING) + moved.get(sku, NOTHING)
            if on_hand != expected:
                wrong.append(f"{sku}: {on_hand:f} instead of {expected:f}")
            if on_hand != movements.get(sku, NOTHING):
                unexplained.append(f"{sku}: {on_hand:f} on hand, {movements.get(sku, NOTHING):f} moved")
    return wrong, unexplained, reserved
