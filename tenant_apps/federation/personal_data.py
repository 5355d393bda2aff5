"""What the columns of single sign-on hold; a test asks for every column (`shared_apps/crypto/register.py`)."""

from django.utils.translation import gettext_lazy as _

from shared_apps.crypto.register import People, table

table(
    "federation.IdentityProvider",
    People(
        "mail_domains", "member", "account", "contract", "account",
        why_plain=_("Domains of companies, and no address of anybody."),
    ),
    technical="id state made_at activated_at ended_at last_used_at",
    business="kind name company_id issuer client_id client_secret sso_url certificates reach role factors may_begin"
    " must_encrypt auth_method",
    pseudonyms="made_by_id",
)  # fmt: skip

table(
    "federation.ProviderKey",
    technical="id provider_id use private public mark made_at ended_at",
)  # fmt: skip

table(
    "federation.ExternalIdentity",
    People("subject", "member", "account", "contract", "account"),
    People("subject_hash", "member", "account", "contract", "account", digest=True),
    technical="id linked_at last_at how",
    business="provider_id",
    pseudonyms="user_id",
)  # fmt: skip

table(
    "federation.Arrival",
    People("proof", "member", "security", "interest", "session"),
    People("assertion_hash asked", "member", "security", "interest", "session", digest=True),
    technical="id arrived_at expires_at used_at",
    business="provider_id",
)  # fmt: skip
