"""The one-file verifier agrees with the engines on random lots, and finds whatever is changed afterwards."""

import copy
import json
import subprocess
import sys
from collections import Counter
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from random import Random
from typing import Any

import pytest

from shared_apps.foundation import canonical
from tenant_apps.trading.kernel.decisions import chain
from tests.fixtures import auctions

FILE = Path(__file__).resolve().parents[2] / "sdk/verify/kontor_verify.py"
_spec = spec_from_file_location("kontor_verify", FILE)
assert _spec and _spec.loader
verifier = module_from_spec(_spec)
_spec.loader.exec_module(verifier)


def findings(audit: dict[str, Any]) -> list[tuple[str, str]]:
    return list(verifier.verify(canonical.dumps(audit))[0])


def resealed(audit: dict[str, Any]) -> dict[str, Any]:
    """The file with all its hashes made right again, as a forger would."""
    before = ""
    for bid in audit["bids"]:
        bid["payload_hash"], bid["prev_hash"] = canonical.digest(bid["payload"]), before
        named = {"lot": audit["lot"]["id"], "ruleset": bid["ruleset_hash"], "payload": bid["payload_hash"]}
        same = {name: bid[name] for name in ("seq", "company", "verdict", "reason")}
        bid["hash"] = before = canonical.digest({**named, **same, "at": bid["received_at"], "prev": before})
    audit.pop("file_hash", None)
    return {**audit, "file_hash": canonical.digest(audit)}


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("mode", auctions.MODES)
def test_verifier_and_engine_agree(mode: str) -> None:
    met: Counter[str] = Counter()
    for seed in auctions.seeds():
        lot = auctions.random_lot(seed, mode)
        assert findings(lot.audit()) == [], f"seed {seed}"
        met.update(verdict.reason or "accepted" for _c, _n, verdict in lot.ledger)
        met[lot.engine.outcome(lot.state).reason or "awarded"] += 1
        met["extended"] += lot.facts["extensions"]
    common = {"accepted", "awarded", "no_bids", "trading.closed", "trading.own_lot", "trading.bad_price"}
    own = {
        "english_auction": {
            "too_low",
            "off_step",
            "below_own_last",
            "equal_bid",
            "cap_needs_confirmation",
            "no_buy_now",
        },
        "reverse_auction": {"too_high", "off_step", "below_own_last", "equal_bid", "cap_needs_confirmation"},
        "dutch_auction": {"stale_tick", "over_max_take", "insufficient_remaining", "bad_quantity", "below_min_take"},
    }
    wanted = common | {f"trading.{code}" for code in own[mode]}
    if mode != "dutch_auction":
        wanted |= {"extended", "too_few_bidders", "reserve_not_met"}
    assert not {code for code in wanted if not met[code]}, met


def test_every_flipped_byte_is_found() -> None:
    lot = auctions.random_lot(5, "english_auction", extension_window_s=300)
    data = canonical.dumps(lot.audit())
    rng = Random(17)
    for at in rng.sample(range(len(data)), min(400, len(data))):
        changed = data[:at] + bytes([data[at] ^ (1 << rng.randrange(7))]) + data[at + 1 :]
        try:
            found = verifier.verify(changed)[0]
        except verifier.Unreadable:
            continue
        assert found, f"byte {at} (seed 17)"


def test_a_changed_bid_is_named() -> None:
    lot = auctions.Lot(
        "english_auction", auctions.terms_of("sell"), auctions.rules_of("english_auction", start_price="10")
    )
    lot.bid(auctions.COMPANIES[0], auctions.at(1), price="10")
    lot.bid(auctions.COMPANIES[1], auctions.at(2), price="12")
    lot.bid(auctions.COMPANIES[0], auctions.at(3), price="15")
    for change in (
        {"payload": {"price": "13"}},
        {"company": str(auctions.COMPANIES[2])},
        {"received_at": auctions.at(2.5).isoformat()},
        {"prev_hash": "0" * 64},
        {"reason": "trading.too_low"},
    ):
        audit = lot.audit()
        audit["bids"][1].update(change)
        assert "bid 2" in [where for where, _what in findings(audit)], change
    dropped = lot.audit()
    del dropped["bids"][1]
    assert "bid 2" in [where for where, _what in findings(dropped)]


