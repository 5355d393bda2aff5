"""What the columns of documents hold; a test asks for every column (`shared_apps/crypto/register.py`)."""

from shared_apps.crypto.register import table

table(
    "documents.Document",
    technical="id sha256 created_at",
    business="kind object_key content_type size_bytes company_ids target target_id",
    free_text="title",
)  # fmt: skip
