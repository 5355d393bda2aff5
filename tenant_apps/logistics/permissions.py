"""What may be read of logistics."""

from shared_apps.foundation.permissions import declare, narrow, untouched

VIEW_SHIPMENT = declare("logistics.view_shipment", "See the shipments of one's company and their delivery notes.")
narrow(
    VIEW_SHIPMENT,
    "logistics.confirm_receipt",
    "logistics.hold_shipment",
    "logistics.release_shipment",
    "logistics.report_lost",
    "logistics.ship",
    by=("people", "categories", "warehouses"),
)
# A shipment spends nothing; what it names of people is that of its order.
untouched("logistics.*", by=("amount",))