def forged(audit: dict[str, Any], change: Any) -> list[str]:
    audit = copy.deepcopy(audit)
    change(audit)
    return [where for where, _what in findings(resealed(audit))]


def test_a_forger_who_makes_every_hash_right_is_found() -> None:
    lot = auctions.Lot(
        "english_auction",
        auctions.terms_of("sell"),
        auctions.rules_of("english_auction", start_price="10", reserve="12"),
    )
    lot.bid(auctions.COMPANIES[0], auctions.at(1), price="10", maximum="20")
    lot.bid(auctions.COMPANIES[1], auctions.at(2), price="11")
    lot.bid(auctions.COMPANIES[1], auctions.at(3590), price="30")
    audit = lot.audit()
    assert audit["outcome"]["extensions"] == 1
    assert findings(resealed(copy.deepcopy(audit))) == []
    allocation = audit["outcome"]["allocations"][0]

    def accept(found: dict[str, Any]) -> None:
        found["bids"][1].update(verdict="accepted", reason="")

    assert audit["bids"][1]["verdict"] == "refused"
    assert "bid 2" in forged(audit, accept)
    other = {**allocation, "seq": 1, "company": str(auctions.COMPANIES[0])}
    assert forged(audit, lambda found: found["outcome"].update(allocations=[other])) == ["allocation 1"]
    cheap = {**allocation, "unit_price": "20"}
    assert forged(audit, lambda found: found["outcome"].update(allocations=[cheap])) == ["allocation 1"]
    assert forged(audit, lambda found: found["outcome"].update(extensions=0)) == ["extensions"]
    early = auctions.at(3600).isoformat()
    assert forged(audit, lambda found: found["outcome"].update(end_at=early)) == ["end"]
    nobody = {"allocations": [], "reason": "reserve_not_met"}
    assert forged(audit, lambda found: found["outcome"].update(nobody)) == ["outcome", "allocations"]
    assert "bid 3" in forged(audit, lambda found: found["bids"][2].update(verdict="refused", reason="trading.closed"))


def test_refusals_of_the_marketplace_are_taken_as_given() -> None:
    lot = auctions.random_lot(4, "english_auction")
    audit = lot.audit()
    extra = {
        **audit["bids"][0],
        "seq": len(audit["bids"]) + 1,
        "verdict": "refused",
        "reason": "trading.not_joined",
    }
    audit["bids"].append(extra)
    assert findings(resealed(audit)) == []


def test_the_hash_is_that_of_the_ledger() -> None:
    """The forger above and the ledger link bids in one way."""
    audit = auctions.random_lot(8, "reverse_auction").audit()
    assert audit["bids"]
    assert resealed(copy.deepcopy(audit)) == audit
    assert chain.payload_hash(audit["bids"][0]["payload"]) == audit["bids"][0]["payload_hash"]


def test_it_runs_alone(tmp_path: Path) -> None:
    """Outside the project's environment: isolated, from another directory, without site packages."""
    lot = auctions.random_lot(3, "dutch_auction")
    path = tmp_path / "lot.json"
    path.write_bytes(canonical.dumps(lot.audit()))
    copied = tmp_path / "kontor_verify.py"
    copied.write_bytes(FILE.read_bytes())

    def run(*arguments: str) -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, "-I", "-S", str(copied), *arguments],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert not done.stderr
        return done.returncode, done.stdout

    code, words = run(str(path))
    assert code == 0 and "The file holds" in words
    code, words = run(str(path), "--json", "--expect", "0" * 64)
    assert code == 1 and json.loads(words)["findings"] == [
        {"where": "file", "what": "its SHA-256 is not the one expected"}
    ]
    path.write_text("{")
    code, words = run(str(path))
    assert code == 1 and words.startswith("UNREADABLE")
