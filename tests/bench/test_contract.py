"""What a bench promises to whoever reads it: it is listed, told in one line, and its last line can be judged."""

import importlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from bench.__main__ import SHARED, known, main
from bench.harness import Outcome, machine
from bench.product import at_share, median

ROOT = Path(__file__).resolve().parents[2]
PROMISED = {
    "bids",
    "footprint", "isolation", "migrations", "modes", "provisioning", "prozorro", "replay", "sealed", "settings",
    "visibility", "hostile", "authz",
}  # fmt: skip


def test_the_promised_benches_are_listed() -> None:
    assert set(known()) >= PROMISED
    assert not set(known()) & SHARED


@pytest.mark.parametrize("name", sorted(known()))
def test_each_says_what_it_measures_and_can_be_run(name: str) -> None:
    assert len(known()[name]) > 20
    assert callable(importlib.import_module(f"bench.{name}").run)


def test_without_a_name_all_are_listed() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bench"], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    assert {line.split()[0] for line in done.stdout.splitlines()} == set(known())


def test_an_unknown_name_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["no-such-bench"]) == 2
    assert "no-such-bench" in capsys.readouterr().err


def test_the_last_line_is_one_json_object() -> None:
    outcome = Outcome("x", seed=7)
    outcome.figure("fast", 4.5, "s", "<= 5")
    outcome.figure("told", 3, "MiB")
    found = json.loads(outcome.as_line())
    assert set(found) >= {"bench", "holds", "figures", "seed", "machine"}
    assert (found["bench"], found["holds"], found["seed"], found["machine"]) == ("x", True, 7, machine())
    assert found["figures"]["fast"] == {"value": 4.5, "unit": "s", "bar": "<= 5", "holds": True}
    assert "\n" not in outcome.as_line()


@pytest.mark.parametrize(
    ("value", "bar", "holds"),
    [(5, "<= 5", True), (5.01, "<= 5", False), (15, ">= 15", True), (14.9, ">= 15", False), (0, "== 0", True),
     (1, "== 0", False)],
)  # fmt: skip
def test_one_missed_bar_fails_the_whole(value: float, bar: str, holds: bool) -> None:
    outcome = Outcome("x")
    outcome.figure("good", 1, "", "== 1")
    outcome.figure("judged", value, "", bar)
    assert outcome.holds is holds


def test_shares_and_medians() -> None:
    values = [float(number) for number in range(20, 0, -1)]
    assert (at_share(values, 0.95), at_share(values, 1.0), at_share([3.0], 0.95)) == (19.0, 20.0, 3.0)
    assert median([9.0, 1.0, 5.0]) == 5.0
