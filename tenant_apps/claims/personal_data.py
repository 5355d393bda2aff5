"""What the columns of claims hold; a test asks for every column (`shared_apps/crypto/register.py`)."""

from shared_apps.crypto.register import People, table

table(
    "claims.Claim",
    technical="id goods_back opened_at answer_by ended_at",
    business=(
        "number order_id shipment_id buyer_id seller_id kind state currency value_minor wish amount_minor "
        "payback settled_minor lowered_minor replacement_id"
    ),
    free_text="remedy",
)  # fmt: skip

table(
    "claims.ClaimLine",
    technical="id",
    business="claim_id order_line_id quantity",
)  # fmt: skip

table(
    "claims.ClaimStep",
    People("by", "member", "evidence", "contract", "books"),
    technical="id at",
    business="claim_id act side amount_minor",
    free_text="remedy text",
)  # fmt: skip

table(
    "claims.ClaimFile",
    technical="id",
    business="claim_id document_id content_type",
    free_text="title",
)  # fmt: skip

table(
    "claims.ClaimCredit",
    technical="id",
    business="claim_id credit_note_id amount_minor",
)  # fmt: skip
