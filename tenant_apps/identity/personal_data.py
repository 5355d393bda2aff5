"""What the columns of identity hold; a test asks for every column (`shared_apps/crypto/register.py`)."""

from shared_apps.crypto.register import table

table(
    "identity.Role",
    technical="id built_in",
    business="code name_en name_zh_hans side permissions",
)  # fmt: skip

table(
    "identity.Membership",
    technical="id since until",
    business="company_id role_id",
    pseudonyms="user_id",
)  # fmt: skip
