"""What the columns of tenants hold; a test asks for every column (`shared_apps/crypto/register.py`)."""

from django.utils.translation import gettext_lazy as _

from shared_apps.crypto.register import People, table

table(
    "tenants.RegionJob",
    technical="id created_at finished_at",
    business="region kind tenant_id run_id payload state",
)  # fmt: skip

table(
    "tenants.ControlInbox",
    technical="id at taken_at",
    business="region kind payload",
)  # fmt: skip

table(
    "tenants.MigrationRun",
    technical="id started_at finished_at",
    business="region migrations current_count migrated_count failed_count retry_count",
)  # fmt: skip

table(
    "tenants.MigrationOutcome",
    technical="id attempts",
    business="run_id schema_name state way duration_ms",
    free_text="message",
)  # fmt: skip

table(
    "tenants.ProvisioningRun",
    People("asked_by", "member", "evidence", "contract", "books"),
    technical="id created_at finished_at",
    business="tenant_id state",
    free_text="reason",
)  # fmt: skip

table(
    "tenants.ProvisioningStep",
    technical="id started_at finished_at attempts",
    business="run_id name position state",
    free_text="message",
)  # fmt: skip

table(
    "tenants.Tenant",
    People(
        "admin_name admin_email", "owner", "opening", "contract", "account",
        why_plain=_("The region reads it to open the marketplace and holds no key of the control plane."),
    ),
    technical="id state_changed_at created_at opened_at",
    business=(
        "schema_name slug slug_skeleton name role region state kind compliance_profile preset modes locales "
        "currency time_zone"
    ),
    free_text="state_reason",
)  # fmt: skip

table(
    "tenants.KeyDestruction",
    technical="id asked_at agree_from agree_until agreed_at ended_at key_count log_size log_root",
    business="tenant_id state refused_by",
    free_text="reason",
    pseudonyms="asked_by agreed_by taken_back_by",
)  # fmt: skip

table(
    "tenants.Domain",
    technical="is_primary id",
    business="domain tenant_id",
)  # fmt: skip

table(
    "tenants.SignUp",
    People("admin_name admin_email admin_email_index", "applicant", "opening", "contract", "wish"),
    People("address address_index", "applicant", "security", "interest", "wish"),
    technical="id created_at",
    business="name slug region compliance_profile preset modes locale run_id",
)  # fmt: skip
