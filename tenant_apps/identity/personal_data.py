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
    technical="id since until ends_at suspended_at",
    business=(
        "company_id role_id subtree people team categories warehouses limit_minor limit_currency hidden lent_by_id"
    ),
    free_text="reason",
    pseudonyms="user_id granted_by_id",
)  # fmt: skip

table(
    "identity.Separation",
    technical="id made_at retired_at",
    business="name left right reach company_id",
    free_text="why",
    pseudonyms="made_by_id",
)  # fmt: skip

table(
    "identity.GrantRequest",
    technical="id asked_at expires_at state decided_at",
    business="kind company_id role_id wanted permissions",
    free_text="reason decided_reason",
    pseudonyms="user_id asked_by_id decided_by_id",
)  # fmt: skip

table(
    "identity.AccessReview",
    technical="id state opened_at due_at overdue_at signed_at digest",
    business="company_id",
    free_text="statement",
    pseudonyms="signed_by_id",
)  # fmt: skip

table(
    "identity.ReviewLine",
    technical="id decision decided_at",
    business="review_id membership_id shown",
    free_text="reason",
    pseudonyms="decided_by_id",
)  # fmt: skip
