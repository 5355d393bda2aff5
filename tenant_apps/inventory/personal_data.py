"""What the columns of inventory hold; a test asks for every column (`shared_apps/crypto/register.py`)."""

from shared_apps.crypto.register import People, table

table(
    "inventory.DailyDemand",
    technical="id",
    business="item_id warehouse_id day quantity",
)  # fmt: skip

table(
    "inventory.ReorderPoint",
    technical="id is_chosen reckoned_at",
    business=(
        "item_id warehouse_id service_percent review_days lead_days cover_days fixed_point order_least "
        "order_most bought_as_id safety point clears_at up_to facts"
    ),
)  # fmt: skip

table(
    "inventory.StockAlert",
    People("ordered_by_name", "member", "evidence", "contract", "books"),
    technical="id crossed_at opened_at cleared_at",
    business="item_id warehouse_id state point free expected draft_id draft_number",
)  # fmt: skip

table(
    "inventory.StockCrossing",
    technical="seq at",
    business="item_id warehouse_id free reorder_at clear_at",
)  # fmt: skip

table(
    "inventory.ExpectedSupply",
    People("made_by_name", "member", "evidence", "contract", "books"),
    technical="id ordered_at is_late ended_at",
    business=(
        "item_id warehouse_id supplier_name reference quantity received first_due_on due_on state source "
        "source_id"
    ),
    free_text="reason",
)  # fmt: skip

table(
    "inventory.Warehouse",
    technical="id",
    business="company_id code name country",
)  # fmt: skip

table(
    "inventory.StockLevel",
    technical="id",
    business="item_id warehouse_id on_hand reserved quarantined reorder_at clear_at",
)  # fmt: skip

table(
    "inventory.StockBin",
    technical="id",
    business="warehouse_id code zone position",
    free_text="blocked_for",
)  # fmt: skip

table(
    "inventory.StockLot",
    technical="id received_at",
    business="item_id code expires_on",
)  # fmt: skip

table(
    "inventory.StockBalance",
    technical="id",
    business="item_id warehouse_id bin_id lot_id owner_id on_hand quarantined",
)  # fmt: skip

table(
    "inventory.StockMovement",
    technical="seq at",
    business="item_id warehouse_id kind quantity quarantined bin_id lot_id owner_id explanation source source_id",
    free_text="note",
)  # fmt: skip

table(
    "inventory.StockHold",
    technical="id created_at ended_at",
    business="item_id warehouse_id quantity state source source_id",
)  # fmt: skip

table(
    "inventory.GoodsReceipt",
    technical="id received_at",
    business="number shipment_id receiver_id",
    free_text="note",
)  # fmt: skip

table(
    "inventory.GoodsReceiptLine",
    technical="id",
    business="receipt_id order_line_id item_id accepted refused",
)  # fmt: skip

table(
    "inventory.Quarantine",
    People("made_by_name ended_by_name", "member", "evidence", "contract", "books"),
    technical="id made_at ended_at",
    business="item_id warehouse_id bin_id lot_id owner_id quantity cause state",
    free_text="reason end_reason",
    pseudonyms="made_by",
)  # fmt: skip

table(
    "inventory.Transfer",
    People("requested_by_name approved_by_name", "member", "evidence", "contract", "books"),
    technical="id due_at is_overdue requested_at dispatched_at ended_at",
    business="number company_id source_id target_id state",
    free_text="reason close_reason",
    pseudonyms="requested_by",
)  # fmt: skip

table(
    "inventory.TransferLine",
    technical="id",
    business="transfer_id item_id quantity",
)  # fmt: skip

table(
    "inventory.TransferPart",
    technical="id",
    business="line_id lot_id sent arrived damaged lost over",
)  # fmt: skip

table(
    "inventory.TransferDifference",
    People("ended_by_name", "member", "evidence", "contract", "books"),
    technical="id found_at ended_at",
    business="part_id kind quantity value_minor currency state count_id sent_back_id",
    free_text="reason claim verdict",
)  # fmt: skip

table(
    "inventory.StockCount",
    People("planned_by_name", "member", "evidence", "contract", "books"),
    technical="id planned_at ended_at",
    business="number warehouse_id method scope state counted exact",
)  # fmt: skip

table(
    "inventory.CountLine",
    People("counted_by_name decided_by_name", "member", "evidence", "contract", "books"),
    technical="id was_exact counted_at",
    business="count_id item_id bin_id lot_id owner_id state rounds expected found value",
    free_text="reason",
    pseudonyms="counted_by",
)  # fmt: skip
