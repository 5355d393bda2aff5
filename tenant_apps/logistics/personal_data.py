"""What the columns of logistics hold; a test asks for every column (`shared_apps/crypto/register.py`)."""

from shared_apps.crypto.register import table

table(
    "logistics.Shipment",
    technical="id created_at shipped_at received_at held_at waits_since",
    business="number order_id part_id buyer_id seller_id state carrier tracking document_id waits_for waits_facts",
    free_text="held_why",
)  # fmt: skip

table(
    "logistics.ShipmentLine",
    technical="id",
    business="shipment_id order_line_id quantity",
)  # fmt: skip

table(
    "logistics.Surplus",
    technical="id reported_at ended_at",
    business="shipment_id order_line_id quantity state order_id",
)  # fmt: skip
