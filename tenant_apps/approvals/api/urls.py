"""Addresses of approvals. Requests are opened by what waits for them, so none is made here."""

from django.urls import URLPattern, path

from shared_apps.api.endpoint import endpoint
from shared_apps.api.operations import Filter, Listing, Read, Write
from tenant_apps.approvals.api import records
from tenant_apps.approvals.commands import (
    assign_duty,
    decide_request,
    delegate,
    end_delegation,
    end_duty,
    retire_policy,
    save_policy,
    withdraw_request,
)
from tenant_apps.approvals.permissions import VIEW_POLICY, VIEW_REQUEST
from tenant_apps.approvals.queries import pages, policies
from tenant_apps.approvals.types import DUTIES, REQUEST_STATES

HERE = {"approval_id": "request_id"}
request = Read(records.ApprovalRecord, records.request_record, VIEW_REQUEST, "One request for approval with its steps")
requests = Listing(
    records.ApprovalSummary,
    pages.request_rows,
    records.request_summaries,
    VIEW_REQUEST,
    "Requests for approval of the company",
    filters=(
        Filter("state", "text", "", REQUEST_STATES),
        Filter("subject_id", "uuid", "Draft that waits."),
        Filter("number", "text", "The marketplace's number."),
    ),
)
policy = Read(records.PolicyRecord, records.policy_record, VIEW_POLICY, "One approval policy")
every_policy = Listing(
    records.PolicyRecord,
    policies.policy_rows,
    records.policy_records,
    VIEW_POLICY,
    "Approval policies of the company",
    filters=(Filter("state", "text", "", ("active", "retired")), Filter("kind", "text", "Kind of what is approved.")),
)
delegations = Listing(
    records.DelegationRecord,
    pages.delegation_rows,
    records.delegation_records,
    VIEW_REQUEST,
    "Delegations of the company",
    filters=(Filter("giver_id", "uuid", "Who is away."), Filter("taker_id", "uuid", "Who decides instead.")),
)
duties = Listing(
    records.DutyRecord,
    pages.duty_rows,
    records.duty_records,
    VIEW_REQUEST,
    "Who answers for whom",
    filters=(Filter("kind", "text", "", DUTIES), Filter("holder_id", "uuid", "Who answers.")),
)

urlpatterns: list[URLPattern] = [
    path("approvals", endpoint("approvals", get=requests)),
    path("approvals/<uuid:approval_id>", endpoint("approvals", get=request)),
    path(
        "approvals/<uuid:approval_id>:decide",
        endpoint("approvals", post=Write(decide_request, status=200, path=HERE)),
    ),
    path(
        "approvals/<uuid:approval_id>:withdraw",
        endpoint("approvals", post=Write(withdraw_request, status=200, path=HERE)),
    ),
    path(
        "approval-policies",
        endpoint(
            "approvals",
            get=every_policy,
            post=Write(save_policy, locate=lambda answer: f"approval-policies/{answer.policy_id}"),
        ),
    ),
    path("approval-policies/<uuid:policy_id>", endpoint("approvals", get=policy)),
    path(
        "approval-policies/<uuid:policy_id>:retire",
        endpoint("approvals", post=Write(retire_policy, status=200, path={"policy_id": "policy_id"})),
    ),
    path("approval-delegations", endpoint("approvals", get=delegations, post=Write(delegate))),
    path(
        "approval-delegations/<uuid:delegation_id>:end",
        endpoint("approvals", post=Write(end_delegation, status=200, path={"delegation_id": "delegation_id"})),
    ),
    path("approver-duties", endpoint("approvals", get=duties, post=Write(assign_duty))),
    path(
        "approver-duties/<uuid:duty_id>:end",
        endpoint("approvals", post=Write(end_duty, status=200, path={"duty_id": "duty_id"})),
    ),
]
