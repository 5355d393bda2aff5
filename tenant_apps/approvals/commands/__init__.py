"""Commands of approvals, and what owners of subjects call in theirs."""

from tenant_apps.approvals.commands.assign_duty import AssignDuty, EndDuty, assign_duty, end_duty
from tenant_apps.approvals.commands.decide_request import DecideRequest, decide_request
from tenant_apps.approvals.commands.delegate import Delegate, EndDelegation, delegate, end_delegation
from tenant_apps.approvals.commands.open_request import change_subject, open_request
from tenant_apps.approvals.commands.save_policy import (
    ApproverIn,
    RetirePolicy,
    SavePolicy,
    StepIn,
    retire_policy,
    save_policy,
)
from tenant_apps.approvals.commands.watch_request import WatchRequest, watch_request
from tenant_apps.approvals.commands.withdraw_request import WithdrawRequest, end_request, withdraw_request

__all__ = [
    "ApproverIn",
    "AssignDuty",
    "DecideRequest",
    "Delegate",
    "EndDelegation",
    "EndDuty",
    "RetirePolicy",
    "SavePolicy",
    "StepIn",
    "WatchRequest",
    "WithdrawRequest",
    "assign_duty",
    "change_subject",
    "decide_request",
    "delegate",
    "end_delegation",
    "end_duty",
    "end_request",
    "open_request",
    "retire_policy",
    "save_policy",
    "watch_request",
    "withdraw_request",
]
