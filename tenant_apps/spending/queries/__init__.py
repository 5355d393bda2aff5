"""Reads of spending."""

from tenant_apps.spending.decisions.applies import applicable, exceeded, names_a_budget
from tenant_apps.spending.queries.limits import (
    LIMITS_SQL,
    LimitRow,
    credit_taken,
    limits_for,
    limits_of_companies,
    takes_credit,
)
from tenant_apps.spending.queries.over_limit import ExceededCredit, exceeded_credits

__all__ = [
    "LIMITS_SQL",
    "ExceededCredit",
    "LimitRow",
    "applicable",
    "credit_taken",
    "exceeded",
    "exceeded_credits",
    "limits_for",
    "limits_of_companies",
    "names_a_budget",
    "takes_credit",
]
