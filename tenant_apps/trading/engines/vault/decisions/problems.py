"""What stops a set of rules from running: pairs of rule and code, asked before a tender is published."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from shared_apps.foundation.currencies import MINOR_UNITS
from tenant_apps.trading.engines.vault.decisions.figures import rule_number
from tenant_apps.trading.kernel.decisions.engine import LotTerms

Problems = tuple[tuple[str, str], ...]


def problems(terms: LotTerms, rules: Mapping[str, Any]) -> Problems:
    found: list[tuple[str, str]] = []
    if terms.currency not in MINOR_UNITS:
        found.append(("currency", "unknown_currency"))
    if terms.quantity <= Decimal(0):
        found.append(("quantity", "not_positive"))
    if terms.ends_at is None:
        found.append(("ends_at", "required"))
    elif terms.ends_at <= terms.opens_at:
        found.append(("ends_at", "before_start"))
    elif terms.ends_at - terms.opens_at < timedelta(days=int(rules.get("tendering_min_days", 0))):
        found.append(("tendering_min_days", "too_soon"))
    if rules.get("method") == "lcc" and terms.side == "sell":
        found.append(("method", "only_in_a_purchase"))
    # Where quality alone reaches the second score any price would do; the limit is what is paid then.
    if rules.get("method") == "second_score" and rule_number(rules, "ceiling") is None:
        found.append(("ceiling", "required"))
    return tuple(found)
