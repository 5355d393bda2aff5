"""Instalments are the order to the last minor unit, payments fill the oldest first, days are calendar days."""

import itertools
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tenant_apps.invoicing.decisions.credit import credit_lines
from tenant_apps.invoicing.types import InvoiceLineFacts
from tenant_apps.terms.decisions.plan import Part, accelerates, asked, divide, due_day, fill, next_look, state_of
from tenant_apps.terms.decisions.steps import is_good_discount, wrong_with
from tenant_apps.terms.types import TermsStep

DAY = date(2027, 1, 31)


@st.composite
def shares(draw: st.DrawFn) -> list[Decimal]:
    """Percentages with two decimals that are the whole."""
    cuts = sorted(draw(st.sets(st.integers(1, 9999), max_size=11)))
    edges = [0, *cuts, 10000]
    return [Decimal(right - left) / 100 for left, right in itertools.pairwise(edges)]


@given(st.integers(0, 10**15), shares())
def test_instalments_are_the_total_and_no_further_off_than_one_unit(total: int, parts: list[Decimal]) -> None:
    amounts = divide(total, parts)
    assert sum(amounts) == total
    assert all(abs(amount - total * share / 100) < 1 for amount, share in zip(amounts, parts, strict=True))


@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 400) | st.none()), min_size=1, max_size=8), st.data())
def test_what_is_paid_fills_the_oldest_first(rows: list[tuple[int, int | None]], data: st.DataObject) -> None:
    parts = [
        Part(no, amount, None if days is None else DAY + timedelta(days=days)) for no, (amount, days) in enumerate(rows)
    ]
    paid = data.draw(st.integers(0, sum(part.amount_minor for part in parts)))
    filled = fill(parts, paid)
    assert sum(filled.values()) == paid
    by_age = sorted(parts, key=lambda part: (part.due_on or date.max, part.no))
    # Behind one that is not full, nothing is paid.
    for older, newer in itertools.pairwise(by_age):
        assert filled[older.no] == older.amount_minor or filled[newer.no] == 0
    assert asked(parts, filled, DAY) == sum(p.amount_minor - filled[p.no] for p in parts if p.due_on == DAY)


@given(
    st.lists(st.tuples(st.integers(1, 10**6), st.sampled_from(["0", "0.07", "0.19"])), min_size=1, max_size=6),
    st.data(),
)
def test_a_credited_part_has_the_tax_of_its_invoice(rows: list[tuple[int, str]], data: st.DataObject) -> None:
    lines = [
        InvoiceLineFacts(no, "x", Decimal(1), "C62", Decimal(net), Decimal(rate), net, int(net * Decimal(rate)))
        for no, (net, rate) in enumerate(rows, start=1)
    ]
    total = sum(line.net_minor + line.tax_minor for line in lines)
    amount = data.draw(st.integers(1, total))
    found = credit_lines(lines, amount, "EUR", "early")
    assert sum(line.net_minor + line.tax_minor for line in found) == amount
    for line in found:
        same = [one for one in lines if one.tax_rate == line.tax_rate]
        assert 0 <= line.net_minor <= sum(one.net_minor for one in same)
        assert 0 <= line.tax_minor <= sum(one.tax_minor for one in same) + 1


def test_days_are_counted_from_milestones_and_moved_to_the_end_of_the_month() -> None:
    step = TermsStep(Decimal(100), "shipped", 28)
    assert due_day(step, {"accepted": DAY}, False) is None
    assert due_day(step, {"shipped": DAY}, False) == date(2027, 2, 28)
    assert due_day(TermsStep(Decimal(100), "shipped", 1), {"shipped": DAY}, True) == date(2027, 2, 28)
    assert due_day(TermsStep(Decimal(100), "date", 0, date(2027, 6, 3)), {}, True) == date(2027, 6, 3)


def test_states_acceleration_and_the_next_look() -> None:
    parts = [Part(1, 100, DAY), Part(2, 100, DAY + timedelta(days=30)), Part(3, 100, None), Part(4, 0, DAY)]
    paid = fill(parts, 40)
    after = DAY + timedelta(days=1)
    assert [state_of(part, paid[part.no], DAY) for part in parts] == ["part_paid", "due", "planned", "void"]
    assert next(state_of(part, paid[part.no], after) for part in parts) == "late"
    assert state_of(parts[0], 100, after) == "paid"
    for days, found in ((14, False), (15, True)):
        day = DAY + timedelta(days=days)
        assert accelerates(parts, paid, day, when="late", days=14, missed=9) is found
    late_two = DAY + timedelta(days=31)
    assert accelerates(parts, paid, late_two, when="missed", days=99, missed=2)
    assert not accelerates(parts, paid, late_two, when="missed", days=99, missed=3)
    assert not accelerates(parts, paid, late_two, when="never", days=1, missed=1)
    assert next_look(parts, paid, DAY, None) == after
    assert next_look(parts, paid, after, 14) == DAY + timedelta(days=15)
    assert next_look(parts, fill(parts, 300), DAY, 14) is None


def test_terms_are_whole_and_within_bounds() -> None:
    half = TermsStep(Decimal(50), "accepted", 0)
    assert wrong_with([half, half], most_days=0, most_instalments=2) == ""
    for steps, why in (
        ([], "none"), ([half] * 3, "many"), ([half], "sum"), ([TermsStep(Decimal(0), "accepted")], "share"),
        ([TermsStep(Decimal(100), "someday")], "milestone"), ([TermsStep(Decimal(100), "accepted", 1)], "days"),
        ([TermsStep(Decimal(100), "date")], "date"), ([TermsStep(Decimal(100), "shipped", 0, DAY)], "date"),
    ):  # fmt: skip
        assert wrong_with(steps, most_days=0, most_instalments=2) == why
    most = Decimal(3)
    good = [is_good_discount(Decimal(p), d, most) for p, d in (("0", 0), ("3", 10), ("3.01", 10), ("2", 0), ("0", 5))]
    assert good == [True, True, False, False, False]
