"""Of which acts on budgets and credit the log keeps digests of before and after."""

from shared_apps.commands.states import row_of, watch
from tenant_apps.spending.models import LimitProposal, SpendingLimit

watch("spending.close_limit", "spending.grant_credit", "spending.set_budget", read=row_of(SpendingLimit, "limit_id"))
watch("spending.confirm_limit", "spending.reject_limit", read=row_of(LimitProposal, "proposal_id"))
