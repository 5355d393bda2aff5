"""What the columns of identity hold; a test asks for every column (`shared_apps/crypto/register.py`)."""

from shared_apps.crypto.register import table

table(
    "identity.Role",
    technical="id built_in retired_at version",
    business="code name_en name_zh_hans side permissions company_id hidden",
    free_text="description",
)  # fmt: skip

table(
    "identity.Membership",
    technical="id since until ends_at",
    business=(
        "company_id role_id subtree people team categories warehouses limit_minor limit_currency hidden lent_by_id"
    ),
    free_text="reason",
    pseudonyms="user_id granted_by_id",
)  # fmt: skip
