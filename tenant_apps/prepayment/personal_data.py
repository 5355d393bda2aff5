"""What the columns of prepayment hold; a test asks for every column (`shared_apps/crypto/register.py`)."""

from shared_apps.crypto.register import table

table(
    "prepayment.Prepayment",
    technical="id asked_at due_at paid_at ended_at",
    business="tentative_id number buyer_id seller_id currency due_minor received_minor state order_id saga_id",
    free_text="reason",
)  # fmt: skip

table(
    "prepayment.Earmark",
    technical="id at ended_at",
    business="payment_id prepayment_id amount_minor used_minor state",
)  # fmt: skip
