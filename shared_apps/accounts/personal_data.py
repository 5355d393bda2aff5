"""What the columns of accounts hold; a test asks for every column (`shared_apps/crypto/register.py`)."""

from django.utils.translation import gettext_lazy as _

from shared_apps.crypto.register import People, table

table(
    "contenttypes.ContentType",
    technical="id app_label model",
)  # fmt: skip

table(
    "auth.Permission",
    technical="id name content_type_id codename",
)  # fmt: skip

table(
    "auth.Group_permissions",
    technical="id group_id permission_id",
)  # fmt: skip

table(
    "auth.Group",
    technical="id name",
)  # fmt: skip

table(
    "sessions.Session",
    People(
        "session_data", "member", "security", "interest", "session",
        why_plain=_("Signed; holds ids and choices, no name."),
    ),
    People(
        "session_key", "member", "security", "interest", "session",
        why_plain=_("A random number."),
    ),
    technical="expire_date",
)  # fmt: skip

table(
    "accounts.Authenticator",
    People("key", "member", "security", "interest", "account", secret=True),
    technical=(
        "id name confirmed throttling_failure_timestamp throttling_failure_count created_at last_used_at drift last_t"
    ),
    pseudonyms="user_id",
)  # fmt: skip

table(
    "otp_static.StaticDevice",
    technical="id name confirmed throttling_failure_timestamp throttling_failure_count created_at last_used_at",
    pseudonyms="user_id",
)  # fmt: skip

table(
    "otp_static.StaticToken",
    People(
        "token", "member", "security", "interest", "account",
        why_plain=_("The library reads it as it is; worth nothing without the password."),
    ),
    technical="id device_id",
)  # fmt: skip

table(
    "accounts.User",
    People("email email_index name", "member", "account", "contract", "account"),
    People("password", "member", "account", "contract", "account", digest=True),
    People(
        "language last_login", "member", "account", "contract", "account",
        why_plain=_("Says nothing without the name, which is encrypted."),
    ),
    technical="id is_active must_use_totp password_at closed_at created_at",
)  # fmt: skip

table(
    "accounts.SignInThrottle",
    People("key", "member", "security", "interest", "session", digest=True),
    technical="id last_failed_at locked_until",
    business="failed_count",
)  # fmt: skip

table(
    "accounts.SignInSession",
    People("ip user_agent", "member", "security", "interest", "session"),
    People(
        "session_key", "member", "security", "interest", "session",
        why_plain=_("A random number."),
    ),
    technical="id created_at last_seen_at factor_at confirmed_at method provider_id ends_at",
    pseudonyms="user_id",
)  # fmt: skip

table(
    "accounts.OneTimeLink",
    People("token_hash", "member", "account", "contract", "account", digest=True),
    technical="id created_at expires_at used_at",
    business="purpose",
    pseudonyms="user_id",
)  # fmt: skip

table(
    "accounts.ApiKey",
    technical="id key_hash created_at expires_at revoked_at last_used_at replaced_by_id",
    business="name prefix company_id permissions rate_per_minute networks is_unattended",
    pseudonyms="created_by_id",
)  # fmt: skip

table(
    "accounts.MachineClient",
    technical="id created_at expires_at revoked_at last_used_at",
    business="name company_id permissions rate_per_minute networks is_unattended",
    pseudonyms="created_by_id",
)  # fmt: skip

table(
    "accounts.ClientSecret",
    technical="id client_id secret_hash jwk created_at expires_at",
    business="prefix",
)  # fmt: skip

table(
    "accounts.ClientAssertion",
    technical="id client_id jti_hash expires_at",
)  # fmt: skip

table(
    "accounts.AccessToken",
    technical="id client_id secret_id token_hash created_at expires_at revoked_at",
    business="permissions",
)  # fmt: skip

table(
    "accounts.MailChange",
    People("before after", "member", "security", "interest", "account"),
    technical="id asked_at confirmed_at undone_at",
    pseudonyms="user_id",
)  # fmt: skip

table(
    "accounts.Passkey",
    People(
        "name", "member", "account", "contract", "account",
        why_plain=_("Says nothing without the name, which is encrypted."),
    ),
    People(
        "credential_id public_key", "member", "security", "interest", "account",
        why_plain=_("A random number."),
    ),
    People("credential_hash", "member", "security", "interest", "account", digest=True),
    technical="id confirmed created_at last_used_at rp_id sign_count transports is_synced",
    pseudonyms="user_id",
)  # fmt: skip
