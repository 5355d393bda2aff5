"""Addresses of companies."""

from django.urls import URLPattern, path

from shared_apps.api.endpoint import endpoint
from shared_apps.api.operations import Edit, Filter, Listing, Read, Write
from tenant_apps.parties.api import records
from tenant_apps.parties.commands import (
    add_company,
    add_site,
    bar_company,
    change_company,
    judge_qualification,
    name_owner,
    place_company,
    reactivate_company,
    record_qualification,
    revoke_qualification,
    suspend_company,
)
from tenant_apps.parties.permissions import VIEW_COMPANY
from tenant_apps.parties.queries.records import company_rows
from tenant_apps.parties.queries.standing import qualification_rows

HERE = {"company_id": "company_id"}

company = Read(records.CompanyRecord, records.company_record, VIEW_COMPANY, "One company")
companies = Listing(
    records.CompanyRecord,
    company_rows,
    records.company_records,
    VIEW_COMPANY,
    "Companies: the own one, or all with a key of the marketplace",
    filters=(
        Filter("search", "text", "Part of name or code, or the tax number."),
        Filter("code", "text", "The number in other systems."),
        Filter("can_buy", "boolean"),
        Filter("can_sell", "boolean"),
        Filter("state", "text", "", ("guest", "active", "suspended")),
    ),
)
qualifications = Listing(
    records.QualificationRecord,
    qualification_rows,
    records.qualification_records,
    VIEW_COMPANY,
    "Qualifications: those of the own company, or all with a key of the marketplace",
    filters=(
        Filter("company_id", "uuid"),
        Filter("kind", "text", "The code that rules of events and categories name."),
        Filter("state", "text", "", ("submitted", "granted", "refused", "revoked")),
    ),
)

urlpatterns: list[URLPattern] = [
    path(
        "companies",
        endpoint(
            "companies", get=companies, post=Write(add_company, locate=lambda made: f"companies/{made.company_id}")
        ),
    ),
    path("companies/<uuid:company_id>", endpoint("companies", get=company, patch=Edit(change_company, company, HERE))),
    path("companies/<uuid:company_id>/sites", endpoint("companies", post=Write(add_site, path=HERE))),
    path(
        "companies/<uuid:company_id>:name-owner", endpoint("companies", post=Write(name_owner, status=200, path=HERE))
    ),
    path("companies/<uuid:company_id>:bar", endpoint("companies", post=Write(bar_company, status=200, path=HERE))),
    path(
        "companies/<uuid:company_id>/qualifications", endpoint("companies", post=Write(record_qualification, path=HERE))
    ),
    path("qualifications", endpoint("companies", get=qualifications)),
    path(
        "qualifications/<uuid:qualification_id>:judge",
        endpoint(
            "companies",
            post=Write(judge_qualification, status=200, path={"qualification_id": "qualification_id"}),
        ),
    ),
    path(
        "qualifications/<uuid:qualification_id>:revoke",
        endpoint(
            "companies",
            post=Write(revoke_qualification, status=200, path={"qualification_id": "qualification_id"}),
        ),
    ),
    path("companies/<uuid:company_id>:place", endpoint("companies", post=Write(place_company, status=200, path=HERE))),
    path(
        "companies/<uuid:company_id>:suspend", endpoint("companies", post=Write(suspend_company, status=200, path=HERE))
    ),
    path(
        "companies/<uuid:company_id>:reactivate",
        endpoint("companies", post=Write(reactivate_company, status=200, path=HERE)),
    ),
]
