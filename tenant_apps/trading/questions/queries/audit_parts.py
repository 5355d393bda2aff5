"""What the audit file of a lot says of its changes, so that the verifier replays them."""

from typing import Any

from tenant_apps.trading.kernel.models import Lot
from tenant_apps.trading.questions.decisions.amending import written
from tenant_apps.trading.questions.models import Amendment, Confirmation


def amendments_part(lot: Lot) -> Any:
    """None for a lot that was never changed."""
    rows = list(Amendment.objects.filter(lot_id=lot.pk).order_by("number"))
    if not rows:
        return None
    return {
        "list": [
            {
                "number": row.number,
                "at": written(row.at),
                "after_seq": row.after_seq,
                "reason": row.reason,
                "binding": row.is_binding,
                "changes": row.changes,
                "old_hash": row.old_hash,
                "new_hash": row.new_hash,
            }
            for row in rows
        ],
        "confirmations": [
            {"company": str(row.company_id), "number": row.number, "after_seq": row.after_seq, "at": written(row.at)}
            for row in Confirmation.objects.filter(lot_id=lot.pk).order_by("at", "id")
        ],
    }
