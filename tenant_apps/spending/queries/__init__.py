"""Reads of spending."""

from tenant_apps.spending.decisions.applies import applicable, exceeded, names_a_budget
from tenant_apps.spending.queries.limits import LIMITS_SQL, LimitRow, limits_for, limits_of_companies
from tenant_apps.spending.queries.over_limit import ExceededCredit, exceeded_credits

__all__ = [
    "LIMITS_SQL",
    "ExceededCredit",
    "LimitRow",
    "applicable",
    "exceeded",
    "exceeded_credits",
    "limits_for",
    "limits_of_companies",
    "names_a_budget",
]
