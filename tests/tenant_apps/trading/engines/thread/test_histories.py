"""Random requests: engine = verifier = brute force; restarts change nothing; what is awarded is what was quoted."""

import importlib.util
import json
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import product
from pathlib import Path
from random import Random
from types import ModuleType
from typing import Any
from uuid import UUID

import pytest

from shared_apps.foundation import canonical
from shared_apps.foundation.currencies import MINOR_UNITS
from tenant_apps.trading.engines.thread.decisions.engine import ENGINE
from tests.fixtures.requests import COMPANIES, DAY, OPENS, Request, random_request, rules_of, seeds, terms_of

AFTER = OPENS + 8 * DAY
pytestmark = pytest.mark.timeout(3600)


@pytest.fixture(scope="module")
def verifier() -> ModuleType:
    path = Path(__file__).parents[5] / "sdk" / "verify" / "kontor_verify.py"
    spec = importlib.util.spec_from_file_location("kontor_verify", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_verifier_comes_to_the_same_verdicts_and_the_same_award(verifier: ModuleType) -> None:
    awarded, reasons = 0, set()
    for seed in seeds():
        request = random_request(seed)
        audit = request.audit()
        found, _audit = verifier.verify(canonical.dumps(audit))
        assert found == [], f"KONTOR_SEED={seed}"
        awarded += bool(audit["outcome"]["allocations"])
        reasons |= {verdict.reason for _command, _now, verdict in request.ledger}
    if len(list(seeds())) >= 300:
        assert awarded > 50, "too few requests end with an award to mean anything"
        assert len(reasons) > 30, sorted(reasons)


def test_a_file_that_was_changed_does_not_hold(verifier: ModuleType) -> None:
    tried = 0
    for seed in seeds():
        audit = random_request(seed).audit()
        if not audit["outcome"]["allocations"]:
            continue
        row = audit["outcome"]["allocations"][0]
        for name, value in (("unit_price", "0.01"), ("line_no", 9), ("quantity", "77"), ("seq", 99)):
            changed = json.loads(json.dumps(audit))
            changed["outcome"]["allocations"][0][name] = value
            changed["file_hash"] = canonical.digest({k: v for k, v in changed.items() if k != "file_hash"})
            assert row[name] != value
            assert verifier.verify(canonical.dumps(changed))[0], (seed, name)
        tried += 1
        if tried == 20:
            break
    assert tried == 20


def test_a_restart_after_every_act_changes_nothing() -> None:
    for seed in list(seeds())[:200]:
        assert random_request(seed).audit() == random_request(seed, reload=True).audit(), f"KONTOR_SEED={seed}"


def test_a_refused_act_leaves_no_trace() -> None:
    for seed in list(seeds())[:100]:
        request = random_request(seed)
        again = Request(request.terms, request.rules)
        again.state = ENGINE.start(request.terms, request.rules)
        if request.shifts:
            continue
        for command, now, verdict in request.ledger:
            if verdict.accepted:
                for event in ENGINE.decide(again.state, command, now).events:
                    again.state = ENGINE.apply(again.state, event)
        assert ENGINE.dump(again.state) == ENGINE.dump(request.state), f"KONTOR_SEED={seed}"


# -- the referee: the last quotes read from the ledger, every assignment tried ---------------------------------------


def standing(request: Request) -> dict[UUID, dict[str, Any]]:
    """The last accepted quote or agreement of each company before the award, by a plain walk over the ledger."""
    found: dict[UUID, dict[str, Any]] = {}
    wishes: dict[UUID, dict[str, Any]] = {}
    for command, _now, verdict in request.ledger:
        told = command.payload
        if not verdict.accepted:
            continue
        if told["act"] == "quote":
            found[command.company_id] = {
                "seq": command.seq,
                "currency": told.get("currency", request.terms.currency),
                "days": told.get("payment_days", 0),
                "extras": told.get("extras", {}),
                "incoterm": told.get("incoterm", ""),
                "to_place": told.get("to_place", {}),
                "lines": {row["line"]: dict(row) for row in told["lines"]},
            }
        elif told["act"] == "counter":
            wishes[UUID(told["company"])] = dict(told)
        elif told["act"] == "accept":
            wish, quote = wishes[command.company_id], found[command.company_id]
            quote["seq"] = command.seq
            quote["days"] = wish.get("payment_days", quote["days"])
            for row in wish["lines"]:
                quote["lines"][row["line"]].update({k: v for k, v in row.items() if k in ("unit_price", "quantity")})
        elif told["act"] in ("decline", "withdraw"):
            found.pop(command.company_id, None)
    return found


def test_what_is_awarded_is_what_was_quoted_last() -> None:
    seen = 0
    for seed in seeds():
        request = random_request(seed)
        quotes = {row["seq"]: row for row in standing(request).values()}
        given: dict[int, Decimal] = {}
        for one in ENGINE.outcome(request.state).allocations:
            row = quotes[one.seq]["lines"][one.line_no]
            assert quotes[one.seq]["extras"] or one.unit_price == Decimal(row["unit_price"]), f"KONTOR_SEED={seed}"
            assert str(one.item_id or "") == row.get("item", "")
            given[one.line_no] = given.get(one.line_no, Decimal(0)) + one.quantity
            seen += 1
        wanted = {line.line_no: line.quantity for line in request.terms.lines}
        assert all(quantity <= wanted[line] for line, quantity in given.items()), f"KONTOR_SEED={seed}"
    assert seen > 0


def goods_of(request: Request, quote: dict[str, Any]) -> dict[int, Fraction]:
    """The value of each line without charges."""
    return {
        line: Fraction(row["unit_price"]) * Fraction(row.get("quantity", request.terms.lines[line - 1].quantity))
        for line, row in quote["lines"].items()
    }


def sold_at(request: Request, quote: dict[str, Any]) -> dict[int, Fraction]:
    """Unit prices with charges: every way to give the left minor units away is tried, the fairest is taken."""
    minor = 10 ** MINOR_UNITS[quote["currency"]]
    goods = goods_of(request, quote)
    cents = sum(Fraction(part) for part in quote["extras"].values()) * minor
    exact = {line: cents * value / sum(goods.values()) for line, value in goods.items()}
    floors = {line: exact[line].numerator // exact[line].denominator for line in goods}
    left = int(cents) - sum(floors.values())
    ways = (dict(zip(goods, way, strict=True)) for way in product((0, 1), repeat=len(goods)) if sum(way) == left)
    fairest = min(
        ways, key=lambda way: (sum((floors[line] + way[line] - exact[line]) ** 2 for line in goods),
                               [-way[line] for line in sorted(goods)]),
    )  # fmt: skip
    found = {}
    for line, value in goods.items():
        quantity = value / Fraction(quote["lines"][line]["unit_price"])
        full = Fraction(quote["lines"][line]["unit_price"]) + Fraction(floors[line] + fairest[line], minor) / quantity
        found[line] = Fraction(round(full * 10**6), 10**6)
    return found


def to_place(request: Request, quote: dict[str, Any], line: int) -> Fraction:
    """What is added to a unit price to compare it as delivered, by the value of the lines."""
    if request.rules["incoterm_basis"] in ("none", quote["incoterm"]) or request.terms.side == "sell":
        return Fraction(0)
    goods = goods_of(request, quote)
    added = sum((Fraction(part) for part in quote["to_place"].values()), Fraction(0))
    return added * Fraction(quote["lines"][line]["unit_price"]) / sum(goods.values())


def test_what_is_awarded_holds_its_part_of_the_charges_to_the_cent() -> None:
    seen = 0
    for seed in seeds():
        rng = Random(seed)
        quantities = [rng.choice(["10", "2.5", "0.75", "3"]) for _line in range(rng.randint(1, 5))]
        request = Request(terms_of("buy", *quantities), rules_of(award_split="whole"))
        prices = [rng.choice(["1", "1.01", "2.333333", "0.07"]) for _line in quantities]
        charge = rng.choice(["7.31", "0.01", "120", "0.03"])
        if not request.quote(COMPANIES[0], OPENS, *prices, extras={"freight": charge}).accepted:
            continue
        assert request.award(AFTER, *((1, line) for line in range(1, len(prices) + 1))).accepted
        rows = ENGINE.outcome(request.state).allocations
        cents = sum(_cents(one.unit_price * one.quantity) for one in rows)
        goods = [_cents(Decimal(price) * Decimal(quantity)) for price, quantity in zip(prices, quantities, strict=True)]
        assert cents == sum(goods) + _cents(Decimal(charge)), f"KONTOR_SEED={seed}"
        seen += 1
    assert seen > len(list(seeds())) // 3


def _cents(value: Decimal) -> int:
    return int((value * 100).to_integral_value(rounding="ROUND_HALF_UP"))


def test_an_award_without_a_reason_is_the_best_of_all_assignments() -> None:
    """By line, with payment terms: every way to give the lines to companies is tried."""
    verdicts = []
    for seed in seeds():
        rng = Random(seed)
        side, count = rng.choice(["buy", "sell"]), rng.randint(1, 3)
        quantities = [rng.choice(["10", "2.5", "0.75"]) for _line in range(count)]
        basis = rng.choice(["none", "DAP"])
        rules = rules_of(annual_rate=rng.choice(["0", "6"]), incoterm_basis=basis)
        request = Request(terms_of(side, *quantities), rules)
        for turn in range(rng.randint(1, 6)):
            prices = [rng.choice([None, "1", "1.01", "2", "3"]) for _line in range(count)]
            more: dict[str, Any] = {"payment_days": rng.choice([0, 60])}
            if side == "buy":
                more["extras"] = rng.choice([{}, {"freight": "7.31"}, {"packing": "0.01", "duty": "2"}])
                more["incoterm"] = rng.choice(["DAP", "EXW"])
                more["to_place"] = {"freight": rng.choice(["0", "1.5", "9"]), "duty": "0.25"}
            request.quote(rng.choice(COMPANIES), OPENS + timedelta(minutes=turn), *prices, **more)
        quotes = standing(request)
        offers = {line: [quote for quote in quotes.values() if line in quote["lines"]] for line in range(1, count + 1)}
        lines = [line for line, found in offers.items() if found]
        if not lines:
            continue
        chosen = [rng.choice(offers[line]) for line in lines]
        rows = [(quote["seq"], line) for quote, line in zip(chosen, lines, strict=True)]
        verdict = request.award(AFTER, *rows)

        def worth(choice: Any, request: Request = request, lines: list[int] = lines) -> Fraction:
            rate = Fraction(Decimal(request.rules["annual_rate"])) / 36_500
            sign = -1 if request.terms.side == "buy" else 1
            return sign * sum(
                (
                    (sold_at(request, quote)[line] / (1 + rate * quote["days"]) + to_place(request, quote, line))
                    * Fraction(request.terms.lines[line - 1].quantity)
                    for quote, line in zip(choice, lines, strict=True)
                ),
                Fraction(0),
            )

        best = max(worth(choice) for choice in product(*(offers[line] for line in lines)))
        assert verdict.accepted == (worth(chosen) == best), f"KONTOR_SEED={seed}"
        assert verdict.accepted or verdict.reason == "trading.award_reason_needed"
        verdicts.append(verdict.accepted)
    assert len(set(verdicts)) == 2 or len(verdicts) < 100
