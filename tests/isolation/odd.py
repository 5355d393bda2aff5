"""Something odd about a pair of companies, as a rule would have found it."""

from datetime import UTC, datetime
from uuid import uuid5

from tenant_apps.anomalies.commands import Found


def odd(pair: object, what: str) -> Found:
    """A payment of the pair that is larger than usual; `what` tells one act from another."""
    buyer, seller = pair.buyer, pair.seller  # type: ignore[attr-defined]
    measure = {"minor": 7_000_000_00, "currency": "EUR", "digits": 2, "known": 12, "median": 10_000, "mad": 100,
               "number": "P", "paid": True}  # fmt: skip
    return Found(
        rule="A4", act_id=uuid5(buyer, what), seq=1, action="payments.record_payment", at=datetime.now(UTC),
        subject_kind="pair", subject_id=f"{buyer}|{seller}", measure=measure,
        reasons=[{"code": "large", "values": measure}],
    )  # fmt: skip
