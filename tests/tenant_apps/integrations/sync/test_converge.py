"""A thousand bad days: duplicated, reordered, late and lost-then-healed words end where the ordered ones do."""

import os
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random

import pytest

from tenant_apps.integrations.decisions.conflicts import settle_state, settle_stock
from tenant_apps.integrations.decisions.converge import converge
from tenant_apps.integrations.decisions.order_words import merge
from tenant_apps.integrations.simulator.chaos import Chaos
from tenant_apps.integrations.types import FieldWord, OrderMessage, Settled, StockLine, StockMessage

SEED = int(os.environ.get("KONTOR_SYNC_SEED", "20261126"))
START = datetime(2026, 11, 1, tzinfo=UTC)
OURS = Decimal(40)


def history(random: Random, length: int) -> list[StockMessage]:
    found, there = [], OURS
    for number in range(1, length + 1):
        is_level = random.random() < 0.2
        there = Decimal(random.randint(0, 90)) if is_level else there
        change = Decimal(0) if is_level else Decimal(random.randint(-int(there), 30))
        there += change
        at = START + timedelta(minutes=number)
        found.append(StockMessage(f"m{number}", number, is_level, there if is_level else change, at))
    return found


def told_in_parts(random: Random, messages: Sequence[StockMessage]) -> tuple[StockLine, int]:
    """Feed messages as they come: known ids are dropped. Returns the line and how many are parked."""
    line, parked, known = StockLine(), list[StockMessage](), set[str]()
    rest = list(messages)
    while rest:
        count = random.randint(1, 5)
        part, rest = rest[:count], rest[count:]
        fresh = list({one.id: one for one in part if one.id not in known}.values())
        known |= {one.id for one in fresh}
        found = converge(line, [*parked, *fresh], OURS)
        line = found.line
        parked = [one for one in [*parked, *fresh] if found.told[one.id].state == "parked"]
    return line, len(parked)


def test_a_thousand_permutations_of_stock_converge() -> None:
    lost_healed = 0
    for run in range(1000):
        random = Random(SEED + run)
        messages = history(random, random.randint(2, 25))
        ordered, _parked = told_in_parts(random, messages)
        arrived = Chaos(duplicate=30, drop=15, reorder=True).spoil(random, messages)
        line, waiting = told_in_parts(random, arrived)
        if line != ordered:
            # Lost for good: nothing after the gap was applied, and the whole level heals it at whatever place it comes.
            assert line.sequence < ordered.sequence and (waiting or arrived[-1:] != messages[-1:]), f"SEED={SEED + run}"
            healing = StockMessage("heal", ordered.sequence, True, ordered.theirs or OURS * 0, messages[-1].said_at)
            arrived.insert(random.randint(0, len(arrived)), healing)
            line, waiting = told_in_parts(random, arrived)
            lost_healed += 1
        assert line == ordered and waiting == 0, f"SEED={SEED + run}"
    assert lost_healed > 100


def test_a_thousand_permutations_of_an_order_converge() -> None:
    for run in range(1000):
        random = Random(SEED + run)
        messages = []
        for version in range(1, random.randint(3, 8)):
            fields: dict[str, object] = {"confirmed_date": f"2026-12-{random.randint(1, 28):02}"}
            if random.random() < 0.5:
                fields["lines"] = {"1": str(random.randint(1, 9))}
            if random.random() < 0.3:
                fields["state"] = random.choice(["confirmed", "shipped"])
            messages.append(OrderMessage(f"m{version}", version, START + timedelta(hours=version), fields))
        ordered, _told = merge({}, messages)
        fields_now: dict[str, FieldWord] = {}
        for one in Chaos(duplicate=30, reorder=True).spoil(random, messages):
            fields_now, _told = merge(fields_now, [one])
        assert {name: one.value for name, one in fields_now.items()} == {
            name: one.value for name, one in ordered.items()
        }, f"SEED={SEED + run}"


def test_a_gap_waits_and_names_the_number_that_is_missing() -> None:
    one, three = history(Random(4), 3)[0::2]
    three = StockMessage("m3", 3, False, Decimal(5), three.said_at)
    found = converge(StockLine(), [one, three], OURS)
    assert found.told["m3"].state == "parked" and "2" in found.told["m3"].reason
    healed = converge(found.line, [three, StockMessage("m2", 2, True, Decimal(7), START)], OURS)
    assert (healed.line.theirs, healed.told["m3"].state) == (12, "applied")


@pytest.mark.parametrize(
    ("rule", "agreed", "theirs", "promised", "winner", "why"),
    [
        ("theirs", "10", "12", "0", "theirs", ""),  # only they changed: nothing to settle
        ("theirs", "9", "12", "0", "theirs", "rule"),
        ("ours", "9", "12", "0", "ours", "rule"),
        ("newer", "9", "12", "0", "ours", "newer_ours"),
        ("ask", "9", "12", "0", "open", "asked"),
        ("theirs", "10", "2", "3", "open", "promised"),  # whoever wins, promised goods stay
        ("ask", "9", "10", "0", "ours", ""),  # both say the same by now
    ],
)
def test_who_wins_what_lies_there(rule, agreed, theirs, promised, winner, why) -> None:
    found = settle_stock(
        rule, ours=Decimal(10), theirs=Decimal(theirs), agreed=Decimal(agreed), promised=Decimal(promised),
        ours_at=START + timedelta(hours=2), said_at=START + timedelta(hours=1),
    )  # fmt: skip
    assert (found.winner, found.why) == (winner, why)


def test_goods_that_left_cannot_be_cancelled_by_any_rule() -> None:
    late = settle_state("theirs", ours="shipped", theirs="cancelled", ours_at=START, said_at=START)
    assert late == Settled("open", True, "too_late")
    assert settle_state("ours", ours="accepted", theirs="shipped", ours_at=START, said_at=START).winner == "ours"
    assert settle_state("theirs", ours="invoiced", theirs="shipped", ours_at=START, said_at=START).differs is False
