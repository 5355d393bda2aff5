"""Terms of a lot as plain JSON, and moved in time."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from tenant_apps.trading.kernel.decisions.engine import LotTerms


def dump_terms(terms: LotTerms) -> dict[str, Any]:
    return {
        "side": terms.side,
        "initiator": str(terms.initiator_id),
        "quantity": str(terms.quantity),
        "unit": terms.unit,
        "currency": terms.currency,
        "opens_at": terms.opens_at.isoformat(),
        "ends_at": terms.ends_at.isoformat() if terms.ends_at else None,
    } | ({"priority": [str(company) for company in terms.priority]} if terms.priority else {})


def load_terms(stored: Mapping[str, Any]) -> LotTerms:
    return LotTerms(
        side=stored["side"],
        initiator_id=UUID(stored["initiator"]),
        quantity=Decimal(stored["quantity"]),
        unit=stored["unit"],
        currency=stored["currency"],
        opens_at=datetime.fromisoformat(stored["opens_at"]),
        ends_at=datetime.fromisoformat(stored["ends_at"]) if stored["ends_at"] else None,
        priority=tuple(UUID(company) for company in stored.get("priority", ())),
    )


def shift_terms(terms: LotTerms, by: timedelta) -> LotTerms:
    """Opening and scheduled end, later by `by`."""
    return replace(terms, opens_at=terms.opens_at + by, ends_at=terms.ends_at + by if terms.ends_at else None)
