"""What must be true of deposits at any moment."""

from collections import defaultdict
from uuid import UUID

from shared_apps.foundation.invariants import invariant
from tenant_apps.ledger.queries import balances
from tenant_apps.trading.deposits.commands.changing import parts_of
from tenant_apps.trading.deposits.decisions.owing import owed_of
from tenant_apps.trading.deposits.decisions.states import state_of
from tenant_apps.trading.deposits.models import Deposit

KINDS = ("deposit_paid", "deposit_held", "deposit_due", "deposit_owed", "deposit_lost", "deposit_gained")


@invariant("deposits.state_is_its_parts")
def state_is_its_parts() -> list[str]:
    """The state of a deposit that was blocked is what became of its amount."""
    rows = Deposit.objects.filter(blocked_at__isnull=False).iterator(chunk_size=1000)
    return [
        f"deposit {row.number} is {row.state}, its parts say {state_of(parts_of(row))}"
        for row in rows
        if row.state != state_of(parts_of(row))
    ][:20]


@invariant("deposits.books_are_the_deposits")
def books_are_the_deposits() -> list[str]:
    """Every account of deposits is what the deposits in each state add up to, per company and currency."""
    expected: dict[tuple[UUID, str, str], int] = defaultdict(int)

    def add(company: UUID, kind: str, currency: str, minor: int) -> None:
        expected[company, kind, currency] += minor

    for row in Deposit.objects.filter(blocked_at__isnull=False).iterator(chunk_size=1000):
        payer, receiver, money = row.payer_id, row.receiver_id, row.currency
        if row.cover == "money":
            add(payer, "deposit_paid", money, parts_of(row).left)
            add(receiver, "deposit_held", money, -parts_of(row).left)
        owed = owed_of(row.cover, row.released_minor, row.forfeited_minor, row.penalty_minor)
        if row.returned_at is None and owed.minor:
            debtor, creditor = (payer, receiver) if owed.by_payer else (receiver, payer)
            add(debtor, "deposit_owed", money, -owed.minor)
            add(creditor, "deposit_due", money, owed.minor)
        for loser, winner, minor in (
            (payer, receiver, row.forfeited_minor),
            (receiver, payer, row.penalty_minor),
        ):
            add(loser, "deposit_lost", money, minor)
            add(winner, "deposit_gained", money, -minor)
    booked = {
        (line.company_id, line.kind, line.currency): line.balance_minor for line in balances() if line.kind in KINDS
    }
    return [
        f"{kind} {currency} of company {company} is {booked.get((company, kind, currency), 0)} in the books,"
        f" {expected.get((company, kind, currency), 0)} by its deposits"
        for company, kind, currency in sorted(expected.keys() | booked.keys(), key=str)
        if booked.get((company, kind, currency), 0) != expected.get((company, kind, currency), 0)
    ][:20]
