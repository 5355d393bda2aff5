"""What the columns of commands hold; a test asks for every column (`shared_apps/crypto/register.py`)."""

from shared_apps.crypto.register import table

table(
    "commands.IdempotencyRecord",
    technical="id route key body_hash at",
    business="answer",
    pseudonyms="principal",
)  # fmt: skip
