"""What the columns of parties hold; a test asks for every column (`shared_apps/crypto/register.py`)."""

from django.utils.translation import gettext_lazy as _

from shared_apps.crypto.register import People, table

table(
    "parties.Company",
    People("tax_id tax_id_index", "trader", "trade", "duty", "books"),
    People(
        "name owner", "trader", "trade", "contract", "books",
        why_plain=_("Public in registers of companies, and looked for by parts."),
    ),
    technical="id can_buy can_sell created_at",
    business="code country state barred_until parent_id kind lineage",
    free_text="barred_reason",
)  # fmt: skip

table(
    "parties.Site",
    People(
        "lines postcode city", "trader", "trade", "contract", "books",
        why_plain=_("Addresses of companies, needed on every paper."),
    ),
    technical="id is_delivery is_billing",
    business="company_id name country",
)  # fmt: skip

table(
    "parties.Qualification",
    People(
        "number", "trader", "trade", "duty", "books",
        why_plain=_("Numbers of licences of companies, public in registers."),
    ),
    technical="id recorded_at revoked_at judged_at reminded_at",
    business="company_id kind issuer valid_from valid_until state",
    free_text="reason",
)  # fmt: skip
