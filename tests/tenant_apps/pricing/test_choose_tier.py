"""Which tier gives the price, against a second, naive way to find it."""

from decimal import Decimal
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from tenant_apps.pricing.decisions.choose_tier import choose_tier
from tenant_apps.pricing.types import Tier

LIST = uuid4()


def _tier(minimum: str, price: str, *, own: bool = False, version: int = 1, price_list: UUID = LIST) -> Tier:
    return Tier(price_list, version, own, Decimal(minimum), Decimal(price))


LADDER = [_tier("1", "2.00"), _tier("10", "1.80"), _tier("100", "1.55")]


def test_the_largest_minimum_reached_gives_the_price() -> None:
    prices = {
        quantity: getattr(choose_tier(LADDER, Decimal(quantity)), "unit_price", None)
        for quantity in ("0.5", "1", "9.999999", "10", "99", "100", "5000")
    }
    assert prices == {
        "0.5": None, "1": Decimal("2.00"), "9.999999": Decimal("2.00"), "10": Decimal("1.80"), "99": Decimal("1.80"),
        "100": Decimal("1.55"), "5000": Decimal("1.55"),
    }  # fmt: skip


def test_the_buyers_own_list_goes_before_the_open_one_even_if_dearer() -> None:
    own = _tier("1", "2.50", own=True, price_list=uuid4())
    assert choose_tier([*LADDER, own], Decimal(100)) == own


def test_an_own_list_that_does_not_reach_down_leaves_the_open_price() -> None:
    own = _tier("50", "1.00", own=True, price_list=uuid4())
    assert choose_tier([*LADDER, own], Decimal(5)) == LADDER[0]


@given(
    st.lists(st.tuples(st.integers(1, 50), st.integers(0, 100)), unique_by=lambda pair: pair[0], max_size=8),
    st.integers(1, 60),
)
def test_any_ladder_answers_as_a_walk_up_it(steps: list[tuple[int, int]], quantity: int) -> None:
    expected = None
    for minimum, price in sorted(steps):
        if minimum <= quantity:
            expected = Decimal(price)
    found = choose_tier([_tier(str(minimum), str(price)) for minimum, price in steps], Decimal(quantity))
    assert (found.unit_price if found else None) == expected
