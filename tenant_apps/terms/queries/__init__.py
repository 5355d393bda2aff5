"""Reads of payment terms for the apps above and for pages."""

from tenant_apps.terms.queries.plans import (
    due_now,
    find_plan,
    has_terms,
    kept_by_order,
    kept_of,
    last_due,
    paid_by_order,
    plan_of,
)

__all__ = ["due_now", "find_plan", "has_terms", "kept_by_order", "kept_of", "last_due", "paid_by_order", "plan_of"]
