"""Addresses of budgets, limits and credit."""

from django.urls import URLPattern, path

from shared_apps.api.endpoint import endpoint
from shared_apps.api.operations import Filter, Listing, Read, Write
from tenant_apps.spending.api import records
from tenant_apps.spending.commands import close_limit, grant_credit, set_budget
from tenant_apps.spending.permissions import VIEW_LIMIT
from tenant_apps.spending.queries.pages import limit_rows

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

urlpatterns: list[URLPattern] = [
    path("limits", endpoint("spending", get=limits)),
    path("limits/<uuid:limit_id>", endpoint("spending", get=limit)),
    path(
        "limits/<uuid:limit_id>:close",
        endpoint("spending", post=Write(close_limit, status=200, path={"limit_id": "limit_id"})),
    ),
    path("budgets", endpoint("spending", post=Write(set_budget, locate=lambda answer: f"limits/{answer.limit_id}"))),
    path("credits", endpoint("spending", post=Write(grant_credit, locate=lambda answer: f"limits/{answer.limit_id}"))),
]
