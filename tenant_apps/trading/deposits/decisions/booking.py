"""The legs of a deposit's bookings, by state. Pure.

Blocked money is the payer's claim (`deposit_paid`) and the receiver's debt (`deposit_held`). What has to be paid
because of a deposit, back to the payer or out by a guarantor, is `deposit_due` to one and `deposit_owed` by the other
until it is paid. What somebody loses stands against what the other gains.
"""

from typing import NamedTuple
from uuid import UUID


class Leg(NamedTuple):
    """Debit (positive) or credit (negative) in minor units."""

    company_id: UUID
    kind: str
    amount_minor: int


def blocked(payer: UUID, receiver: UUID, minor: int) -> list[Leg]:
    """The money has gone to the receiver, which owes it back."""
    return [
        Leg(payer, "deposit_paid", minor),
        Leg(payer, "bank", -minor),
        Leg(receiver, "bank", minor),
        Leg(receiver, "deposit_held", -minor),
    ]


def released(payer: UUID, receiver: UUID, minor: int) -> list[Leg]:
    """It is to be paid back."""
    return [
        Leg(payer, "deposit_due", minor),
        Leg(payer, "deposit_paid", -minor),
        Leg(receiver, "deposit_held", minor),
        Leg(receiver, "deposit_owed", -minor),
    ]


def forfeited(payer: UUID, receiver: UUID, minor: int, *, guaranteed: bool) -> list[Leg]:
    """The receiver keeps it; where only a guarantee was given, the payer's guarantor has to pay it out."""
    if guaranteed:
        return [Leg(payer, "deposit_lost", minor), Leg(payer, "deposit_owed", -minor),
                Leg(receiver, "deposit_due", minor), Leg(receiver, "deposit_gained", -minor)]  # fmt: skip
    return [Leg(payer, "deposit_lost", minor), Leg(payer, "deposit_paid", -minor),
            Leg(receiver, "deposit_held", minor), Leg(receiver, "deposit_gained", -minor)]  # fmt: skip


def doubled(payer: UUID, receiver: UUID, minor: int) -> list[Leg]:
    """Earnest money and the receiver's own default: as much again is owed to the payer."""
    return [
        Leg(receiver, "deposit_lost", minor),
        Leg(receiver, "deposit_owed", -minor),
        Leg(payer, "deposit_due", minor),
        Leg(payer, "deposit_gained", -minor),
    ]


def returned(debtor: UUID, creditor: UUID, minor: int) -> list[Leg]:
    """What was owed is paid."""
    return [
        Leg(debtor, "deposit_owed", minor),
        Leg(debtor, "bank", -minor),
        Leg(creditor, "bank", minor),
        Leg(creditor, "deposit_due", -minor),
    ]
