"""What the columns of vault hold; a test asks for every column (`shared_apps/crypto/register.py`)."""

from shared_apps.crypto.register import People, table

table(
    "vault.OpenerKey",
    People("name", "member", "evidence", "contract", "books"),
    technical="id created_at retired_at",
    business="company_id public_key fingerprint",
    pseudonyms="person",
)  # fmt: skip

table(
    "vault.TenderOfficer",
    People("name", "member", "evidence", "contract", "books"),
    technical="id",
    business="lot_id part number fingerprint",
    pseudonyms="person",
)  # fmt: skip

table(
    "vault.OpenerRequest",
    technical="id asked_at answered_at",
    business="lot_id company_id key_id",
    free_text="answer",
)  # fmt: skip
