"""What happened to price lists."""

from uuid import UUID

from shared_apps.outbox.events import DomainEvent, event


@event("pricing.prices_set")
class PricesSet(DomainEvent, frozen=True, kw_only=True):
    """Prices of a supplier have changed, for everybody or for `buyer_id`."""

    price_list_id: UUID
    supplier_id: UUID
    buyer_id: UUID | None
    currency: str
