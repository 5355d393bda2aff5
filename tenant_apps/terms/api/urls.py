"""Addresses of payment terms and plans of payment."""

from django.urls import URLPattern, path

from shared_apps.api.endpoint import endpoint
from shared_apps.api.operations import Filter, Listing, Read, Write
from tenant_apps.terms.api import records
from tenant_apps.terms.commands import choose_terms, end_terms, offer_terms
from tenant_apps.terms.permissions import VIEW_PLAN
from tenant_apps.terms.queries.pages import terms_rows
from tenant_apps.terms.queries.plans import plan_rows

terms = Read(records.TermsRecord, records.terms_record, VIEW_PLAN, "One set of payment terms")
all_terms = Listing(
    records.TermsRecord,
    terms_rows,
    records.terms_records,
    VIEW_PLAN,
    "Payment terms of sellers",
    filters=(
        Filter("seller_id", "uuid", "Company that offers them."),
        Filter("buyer_id", "uuid", "Company they are for."),
        Filter("is_offered", "boolean", "May be chosen still."),
    ),
)
plan = Read(records.PlanRecord, records.plan_record, VIEW_PLAN, "When one order is to be paid")
plans = Listing(
    records.PlanRecord,
    plan_rows,
    records.plan_records,
    VIEW_PLAN,
    "Orders that are paid by plan",
    filters=(
        Filter("state", "text", "Where it stands.", ("open", "paid", "cancelled")),
        Filter("buyer_id", "uuid", "Company that pays."),
        Filter("seller_id", "uuid", "Company that is paid."),
    ),
)

urlpatterns: list[URLPattern] = [
    path(
        "payment-terms",
        endpoint(
            "payment terms",
            get=all_terms,
            post=Write(offer_terms, locate=lambda made: f"payment-terms/{made.terms_id}"),
        ),
    ),
    path("payment-terms/<uuid:terms_id>", endpoint("payment terms", get=terms)),
    path(
        "payment-terms/<uuid:terms_id>:end",
        endpoint("payment terms", post=Write(end_terms, status=200, path={"terms_id": "terms_id"})),
    ),
    path("payment-plans", endpoint("payment terms", get=plans)),
    path("orders/<uuid:order_id>/payment-plan", endpoint("payment terms", get=plan)),
    path(
        "orders/<uuid:order_id>:choose-terms",
        endpoint("payment terms", post=Write(choose_terms, status=200, path={"order_id": "order_id"})),
    ),
]
