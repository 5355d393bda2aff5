"""What the columns of compliance hold; a test asks for every column (`shared_apps/crypto/register.py`)."""

from shared_apps.crypto.register import People, table

table(
    "compliance.ProfileChoice",
    People("proposed_by decided_by", "member", "evidence", "contract", "books"),
    technical="id content_hash proposed_at decided_at",
    business="number state edition home profiles decisions ruleset",
    free_text="reason decided_reason",
    pseudonyms="authors",
)  # fmt: skip
