"""Reads of payments for the apps above and for pages."""

from tenant_apps.payments.queries.payments import (
    amounts_of,
    attempt_to_ask,
    facts_of,
    find_payment,
    list_by_ids,
    money_paid,
    paid_sums,
)
from tenant_apps.payments.queries.records import payment_rows

__all__ = [
    "amounts_of",
    "attempt_to_ask",
    "facts_of",
    "find_payment",
    "list_by_ids",
    "money_paid",
    "paid_sums",
    "payment_rows",
]
