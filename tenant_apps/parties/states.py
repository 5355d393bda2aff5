"""Of which acts on companies the log keeps digests of before and after."""

from shared_apps.commands.states import row_of, watch
from tenant_apps.parties.models import Company, Qualification

watch(
    "parties.add_company", "parties.admit_company", "parties.bar_company", "parties.change_company",
    "parties.place_company", "parties.reactivate_company", "parties.suspend_company",
    read=row_of(Company, "company_id"),
)  # fmt: skip
watch(
    "parties.judge_qualification", "parties.record_qualification", "parties.revoke_qualification",
    read=row_of(Qualification, "qualification_id"),
)  # fmt: skip
