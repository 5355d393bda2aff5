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
