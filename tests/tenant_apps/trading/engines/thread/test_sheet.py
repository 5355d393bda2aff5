"""The comparison sheet: the best split equals brute force, figures are exact, what has run out is not proposed."""

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from random import Random

from tenant_apps.trading.engines.thread.decisions.sheet import amount, build_sheet
from tenant_apps.trading.engines.thread.decisions.split import Offer, Plan, best_split
from tests.fixtures.requests import COMPANIES, INITIATOR, OPENS, Request, line_of, rules_of, seeds, terms_of

A, B, C = COMPANIES[:3]
SOON = OPENS + timedelta(hours=1)


def covered(plan: Plan, wanted: dict[int, Decimal]) -> Fraction:
    return sum((Fraction(one.quantity) / Fraction(wanted[one.line_no]) for one in plan.shares), Fraction(0))


def tried_all(offers: list[Offer], wanted: dict[int, Decimal], most: int, in_parts: bool) -> tuple[Fraction, Fraction]:
    """Every group of at most `most` companies; in it each line is filled from the cheapest on, by a plain loop."""
    best: tuple[Fraction, Fraction] | None = None
    seqs = sorted({one.seq for one in offers})
    for size in range(1, most + 1):
        for group in combinations(seqs, min(size, len(seqs))):
            cover, cost = Fraction(0), Fraction(0)
            for line, quantity in wanted.items():
                left = Fraction(quantity)
                for one in sorted((o for o in offers if o.seq in group and o.line_no == line), key=lambda o: o.cost):
                    part = min(left, Fraction(one.quantity))
                    if not in_parts and part != Fraction(quantity):
                        continue
                    left, cover, cost = left - part, cover + part / Fraction(quantity), cost + part * one.cost
            if best is None or (-cover, cost) < (-best[0], best[1]):
                best = (cover, cost)
    return best or (Fraction(0), Fraction(0))


def test_the_best_split_equals_brute_force_for_six_companies_and_eight_lines() -> None:
    for seed in list(seeds())[:400]:
        rng = Random(seed)
        companies, lines, in_parts = rng.randint(1, 6), rng.randint(1, 8), rng.random() < 0.5
        wanted = {line: Decimal(rng.choice(["10", "2.5", "7"])) for line in range(1, lines + 1)}
        offers = [
            Offer(
                seq, line, min(wanted[line], Decimal(rng.choice(["2", "5", "10"]))) if in_parts else wanted[line],
                rng.choice([1, 1, -1]) * Fraction(rng.randint(9000, 13000), 10_000),
            )
            for seq in range(1, companies + 1) for line in wanted if rng.random() < 0.8
        ]  # fmt: skip
        most = rng.randint(1, companies)
        plan = best_split(offers, wanted, most, in_parts=in_parts)
        assert len(plan.quotes) <= most
        assert (covered(plan, wanted), plan.cost) == tried_all(offers, wanted, most, in_parts), f"KONTOR_SEED={seed}"


def request() -> Request:
    found = Request(terms_of("buy", "10", "4"), rules_of(currency_policy="any", annual_rate="3.65", components=[]))
    found.quote(A, SOON, "5", "10", lead_days=20)
    found.quote(B, SOON, "4.99", "11", payment_days=100, lead_days=10)
    found.quote(C, SOON, "6", currency="USD")
    return found


def test_figures_are_exact_fractions_in_one_currency_paid_on_delivery() -> None:
    found = request()
    found.act(INITIATOR, SOON, "basis", targets={"1": "5.25", "2": "10"}, rates={"USD": "0.9"})
    sheet = build_sheet(found.state, SOON)
    first, second = sheet.rows
    assert first.cells[B].price == Fraction(499, 101), "4.99 / (1 + 0.0365 × 100 / 365)"
    assert first.cells[C].price == Fraction(54, 10)
    assert (first.cells[B].is_best, first.cells[A].is_best, first.cells[B].is_earliest) == (True, False, True)
    assert first.saved == (Fraction("5.25") - Fraction(499, 101)) * 10
    assert second.saved == 0
    assert sheet.target_total == Decimal("92.50")
    by_company = {one.company_id: one for one in sheet.columns}
    assert (by_company[A].total, by_company[A].covers_all, by_company[C].covers_all) == (Fraction(90), True, False)
    assert amount(sheet.best_by_line, found.state) == Fraction(4990, 101) + 40
    assert sheet.best_single.quotes == (1,) and sheet.best_single.cost == 90


def test_a_currency_without_a_rate_is_shown_and_not_proposed() -> None:
    sheet = build_sheet(request().state, SOON)
    assert sheet.rows[0].cells[C].price is None
    assert not {one.company_id: one for one in sheet.columns}[C].is_comparable
    assert 3 not in {share.seq for plan in sheet.plans.values() for share in plan.shares}


def test_a_quote_that_has_run_out_is_not_proposed() -> None:
    found = Request(terms_of("buy", "10"), rules_of(quote_validity_days=1))
    found.quote(A, SOON, "5")
    found.quote(B, SOON + timedelta(hours=20), "6")
    sheet = build_sheet(found.state, SOON + timedelta(hours=30))
    assert sheet.best_single.quotes == (2,)
    assert {one.company_id: one.status for one in sheet.columns} == {A: "expired", B: "quoted"}


def test_an_alternative_is_shown_and_never_the_best() -> None:
    found = Request(terms_of("buy", "10"), rules_of(alternates=True))
    found.quote(A, SOON, lines=[line_of(found, 1, "1", alternate="Aluminium")])
    found.quote(B, SOON, "6")
    sheet = build_sheet(found.state, SOON)
    assert sheet.rows[0].best == 6
    assert sheet.best_by_line.quotes == (2,)


def test_a_sale_looks_for_the_most() -> None:
    found = Request(terms_of("sell", "10"), rules_of())
    found.quote(A, SOON, "5")
    found.quote(B, SOON, "6")
    sheet = build_sheet(found.state, SOON)
    assert (sheet.best_single.quotes, amount(sheet.best_single, found.state)) == ((2,), 60)
