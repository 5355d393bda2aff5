"""What the columns of deposits hold; a test asks for every column (`shared_apps/crypto/register.py`)."""

from shared_apps.crypto.register import table

table(
    "deposits.Deposit",
    technical="id receiver_sees requested_at reported_at blocked_at ended_at returned_at",
    business=(
        "number kind trading_event_id deal_id payer_id receiver_id currency amount_minor state cover "
        "reference applied_minor released_minor forfeited_minor penalty_minor parts"
    ),
    free_text="reason note",
)  # fmt: skip
