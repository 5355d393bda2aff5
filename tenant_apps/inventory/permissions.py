"""What may be read of inventory, and which rights hold within single warehouses."""

from shared_apps.foundation.permissions import declare, narrow, untouched

VIEW_STOCK = declare("inventory.view_stock", "See the stock of one's company.")
# All that these touch lies in warehouses they look at. Transfers touch two, and are not among them.
narrow(
    VIEW_STOCK,
    "inventory.adjust_stock",
    "inventory.block_bin",
    "inventory.cancel_count",
    "inventory.cancel_supply",
    "inventory.create_bin",
    "inventory.decide_count",
    "inventory.expect_supply",
    "inventory.move_goods",
    "inventory.move_supply",
    "inventory.plan_count",
    "inventory.quarantine_stock",
    "inventory.receive_stock",
    "inventory.receive_supply",
    "inventory.record_count",
    "inventory.release_quarantine",
    "inventory.scrap_quarantine",
    "inventory.set_opening_stock",
    "inventory.set_reorder_point",
    by=("warehouses",),
)
# Stock is nobody's in particular, and none of its acts spends anything.
untouched("inventory.*", by=("people", "amount"))
