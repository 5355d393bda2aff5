"""What the columns of ledger hold; a test asks for every column (`shared_apps/crypto/register.py`)."""

from shared_apps.crypto.register import table

table(
    "ledger.Account",
    technical="id",
    business="company_id kind currency",
)  # fmt: skip

table(
    "ledger.Entry",
    technical="id posted_at",
    business="source source_id currency effective_date reverses_id",
    free_text="description",
)  # fmt: skip

table(
    "ledger.Leg",
    technical="seq",
    business="entry_id account_id amount_minor",
)  # fmt: skip
