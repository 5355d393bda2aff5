"""What must be true of claims at any moment."""

from django.db.models import F, Q, Sum

from shared_apps.foundation.invariants import invariant
from tenant_apps.claims.commands.paying import SOURCE
from tenant_apps.claims.models import Claim, ClaimCredit, ClaimLine
from tenant_apps.orders.queries import lowered_by

LIMIT = 20


@invariant("claims.settled_is_credited")
def settled_is_credited() -> list[str]:
    """What a claim came to is the sum of its credit notes, each of its amount, and of what an invoice is less by.

    A settled replacement has its order.
    """
    sums = dict(ClaimCredit.objects.values_list("claim_id").annotate(sum=Sum("amount_minor")).order_by())
    lowered = lowered_by(SOURCE)
    rows = Claim.objects.filter(Q(settled_minor__gt=0) | Q(pk__in=sums.keys() | lowered.keys()))
    wrong = [
        row.number
        for row in rows.only("number", "settled_minor", "lowered_minor")
        if row.settled_minor != sums.get(row.pk, 0) + row.lowered_minor or row.lowered_minor != lowered.get(row.pk, 0)
    ]
    notes = ClaimCredit.objects.exclude(amount_minor=F("credit_note__total_minor"))
    bare = Claim.objects.filter(Q(state="settled", remedy="replacement") ^ Q(replacement__isnull=False))
    return [
        *(f"claim {number} differs from its credit notes" for number in wrong[:LIMIT]),
        *(f"credit of claim {one} is another" for one in notes.values_list("claim__number", flat=True)[:LIMIT]),
        *(f"claim {one} and its replacement disagree" for one in bare.values_list("number", flat=True)[:LIMIT]),
    ]


@invariant("claims.claimed_within_order")
def claimed_within_order() -> list[str]:
    """No claim is about more than was ordered, or comes to more than its goods cost."""
    more = ClaimLine.objects.filter(quantity__gt=F("order_line__quantity")).values_list("claim__number", flat=True)
    dear = Claim.objects.filter(settled_minor__gt=F("value_minor")).values_list("number", flat=True)
    return [f"claim {number} is about more than was ordered" for number in more[:LIMIT]] + [
        f"claim {number} came to more than its goods" for number in dear[:LIMIT]
    ]
