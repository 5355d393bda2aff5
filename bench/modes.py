"""Random histories of every mode: engine = independent verifier = brute force, 0 differences.

    make bench NAME=modes ARGS="--histories 10000 --seed 0 --only reverse_auction --workers 2"

A mode of several formats takes them in turn. A mode whose engine is new joins with one line in `SUITES`: a function
that plays the history of a seed and says what disagrees.
"""

import argparse
import importlib.util
import os
from collections import Counter
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import cache
from itertools import islice
from multiprocessing import Pool
from typing import Any

from bench.harness import ROOT, Outcome, say

# Text of what disagrees, with the name of the format that was played.
Suite = Callable[[int], tuple[str, list[str]]]
SHOWN = 5


def run(arguments: list[str]) -> Outcome:
    parser = argparse.ArgumentParser(prog="make bench NAME=modes")
    parser.add_argument("--histories", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", choices=sorted(SUITES), action="append")
    parser.add_argument("--workers", type=int, default=max(1, (os.cpu_count() or 2) // 2))
    told = parser.parse_args(arguments)
    outcome = Outcome("modes", seed=told.seed)
    with Pool(told.workers, initializer=_open) as pool:
        for mode in told.only or SUITES:
            say(f"  {mode}: seeds {told.seed} to {told.seed + told.histories - 1}")
            seeds = range(told.seed, told.seed + told.histories)
            played: Counter[str] = Counter()
            wrong: list[str] = []
            for name, findings in pool.imap_unordered(_play, ((mode, seed) for seed in seeds), chunksize=50):
                played[name] += 1
                wrong += findings
            for text in islice(wrong, SHOWN):
                outcome.note(text)
            outcome.figure(f"{mode}_histories", sum(played.values()), "histories", f">= {told.histories}")
            outcome.figure(f"{mode}_differences", len(wrong), "", "== 0")
            outcome.note(f"{mode}: " + ", ".join(f"{count} {name}" for name, count in sorted(played.items())))
    return outcome


def _open() -> None:
    """The engines are plain functions, but their texts want settings; no service is asked."""
    os.environ |= {"KONTOR_KIND": "test", "KONTOR_OFFLINE": "1", "DJANGO_SETTINGS_MODULE": "config.settings.test"}


def _play(told: tuple[str, int]) -> tuple[str, list[str]]:
    mode, seed = told
    try:
        name, wrong = SUITES[mode](seed)
    except Exception as error:
        return "failed", [f"{mode} seed {seed}: {type(error).__name__}: {error}"]
    return name, [f"{mode} ({name}) seed {seed}: {text}" for text in wrong]


@cache
def _verifier() -> Any:
    spec = importlib.util.spec_from_file_location("kontor_verify", ROOT / "sdk/verify/kontor_verify.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _clock(mode: str, formats: Sequence[str]) -> Suite:
    """A mode of the clock, plain and in its formats."""

    def play(seed: int) -> tuple[str, list[str]]:
        from shared_apps.foundation import canonical
        from tests.fixtures.auctions import random_lot
        from tests.fixtures.brute import engine_result, result_of
        from tests.fixtures.formats import random_format

        name = [mode, *formats][seed % (len(formats) + 1)]
        lot = random_lot(seed, mode) if name == mode else random_format(seed, name)
        wrong = [f"{where}: {what}" for where, what in _verifier().verify(canonical.dumps(lot.audit()))[0]]
        found, wanted = engine_result(lot), result_of(lot, name)
        if found != wanted:
            wrong.append(f"the engine says {found}, brute force {wanted}")
        again = lot.engine.load(lot.engine.dump(lot.state))
        if lot.engine.outcome(again) != lot.engine.outcome(lot.state):
            wrong.append("a restart changes the result")
        return name, wrong

    return play


def _listing(seed: int) -> tuple[str, list[str]]:
    from shared_apps.foundation import canonical
    from tests.fixtures.takes import differences, random_listing

    name, listing = random_listing(seed)
    wrong = [f"{where}: {what}" for where, what in _verifier().verify(canonical.dumps(listing.audit()))[0]]
    if random_listing(seed, reload=True)[1].audit() != listing.audit():
        wrong.append("a restart changes the result")
    return name, wrong + differences(seed)


def _request(seed: int) -> tuple[str, list[str]]:
    from shared_apps.foundation import canonical
    from tenant_apps.trading.engines.thread.decisions.engine import ENGINE
    from tests.fixtures.requests import random_request
    from tests.tenant_apps.trading.engines.thread.test_histories import sold_at, standing

    request = random_request(seed)
    wrong = [f"{where}: {what}" for where, what in _verifier().verify(canonical.dumps(request.audit()))[0]]
    quotes = {row["seq"]: row for row in standing(request).values()}
    for one in ENGINE.outcome(request.state).allocations:
        quote = quotes.get(one.seq)
        if quote is None or sold_at(request, quote).get(one.line_no) != Fraction(one.unit_price):
            wrong.append(f"bid {one.seq}, line {one.line_no}: what is awarded was not quoted last")
    if random_request(seed, reload=True).audit() != request.audit():
        wrong.append("a restart changes the result")
    return str(request.rules["kind"]), wrong


def _tender(seed: int) -> tuple[str, list[str]]:
    from shared_apps.foundation import canonical
    from tenant_apps.trading.engines.vault.decisions.engine import ENGINE
    from tests.fixtures.tenders import random_tender
    from tests.tenant_apps.trading.engines.vault.test_histories import as_rows, reference

    lot = random_tender(seed)
    wrong = [f"{where}: {what}" for where, what in _verifier().verify(canonical.dumps(lot.audit()))[0]]
    outcome = ENGINE.outcome(lot.state)
    if lot.state.awarded is not None and lot.rules["award_choice"] != "reasoned" and as_rows(outcome) != reference(lot):
        wrong.append(f"the engine says {as_rows(outcome)}, brute force {reference(lot)}")
    if ENGINE.dump(random_tender(seed, reload=True).state) != ENGINE.dump(lot.state):
        wrong.append("a restart changes the result")
    return str(lot.rules["method"]), wrong


SUITES: dict[str, Suite] = {
    "spot_listing": _listing,
    "english_auction": _clock("english_auction", ["parts", "parts_shared", "priority", "last_round"]),
    "reverse_auction": _clock(
        "reverse_auction", ["turns", "turns_features", "japanese", "index", "features", "last_japanese", "explained"]
    ),
    "dutch_auction": _clock("dutch_auction", ["hybrid", "absentee"]),
    "rfq": _request,
    "sealed_tender": _tender,
}
