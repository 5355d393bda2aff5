"""What the columns of audit hold; a test asks for every column (`shared_apps/crypto/register.py`)."""

from django.utils.translation import gettext_lazy as _

from shared_apps.crypto.register import People, table

table(
    "audit.AuditRecord",
    People(
        "address", "member", "security", "interest", "log",
        why_plain=_("Shortened where the marketplace's rules say so; stands beside a pseudonym."),
    ),
    People("session_hash agent_hash", "member", "security", "interest", "log", digest=True),
    technical="id at request_id before_hash after_hash policy_hash",
    business="action outcome actor_kind company_id target target_id facts strength reason",
    pseudonyms="actor_id on_behalf_of",
)  # fmt: skip

table("audit.Unsealed", technical="id")
