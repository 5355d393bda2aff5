"""What the columns of crypto hold; a test asks for every column (`shared_apps/crypto/register.py`)."""

from shared_apps.crypto.register import table

table(
    "crypto.DataKey",
    technical="id purpose wrapped service created_at retired_at destroyed_at last_words",
    pseudonyms="subject",
)  # fmt: skip
