"""Which invoices an amount pays."""

from datetime import date, timedelta
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from tenant_apps.settlement.decisions.allocate import OpenAmount, Share, allocate, net_credits

DAY = date(2026, 1, 1)
PAYMENT = uuid4()


def invoice(number: int, open_minor: int, due: int, order: UUID | None = None) -> OpenAmount:
    return OpenAmount(UUID(int=number), open_minor, DAY + timedelta(days=due), f"I-2026-{number:06d}", order)


def test_the_oldest_due_is_paid_first_and_the_rest_stays_free() -> None:
    shares = allocate(PAYMENT, 150, [invoice(1, 100, 9), invoice(2, 30, 3)])
    assert shares == [Share(PAYMENT, UUID(int=2), 30), Share(PAYMENT, UUID(int=1), 100)]


def test_an_invoice_named_in_the_reference_comes_first() -> None:
    shares = allocate(PAYMENT, 80, [invoice(1, 100, 1), invoice(2, 50, 9)], named="for I-2026-000002, thanks")
    assert shares == [Share(PAYMENT, UUID(int=2), 50), Share(PAYMENT, UUID(int=1), 30)]


def test_a_credit_note_prefers_the_invoices_of_its_own_order() -> None:
    order = uuid4()
    note = invoice(9, 40, 0, order)
    shares = net_credits([note], [invoice(1, 100, 1), invoice(2, 25, 9, order)])
    assert shares == [Share(note.id, UUID(int=2), 25), Share(note.id, UUID(int=1), 15)]


@given(st.integers(1, 500), st.lists(st.integers(1, 100), max_size=8))
def test_exactly_as_much_as_possible_is_allocated(free: int, opens: list[int]) -> None:
    shares = allocate(PAYMENT, free, [invoice(n, amount, n % 3) for n, amount in enumerate(opens, start=1)])
    assert sum(share.amount_minor for share in shares) == min(free, sum(opens))
    assert all(0 < share.amount_minor <= opens[share.invoice_id.int - 1] for share in shares)
    assert len({share.invoice_id for share in shares}) == len(shares)


@given(st.lists(st.integers(1, 100), max_size=5), st.lists(st.integers(1, 100), max_size=5))
def test_netting_uses_neither_side_more_than_it_is(credits: list[int], opens: list[int]) -> None:
    notes = [invoice(100 + n, amount, n) for n, amount in enumerate(credits)]
    invoices = [invoice(n, amount, n) for n, amount in enumerate(opens, start=1)]
    shares = net_credits(notes, invoices)
    assert sum(share.amount_minor for share in shares) == min(sum(credits), sum(opens))
    for side, rows in ((0, notes), (1, invoices)):
        for row in rows:
            assert sum(share.amount_minor for share in shares if share[side] == row.id) <= row.open_minor
