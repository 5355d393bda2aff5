"""What the columns of payments hold; a test asks for every column (`shared_apps/crypto/register.py`)."""

from shared_apps.crypto.register import People, table

table(
    "payments.Payment",
    People("recorded_by", "member", "evidence", "contract", "books"),
    technical="id paid_at recorded_at",
    business="number payer_id payee_id currency amount_minor method reference refund_id",
)  # fmt: skip

table(
    "payments.PaymentAttempt",
    technical="id sent_at ended_at next_ask_at",
    business="payer_id payee_id currency amount_minor method reference state payment_id refund_id bank_id asks",
    free_text="reason",
)  # fmt: skip

table(
    "payments.BankWord",
    technical="id said_at",
    business="reference bank_id outcome currency amount_minor",
    free_text="reason",
)  # fmt: skip
