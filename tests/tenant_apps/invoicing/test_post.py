"""The legs of invoices and credit notes."""

from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from tenant_apps.invoicing.decisions.post import credit_note_legs, invoice_legs

SELLER, BUYER = uuid4(), uuid4()


def test_an_invoice_books_both_sides() -> None:
    assert invoice_legs(SELLER, BUYER, 1000, 190) == [
        (SELLER, "receivable", 1190),
        (SELLER, "sales", -1000),
        (SELLER, "tax_out", -190),
        (BUYER, "purchases", 1000),
        (BUYER, "tax_in", 190),
        (BUYER, "payable", -1190),
    ]


def test_nothing_is_booked_for_zero() -> None:
    assert invoice_legs(SELLER, BUYER, 0, 0) == []
    assert [leg.kind for leg in invoice_legs(SELLER, BUYER, 5, 0)] == ["receivable", "sales", "purchases", "payable"]


@given(st.integers(0, 10**12), st.integers(0, 10**12))
def test_each_company_balances_and_a_credit_note_undoes_an_invoice(net: int, tax: int) -> None:
    sums: dict[object, int] = {}
    for leg in invoice_legs(SELLER, BUYER, net, tax):
        sums[leg.company_id] = sums.get(leg.company_id, 0) + leg.amount_minor
    assert set(sums.values()) <= {0}
    kinds: dict[tuple[object, str], int] = {}
    for leg in [*invoice_legs(SELLER, BUYER, net, tax), *credit_note_legs(SELLER, BUYER, net, tax)]:
        kind = "sales" if leg.kind == "returns" else leg.kind
        kinds[leg.company_id, kind] = kinds.get((leg.company_id, kind), 0) + leg.amount_minor
    assert set(kinds.values()) <= {0}
