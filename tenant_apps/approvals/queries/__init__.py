"""Reads of approvals."""

from tenant_apps.approvals.queries.needs import has_policies, needed_for, policies_in_force, tried_on
from tenant_apps.approvals.queries.requests import find_of_subject, get_request

__all__ = ["find_of_subject", "get_request", "has_policies", "needed_for", "policies_in_force", "tried_on"]
