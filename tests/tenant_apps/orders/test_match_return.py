"""Which order lines a return belongs to."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tenant_apps.orders.decisions.match_return import Returnable, match_return

LINES = [
    Returnable(0, Decimal(4), Decimal("2.55")),
    Returnable(1, Decimal(0), Decimal("2.55")),
    Returnable(2, Decimal(6), Decimal("2.10")),
]


def test_first_line_first_and_the_rest_from_the_next() -> None:
    assert match_return(Decimal(5), None, LINES) == [(0, Decimal(4)), (2, Decimal(1))]


def test_a_price_chooses_its_own_lines() -> None:
    assert match_return(Decimal(5), Decimal("2.10"), LINES) == [(2, Decimal(5))]


def test_more_than_the_order_holds_is_refused_whole() -> None:
    assert match_return(Decimal(11), None, LINES) is None
    assert match_return(Decimal(5), Decimal("2.55"), LINES) is None


@given(st.integers(1, 100), st.lists(st.integers(0, 30), max_size=6))
def test_the_parts_make_up_the_return_and_never_pass_a_line(wanted: int, left: list[int]) -> None:
    lines = [Returnable(index, Decimal(value), Decimal(1)) for index, value in enumerate(left)]
    parts = match_return(Decimal(wanted), None, lines)
    if wanted > sum(left):
        assert parts is None
    else:
        assert parts is not None
        assert sum(quantity for _index, quantity in parts) == wanted
        assert all(0 < quantity <= left[index] for index, quantity in parts)
