"""What must be true of connections at any moment."""

from django.db.models import Exists, F, OuterRef, Value
from django.db.models.functions import Concat

from shared_apps.foundation.invariants import invariant
from tenant_apps.integrations.models import Delivery, Message, StockWord

LIMIT = 100


@invariant("integrations.parked_wait_for_something")
def parked_wait_for_something() -> list[str]:
    """A parked message lies beyond the next number of its line: what could be applied has been."""
    words = StockWord.objects.annotate(thing=Concat("item__sku", Value("@"), "warehouse__code"))
    reached = words.filter(
        connection_id=OuterRef("connection_id"), thing=OuterRef("thing"), sequence__gt=0,
        sequence__gte=OuterRef("sequence") - 1,
    )  # fmt: skip
    found = Message.objects.filter(state="parked").filter(Exists(reached)).values_list("id", flat=True)[:LIMIT]
    return [f"message {pk} is parked and could be applied" for pk in found]


@invariant("integrations.taken_orders_have_a_number")
def taken_orders_have_a_number() -> list[str]:
    """What a system took has its number there, and belongs to a company that sells or buys it."""
    found = Delivery.objects.filter(state="taken", their_number="").values_list("id", flat=True)[:LIMIT]
    wrong = Delivery.objects.exclude(order__seller_id=F("connection__company_id")).values_list("id", flat=True)[:LIMIT]
    return [f"delivery {pk} is taken without a number" for pk in found] + [
        f"delivery {pk} went to a stranger" for pk in wrong
    ]
