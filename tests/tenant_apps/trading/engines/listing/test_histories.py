"""Random listings: engine = verifier = brute force; restarts change nothing; nothing is sold twice."""

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest

from shared_apps.foundation import canonical
from tests.fixtures.requests import seeds
from tests.fixtures.takes import FORMATS, differences, random_listing

pytestmark = pytest.mark.timeout(3600)


@pytest.fixture(scope="module")
def verifier() -> ModuleType:
    path = Path(__file__).parents[5] / "sdk" / "verify" / "kontor_verify.py"
    spec = importlib.util.spec_from_file_location("kontor_verify", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_verifier_comes_to_the_same_verdicts_and_the_same_shares(verifier: ModuleType) -> None:
    sold, reasons, kinds = 0, set(), set()
    for seed in seeds():
        kind, listing = random_listing(seed)
        found, _audit = verifier.verify(canonical.dumps(listing.audit()))
        assert found == [], f"KONTOR_SEED={seed}"
        sold += bool(listing.state.shares)
        kinds.add(kind)
        reasons |= {verdict.reason for _command, _now, verdict in listing.ledger}
    if len(list(seeds())) >= 300:
        assert kinds == set(FORMATS) and sold > 200
        assert len(reasons) > 18, sorted(reasons)


def test_brute_force_comes_to_the_same(verifier: ModuleType) -> None:
    for seed in seeds():
        assert differences(seed) == [], f"KONTOR_SEED={seed}"


def test_a_restart_after_every_act_changes_nothing() -> None:
    for seed in seeds():
        assert random_listing(seed, reload=True)[1].audit() == random_listing(seed)[1].audit(), f"KONTOR_SEED={seed}"


def test_a_file_that_was_changed_does_not_hold(verifier: ModuleType) -> None:
    tried = 0
    for seed in seeds():
        audit = random_listing(seed)[1].audit()
        if not audit["outcome"]["allocations"]:
            continue
        for name, value in (("unit_price", "0.01"), ("quantity", "77"), ("seq", 99), ("item", "another")):
            changed = json.loads(json.dumps(audit))
            changed["outcome"]["allocations"][0][name] = value
            changed["file_hash"] = canonical.digest({k: v for k, v in changed.items() if k != "file_hash"})
            found, _audit = verifier.verify(canonical.dumps(changed))
            assert any(where.startswith("allocation") for where, _what in found), (seed, name)
        tried += 1
        if tried == 20:
            break
    assert tried
