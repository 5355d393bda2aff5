"""Addresses of members and roles."""

from django.urls import URLPattern, path

from shared_apps.api.endpoint import endpoint
from shared_apps.api.operations import Edit, Filter, Listing, Read, Write
from tenant_apps.identity.api import records
from tenant_apps.identity.commands import (
    change_role,
    define_role,
    end_membership,
    invite_person,
    lend_rights,
    redefine_role,
    repeat_invitation,
    retire_role,
    take_back_rights,
)
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
    for_actor=True,
)
member = Read(records.MemberRecord, records.member_record, VIEW_PERSON, "One member")
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
]
