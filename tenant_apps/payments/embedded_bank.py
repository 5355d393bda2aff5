"""The bank built into Kontor: answers from what was written down as its word (`keep_bank_word`)."""

from collections.abc import Sequence
from typing import Literal

from tenant_apps.payments.models import BankWord
from tenant_apps.payments.types import Outcome, connect

CODE = "embedded_bank"
# Of one reference; nobody pays more often under the same.
MOST = 50


class EmbeddedBank:
    """A `Provider` for demonstrations, tests and banks whose statements are entered."""

    code = CODE

    def outcome(self, reference: str) -> Sequence[Outcome]:
        rows = BankWord.objects.filter(reference=reference).order_by("id")[:MOST] if reference else ()
        return [_outcome(row) for row in rows]


def _outcome(row: BankWord) -> Outcome:
    state: Literal["done", "failed"] = "done" if row.outcome == "done" else "failed"
    return Outcome(state, row.bank_id, row.currency, row.amount_minor, row.reason)


connect(EmbeddedBank())
