"""What the columns of operators hold; a test asks for every column (`shared_apps/crypto/register.py`)."""

from shared_apps.crypto.register import table

table(
    "operators.OperatorRole",
    technical="id",
    business="code name permissions",
)  # fmt: skip

table(
    "operators.OperatorGrant",
    technical="id granted_at",
    business="role_id",
    pseudonyms="user_id",
)  # fmt: skip

table(
    "operators.SupportRequest",
    technical="id asked_at answered_at ends_at ended_at",
    business="tenant_id slug ticket wants_writing state may_write ended_how",
    free_text="reason",
    pseudonyms="operator_id member",
)  # fmt: skip
