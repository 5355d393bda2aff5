"""Write down what the embedded bank says of a transfer."""

from typing import Literal
from uuid import UUID

import msgspec
from django.db import IntegrityError, transaction

from shared_apps.commands import Context, command
from shared_apps.commands.inputs import money
from shared_apps.foundation.money import MoneyIn
from tenant_apps.payments import errors
from tenant_apps.payments.models import BankWord


class KeepBankWord(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`bank_id` is the bank's own number of the transfer, `reference` what its payer wrote on it."""

    reference: str
    bank_id: str
    outcome: Literal["done", "failed"]
    amount: MoneyIn
    reason: str = ""


class BankWordKept(msgspec.Struct, frozen=True, kw_only=True):
    word_id: UUID


@command("payments.keep_bank_word", input=KeepBankWord)
def keep_bank_word(ctx: Context, data: KeepBankWord) -> BankWordKept:
    """Keep it for the next time the outcome is asked for; by itself it books nothing. For the marketplace alone."""
    if not ctx.actor.is_marketplace:
        raise errors.only_the_marketplace()
    amount = money(data.amount, "amount")
    reference, bank_id = data.reference.strip()[:140], data.bank_id.strip()[:80]
    if amount.minor <= 0:
        raise errors.not_positive()
    for field, text in (("reference", reference), ("bank_id", bank_id)):
        if not text:
            raise errors.name_needed(field)
    row = BankWord(
        reference=reference, bank_id=bank_id, outcome=data.outcome, currency=amount.currency,
        amount_minor=amount.minor, reason=data.reason.strip()[:200], said_at=ctx.now,
    )  # fmt: skip
    try:
        with transaction.atomic(using=ctx.using):
            row.save(force_insert=True)
    except IntegrityError as error:
        raise errors.bank_word_known(bank_id) from error
    facts = {"bank_id": bank_id, "outcome": data.outcome, "amount": str(amount)}
    ctx.audit(target="payments.bank_word", target_id=row.pk, facts=facts)
    return BankWordKept(word_id=row.pk)
