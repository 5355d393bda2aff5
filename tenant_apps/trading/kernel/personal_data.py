"""What the columns of kernel hold; a test asks for every column (`shared_apps/crypto/register.py`)."""

from shared_apps.crypto.register import table

table(
    "trading.TradingEvent",
    technical=(
        "id ruleset_hash created_at published_at opens_at scheduled_end_at paused_at effective_end_at "
        "bids_end_at final_at version"
    ),
    business="number mode side initiator_id currency rules rule_sheets audience final_state",
    free_text="title description pause_reason final_reason",
)  # fmt: skip

table(
    "trading.Lot",
    technical="id last_hash closed_at",
    business="trading_event_id number last_seq engine_state outcome",
    free_text="title",
)  # fmt: skip

table(
    "trading.LotShift",
    technical="id at",
    business="lot_id after_seq by_us kind",
    free_text="reason",
)  # fmt: skip

table(
    "trading.LotItem",
    technical="id",
    business="lot_id line_no item_id warehouse_id quantity unit unit_price taken",
    free_text="description",
)  # fmt: skip

table(
    "trading.Participant",
    technical="id invited_at joined_at",
    business="trading_event_id company_id alias item_id priority",
)  # fmt: skip

table(
    "trading.Bid",
    technical="id payload_hash ruleset_hash received_at prev_hash hash",
    business="lot_id seq company_id payload",
    free_text="verdict verdict_reason",
)  # fmt: skip

table(
    "trading.Award",
    technical="id awarded_at",
    business="lot_id bid_id company_id",
    free_text="reason",
)  # fmt: skip

table(
    "trading.Deal",
    technical="id formed_at settled_at cancelled_at",
    business=(
        "number origin trading_event_id award_id buyer_id seller_id currency net_minor tax_minor total_minor "
        "formed_by"
    ),
    free_text="title",
)  # fmt: skip

table(
    "trading.DealLine",
    technical="id",
    business="deal_id line_no item_id warehouse_id quantity unit unit_price tax_rate net_minor tax_minor",
    free_text="description",
)  # fmt: skip
