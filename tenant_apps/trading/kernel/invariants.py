"""What must be true of trading at any moment.

The chain check reads only the newest bids: a marketplace keeps its bids for ever, and this runs every five minutes.
"""

from django.db.models import Count, Exists, F, OuterRef, Q, Sum

from shared_apps.foundation.invariants import invariant
from tenant_apps.catalogue.queries import without_goods
from tenant_apps.trading.kernel.decisions.chain import BidFacts, first_break
from tenant_apps.trading.kernel.models import Award, Bid, Deal, DealLine, Lot, LotItem

NEWEST_LOTS = 200


@invariant("trading.deal_totals_are_sums")
def deal_totals() -> list[str]:
    """A deal's totals are the sums of its lines."""
    sums = DealLine.objects.values("deal_id").annotate(net=Sum("net_minor"), tax=Sum("tax_minor"))
    wrong = sums.exclude(net=F("deal__net_minor"), tax=F("deal__tax_minor")).values_list("deal__number", flat=True)
    lines = DealLine.objects.filter(deal_id=OuterRef("pk"))
    bare = Deal.objects.filter(~Exists(lines)).values_list("number", flat=True)
    return [f"deal {number} differs from the sum of its lines" for number in [*wrong[:20], *bare[:20]]]


@invariant("trading.lines_name_what_exists")
def lines_name_what_exists() -> list[str]:
    """Lines of deals point at items and warehouses that exist: the database does not check it (ADR 0008)."""
    return [f"deal line {pk} names nothing" for pk in without_goods(DealLine).values_list("pk", flat=True)[:20]]


@invariant("trading.taken_is_awarded")
def taken_is_awarded() -> list[str]:
    """What an event has given away is exactly what its deals say: a cancelled deal frees stock, not the event."""
    found = []
    agreed = {
        row["deal__trading_event_id"]: row["quantity"]
        for row in DealLine.objects.filter(deal__trading_event__isnull=False)
        .values("deal__trading_event_id")
        .annotate(quantity=Sum("quantity"))
    }
    rows = (
        LotItem.objects.filter(Q(taken__gt=0) | Q(lot__trading_event_id__in=agreed))
        .values_list("lot__trading_event_id", "lot__trading_event__number")
        .annotate(taken=Sum("taken"))
    )
    for event_id, number, taken in rows:
        if taken != agreed.get(event_id, 0):
            found.append(f"event {number} has given away {taken}, its deals say {agreed.get(event_id, 0)}")
    return found


@invariant("trading.chain_holds")
def chain_holds() -> list[str]:
    """Bids of the lots with the newest activity are numbered without gap and linked."""
    found = []
    lots = Lot.objects.filter(last_seq__gt=0).order_by("-id")[:NEWEST_LOTS]
    for lot in lots:
        bids = list(Bid.objects.filter(lot_id=lot.pk).order_by("seq"))
        facts = [
            (
                BidFacts(
                    bid.lot_id, bid.seq, bid.company_id, bid.payload_hash, bid.ruleset_hash,
                    bid.verdict, bid.verdict_reason, bid.received_at,
                ),
                bid.prev_hash,
                bid.hash,
            )
            for bid in bids
        ]  # fmt: skip
        broken = first_break(facts)
        if broken is not None:
            found.append(f"the bids of lot {lot.pk} break at number {broken}")
        elif not bids or (bids[-1].seq, bids[-1].hash) != (lot.last_seq, lot.last_hash):
            found.append(f"the head of lot {lot.pk} is not its last bid")
    return found


@invariant("trading.awards_are_of_accepted_bids")
def awards_accepted() -> list[str]:
    """No refused bid was awarded, and no bid twice."""
    refused = Award.objects.exclude(bid__verdict="accepted").values_list("pk", flat=True)[:20]
    doubled = Award.objects.values("bid_id").annotate(rows=Count("id")).filter(rows__gt=1)[:20]
    return [f"award {pk} is of a refused bid" for pk in refused] + [
        f"bid {row['bid_id']} was awarded {row['rows']} times" for row in doubled
    ]
