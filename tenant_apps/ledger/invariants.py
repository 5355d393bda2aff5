"""What must be true of the books."""

from django.db.models import Exists, F, OuterRef, Sum

from shared_apps.foundation.invariants import invariant
from tenant_apps.ledger.models import Entry, Leg


@invariant("ledger.entries_balance")
def entries_balance() -> list[str]:
    """The legs of each entry sum to zero, although a trigger refuses anything else."""
    rows = Leg.objects.values("entry_id").annotate(total=Sum("amount_minor")).exclude(total=0)
    return [f"entry {row['entry_id']} is off by {row['total']}" for row in rows[:100]]


@invariant("ledger.entries_have_legs")
def entries_have_legs() -> list[str]:
    """No entry without legs."""
    rows = Entry.objects.filter(~Exists(Leg.objects.filter(entry_id=OuterRef("pk")))).values_list("id", flat=True)
    return [f"entry {pk} has no legs" for pk in rows[:100]]


@invariant("ledger.one_currency_per_entry")
def one_currency_per_entry() -> list[str]:
    """Each leg is on an account of the entry's currency."""
    broken = Leg.objects.exclude(account__currency=F("entry__currency")).values_list("seq", flat=True)
    return [f"leg {seq} is on an account of another currency" for seq in broken[:100]]
