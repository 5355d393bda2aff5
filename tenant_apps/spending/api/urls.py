"""Addresses of budgets, limits and credit."""

from django.urls import URLPattern, path

from shared_apps.api.endpoint import endpoint
from shared_apps.api.operations import Filter, Listing, Read, Write
from tenant_apps.spending.api import records
from tenant_apps.spending.commands import close_limit, confirm_limit, grant_credit, reject_limit, set_budget
from tenant_apps.spending.commands.writing import LimitAnswer
from tenant_apps.spending.permissions import VIEW_LIMIT
from tenant_apps.spending.queries.pages import limit_rows, proposal_rows

limit = Read(records.LimitRecord, records.limit_record, VIEW_LIMIT, "One limit as it stands")
limits = Listing(
    records.LimitRecord,
    limit_rows,
    records.limit_records,
    VIEW_LIMIT,
    "Budgets, limits of members and credit",
    filters=(
        Filter("kind", "text", "", ("credit", "budget", "member")),
        Filter("state", "text", "", ("active", "closed")),
        Filter("code", "text", "Cost centre."),
        Filter("company_id", "uuid", "Company that spends."),
        Filter("grantor_id", "uuid", "Seller that grants a credit."),
    ),
)

proposals = Listing(
    records.ProposalRecord,
    proposal_rows,
    records.proposal_records,
    VIEW_LIMIT,
    "Limits that a second person confirms",
    filters=(
        Filter("kind", "text", "", ("credit", "budget", "member")),
        Filter("state", "text", "", ("waiting", "confirmed", "rejected")),
    ),
)
PROPOSAL = {"proposal_id": "proposal_id"}


def _made(answer: LimitAnswer) -> str:
    """Where the limit is; or, while a second person is waited for, the proposals."""
    return f"limits/{answer.limit_id}" if answer.limit_id else "limit-proposals"


urlpatterns: list[URLPattern] = [
    path("limits", endpoint("spending", get=limits)),
    path("limits/<uuid:limit_id>", endpoint("spending", get=limit)),
    path(
        "limits/<uuid:limit_id>:close",
        endpoint("spending", post=Write(close_limit, status=200, path={"limit_id": "limit_id"})),
    ),
    path("limit-proposals", endpoint("spending", get=proposals)),
    *(
        path(
            f"limit-proposals/<uuid:proposal_id>:{verb}",
            endpoint("spending", post=Write(command, status=200, path=PROPOSAL)),
        )
        for verb, command in (("confirm", confirm_limit), ("reject", reject_limit))
    ),
    path("budgets", endpoint("spending", post=Write(set_budget, locate=_made))),
    path("credits", endpoint("spending", post=Write(grant_credit, locate=_made))),
]
