"""What the columns of audit hold; a test asks for every column (`shared_apps/crypto/register.py`)."""

from shared_apps.crypto.register import People, table

table(
    "audit.AuditRecord",
    People("actor_display", "member", "evidence", "contract", "log"),
    technical="id at",
    business="action outcome actor_kind company_id target target_id facts request_id",
    pseudonyms="actor_id",
)  # fmt: skip
