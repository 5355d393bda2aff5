"""Reads of approvals."""

from tenant_apps.approvals.queries.needs import (
    POLICIES_SQL,
    AskingCompany,
    has_policies,
    needed_for,
    policies_in_force,
    tried_on,
)
from tenant_apps.approvals.queries.requests import find_of_subject, get_request

__all__ = [
    "POLICIES_SQL",
    "AskingCompany",
    "find_of_subject",
    "get_request",
    "has_policies",
    "needed_for",
    "policies_in_force",
    "tried_on",
]
