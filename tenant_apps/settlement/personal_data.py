"""What the columns of settlement hold; a test asks for every column (`shared_apps/crypto/register.py`)."""

from shared_apps.crypto.register import People, table

table(
    "settlement.Allocation",
    technical="id at",
    business="invoice_id payment_id credit_note_id amount_minor",
)  # fmt: skip

table(
    "settlement.Refund",
    People("asked_by", "member", "evidence", "contract", "books"),
    technical="id asked_at ended_at",
    business="number seller_id buyer_id currency amount_minor state due_on payment_id",
    free_text="why failed_why",
)  # fmt: skip

table(
    "settlement.RefundPart",
    technical="id",
    business="refund_id credit_note_id payment_id amount_minor",
)  # fmt: skip
