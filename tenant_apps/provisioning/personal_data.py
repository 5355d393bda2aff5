"""What the columns of provisioning hold; a test asks for every column (`shared_apps/crypto/register.py`)."""

from shared_apps.crypto.register import People, table

table(
    "provisioning.Connection",
    technical="id secret_hash old_hash old_until made_at expires_at ended_at last_used_at",
    business="name company_id default_role prefix networks",
    pseudonyms="made_by_id",
)  # fmt: skip

table(
    "provisioning.Person",
    People("external_id external_index user_name user_name_index", "member", "account", "contract", "account"),
    technical="id version made_at changed_at removed_at",
    business="connection_id is_active is_ours roles given",
    pseudonyms="user_id",
)  # fmt: skip

table(
    "provisioning.Call",
    technical="id at method resource resource_id status problem request_id",
    business="connection_id",
)  # fmt: skip
