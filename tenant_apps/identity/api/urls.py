"""Addresses of members and roles."""

from django.urls import URLPattern, path

from shared_apps.api.endpoint import endpoint
from shared_apps.api.operations import Filter, Listing, Read, Write
from tenant_apps.identity.api import records
from tenant_apps.identity.commands import change_role, end_membership, invite_person, repeat_invitation
from tenant_apps.identity.permissions import VIEW_PERSON
from tenant_apps.identity.queries.records import member_rows, role_rows

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
)
member = Read(records.MemberRecord, records.member_record, VIEW_PERSON, "One member")
roles = Listing(
    records.RoleRecord,
    role_rows,
    records.role_records,
    VIEW_PERSON,
    "Roles: those of companies, or all with a key of the marketplace",
    filters=(Filter("code", "text"), Filter("side", "text", "", ("company", "marketplace"))),
)
role = Read(records.RoleRecord, records.role_record, VIEW_PERSON, "One role")


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
    path("roles", endpoint("roles", get=roles)),
    path("roles/<uuid:role_id>", endpoint("roles", get=role)),
]
