"""Addresses of members and roles."""

from django.urls import URLPattern, path

from shared_apps.accounts.commands import end_client
from shared_apps.accounts.queries.clients import client_rows
from shared_apps.api.endpoint import endpoint
from shared_apps.api.operations import Edit, Filter, Listing, Read, Write
from tenant_apps.identity.api import access_records, client_records, records
from tenant_apps.identity.commands import (
    approve_grant,
    ask_grant,
    change_role,
    decide_review_line,
    define_role,
    define_separation,
    end_membership,
    invite_person,
    lend_rights,
    redefine_role,
    reject_grant,
    repeat_invitation,
    retire_role,
    retire_separation,
    sign_review,
    take_back_rights,
    withdraw_grant,
)
from tenant_apps.identity.permissions import VIEW_PERSON
from tenant_apps.identity.queries.records import member_rows, role_rows
from tenant_apps.identity.queries.requests import request_rows
from tenant_apps.identity.queries.reviews import review_rows
from tenant_apps.identity.queries.separations import separation_rows

HERE = {"membership_id": "membership_id"}

members = Listing(
    records.MemberRecord,
    member_rows,
    records.member_records,
    VIEW_PERSON,
    "Members: those of the own company, or all with a key of the marketplace",
    filters=(
        Filter("search", "text", "Part of the name or the mail address."),
        Filter("company_id", "uuid"),
        Filter("role", "text", "Code of the role."),
    ),
    for_actor=True,
)
member = Read(records.MemberRecord, records.member_record, VIEW_PERSON, "One member")
clients = Listing(
    client_records.ClientRecord,
    client_rows,
    client_records.client_records,
    "accounts.view_api_key",
    "Clients of OAuth 2.0 of the own company, or all with a key of the marketplace",
    filters=(Filter("company_id", "uuid"), Filter("ended", "boolean")),
)
roles = Listing(
    records.RoleRecord,
    role_rows,
    records.role_records,
    VIEW_PERSON,
    "Roles: those that every company has and the own ones, or all with a key of the marketplace",
    filters=(
        Filter("code", "text"),
        Filter("side", "text", "", ("company", "marketplace")),
        Filter("company_id", "uuid", "Roles of this company's own."),
        Filter("built_in", "boolean"),
    ),
)
role = Read(records.RoleRecord, records.role_record, VIEW_PERSON, "One role")
rights = Read(records.RightsRecord, records.rights_record, VIEW_PERSON, "Whether a member holds a permission, and why")
holders = Read(records.RightsRecord, records.holders_record, VIEW_PERSON, "Who holds a permission, and by which grant")

separations = Listing(
    access_records.SeparationRecord, separation_rows, access_records.separation_records, VIEW_PERSON,
    "What nobody does both: rules of the marketplace and of the own company",
)  # fmt: skip
separation = Read(
    access_records.SeparationRecord, access_records.separation_record, VIEW_PERSON, "One rule that keeps duties apart"
)
requests = Listing(
    access_records.GrantRequestRecord, request_rows, access_records.request_records, VIEW_PERSON,
    "Grants that wait for a second person, or waited",
    filters=(Filter("state", "text", "", ("waiting", "approved", "rejected", "withdrawn", "expired")),),
)  # fmt: skip
request = Read(
    access_records.GrantRequestRecord, access_records.request_record, VIEW_PERSON,
    "One grant that waits for a second person, or waited",
)  # fmt: skip
reviews = Listing(
    access_records.ReviewRecord, review_rows, access_records.review_records, "identity.review_access",
    "Reviews of who holds what",
    filters=(Filter("state", "text", "", ("open", "signed")), Filter("company_id", "uuid")),
)  # fmt: skip
review = Read(
    access_records.ReviewEvidence, access_records.review_evidence, "identity.review_access",
    "One review with all its lines, exactly as they are signed",
)  # fmt: skip
ASKED = {"request_id": "request_id"}


def _place(made: object) -> str:
    return f"members/{made.membership_id}"  # type: ignore[attr-defined]


urlpatterns: list[URLPattern] = [
    path("members", endpoint("members", get=members, post=Write(invite_person, locate=_place))),
    path("members/<uuid:membership_id>", endpoint("members", get=member)),
    path("members/<uuid:membership_id>:end", endpoint("members", post=Write(end_membership, status=200, path=HERE))),
    path(
        "members/<uuid:membership_id>:change-role",
        endpoint("members", post=Write(change_role, path=HERE, locate=_place)),
    ),
    path(
        "members/<uuid:membership_id>:repeat-invitation",
        endpoint("members", post=Write(repeat_invitation, status=200, path=HERE)),
    ),
    path("members/<uuid:membership_id>:lend", endpoint("members", post=Write(lend_rights, path=HERE, locate=_place))),
    path(
        "members/<uuid:membership_id>:take-back",
        endpoint("members", post=Write(take_back_rights, status=200, path=HERE)),
    ),
    path("members/<uuid:membership_id>/rights/<str:permission>", endpoint("members", get=rights)),
    path("rights/<str:permission>/holders", endpoint("roles", get=holders)),
    path("roles", endpoint("roles", get=roles, post=Write(define_role, locate=lambda made: f"roles/{made.role_id}"))),
    path("roles/<uuid:role_id>", endpoint("roles", get=role, patch=Edit(redefine_role, role, {"role_id": "role_id"}))),
    path(
        "roles/<uuid:role_id>:retire",
        endpoint("roles", post=Write(retire_role, status=200, path={"role_id": "role_id"})),
    ),
    path(
        "separations",
        endpoint(
            "roles",
            get=separations,
            post=Write(define_separation, locate=lambda made: f"separations/{made.separation_id}"),
        ),
    ),
    path("separations/<uuid:separation_id>", endpoint("roles", get=separation)),
    path(
        "separations/<uuid:separation_id>:retire",
        endpoint("roles", post=Write(retire_separation, status=200, path={"separation_id": "separation_id"})),
    ),
    path(
        "grant-requests",
        endpoint(
            "members",
            get=requests,
            post=Write(ask_grant, locate=lambda made: f"grant-requests/{made.request_id}"),
        ),
    ),
    path("access-reviews", endpoint("members", get=reviews)),
    path("access-reviews/<uuid:review_id>", endpoint("members", get=review)),
    path(
        "access-reviews/<uuid:review_id>:decide",
        endpoint("members", post=Write(decide_review_line, status=200, path={"review_id": "review_id"})),
    ),
    path(
        "access-reviews/<uuid:review_id>:sign",
        endpoint("members", post=Write(sign_review, status=200, path={"review_id": "review_id"})),
    ),
    path("machine-clients", endpoint("members", get=clients)),
    path(
        "machine-clients/<uuid:client_id>:end",
        endpoint("members", post=Write(end_client, status=200, path={"client_id": "client_id"})),
    ),
    path("grant-requests/<uuid:request_id>", endpoint("members", get=request)),
    path(
        "grant-requests/<uuid:request_id>:approve",
        endpoint("members", post=Write(approve_grant, status=200, path=ASKED)),
    ),
    path(
        "grant-requests/<uuid:request_id>:reject", endpoint("members", post=Write(reject_grant, status=200, path=ASKED))
    ),
    path(
        "grant-requests/<uuid:request_id>:withdraw",
        endpoint("members", post=Write(withdraw_grant, status=200, path=ASKED)),
    ),
]
