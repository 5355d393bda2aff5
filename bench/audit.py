"""The log of acts: what sealing costs orders, how soon a head is signed, and that no row is missed or changed unseen.

    make bench NAME=audit

Orders come from 64 clients through the lane while the sealer runs as in a worker, in a process of its own, and while it
does not, in turns on one machine; the ratio is of the medians of neighbouring turns. A head's delay is from the commit
of a row, by the database's clock, to the commit of the head over it. Then 1,000 long transactions, and a log of a
million records: exported, verified, and verified again with single bytes of five hundred records changed. About eight
minutes; on a busy machine `ARGS="--rounds 2 --seconds 4"` keeps it within ten.
"""

import argparse
import random
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

from bench.harness import ROOT, Outcome, say
from bench.orders_client import order
from bench.product import at_share, median, open_django
from bench.stack import Stack, stack

SLUG = "audit"
SEED = 20261127
FILL = """
INSERT INTO audit_auditrecord (id, at, action, outcome, actor_kind, actor_id, target, target_id, facts, request_id)
SELECT uuidv7(), clock_timestamp(), 'bench.act', 'done', 'system', 'bench', 'bench.thing', n::text,
       jsonb_build_object('n', n), ''
FROM generate_series(1, %s) AS n
"""
ROW = """
INSERT INTO audit_auditrecord (id, at, action, outcome, actor_kind, actor_id, target, target_id, facts, request_id)
VALUES (uuidv7(), clock_timestamp(), 'bench.long', 'done', 'system', 'bench', '', %s, '{}', '')
"""


def run(arguments: list[str]) -> Outcome:
    parser = argparse.ArgumentParser(prog="make bench NAME=audit")
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--seconds", type=float, default=8.0, help="of each measurement of orders")
    parser.add_argument("--skus", type=int, default=5000)
    parser.add_argument("--records", type=int, default=1_000_000, help="of the log that is verified")
    parser.add_argument("--flips", type=int, default=500, help="bytes changed, in one reading of the whole log")
    parser.add_argument("--alone", type=int, default=3, help="bytes changed one at a time, a reading for each")
    told = parser.parse_args(arguments)
    outcome = Outcome("audit", seed=SEED)
    with stack("audit") as made:
        made.provision(SLUG, "eu", "Audit")
        open_django(made)
        made.start("lane-eu")
        from bench.orders_market import Market

        market = Market.stand_up(SLUG, skus=told.skus, buyers=100, clients=64)
        _orders(told, outcome, made, market)
        _long_transactions(outcome, market)
        _bytes(told, outcome, made, market)
        made.manage("invariants", "--all-tenants")
    return outcome


@contextmanager
def _sealing(made: Stack, market: Any) -> Iterator[subprocess.Popen[bytes]]:
    """The sealer and the publisher of a worker, in a process of their own, once it has sealed what waits."""
    with _writer(market) as writer:
        writer.execute(ROW, ["begin"])
    env = made.env | {"KONTOR_KIND": "region", "KONTOR_REGION": "eu", "KONTOR_WORKER": "1"}
    code = (
        "import django, time; django.setup(); from shared_apps.audit import sealing; sealing.start(); time.sleep(1e6)"
    )
    process = subprocess.Popen([sys.executable, "-c", code], env=env, cwd=ROOT)
    try:
        with _writer(market) as writer:
            while writer.execute("SELECT EXISTS (SELECT 1 FROM audit_unsealed)").fetchone() != (False,):
                time.sleep(0.1)
        yield process
    finally:
        process.kill()
        process.wait(30)


def _orders(told: argparse.Namespace, outcome: Outcome, made: Stack, market: Any) -> None:
    from bench.orders_market import encoded

    port = int(made.told["port_lane_eu"])
    texts = encoded(market.bodies(4000, SEED))
    targets = [{"host": market.host, "secret": secret} for secret in market.secrets]
    say("warming")
    order(port, targets, texts, 3.0, "orders")
    rates: dict[bool, list[float]] = {True: [], False: []}
    others = 0
    for number in range(told.rounds):
        for sealed in (True, False) if number % 2 else (False, True):
            if sealed:
                with _sealing(made, market):
                    share = order(port, targets, texts, told.seconds, "orders")
                    time.sleep(2.0)
            else:
                share = order(port, targets, texts, told.seconds, "orders")
            rates[sealed].append(share.rate)
            others += sum(share.others.values())
        say(f"  round {number + 1}: {rates[False][-1]:.0f}/s, sealed {rates[True][-1]:.0f}/s")
    costs = [100 * (1 - with_it / without) for with_it, without in zip(rates[True], rates[False], strict=True)]
    outcome.figure("orders_without", round(median(rates[False])), "orders/s")
    outcome.figure("orders_sealed", round(median(rates[True])), "orders/s")
    outcome.figure("sealing_costs", round(median(costs), 1), "% of the order rate", "<= 5")
    outcome.figure("other_answers", others, "", "== 0")
    _drained(made, market)
    delays = _delays(made, market)
    outcome.figure("heads", len(delays), "rows timed")
    outcome.figure("head_p50", round(at_share(delays, 0.5)), "ms")
    outcome.figure("head_p99", round(at_share(delays, 0.99)), "ms", "<= 1000")


def _drained(made: Stack, market: Any) -> None:
    """Seal what the turns without a sealer left."""
    from shared_apps.audit import sealing

    with sealing.connect(market.ref.alias) as connection:
        key = sealing.SealerKey.of_region("eu")
        while sealing.seal(connection, market.ref, key):
            pass


def _delays(made: Stack, market: Any, rows: int = 2000) -> list[float]:
    """Milliseconds from the commit of single rows, two hundred a second, to the head over them."""
    from shared_apps.audit import sealing

    chance = random.Random(SEED)
    committed: dict[str, float] = {}
    with _sealing(made, market), sealing.connect(market.ref.alias) as watch, _writer(market) as writer:
        for number in range(rows):
            writer.execute(ROW, [f"d-{number}"])
            committed[f"d-{number}"] = time.time()
            time.sleep(chance.expovariate(200))
        time.sleep(2.0)
        with sealing.inside(watch, market.ref):
            found = watch.execute(
                "SELECT r.target_id,"
                " (SELECT extract(epoch FROM min(c.at)) FROM notary_checkpoint c WHERE c.size > l.seq)"
                " FROM audit_auditrecord r JOIN notary_leaf l ON l.entry_id = r.id WHERE r.action = 'bench.long'"
            ).fetchall()
    return [1000 * (float(at) - committed[name]) for name, at in found if name in committed and at is not None]


@contextmanager
def _writer(market: Any) -> Iterator[Any]:
    """A connection as the marketplace's own role."""
    import psycopg
    from django.db import connections

    login = connections[market.ref.alias].get_connection_params()
    own = {name: login[name] for name in ("host", "port", "user", "password", "dbname")}
    with psycopg.connect(**own, autocommit=True) as link:
        link.execute(f"SET ROLE {market.ref.role}")
        link.execute(f"SET search_path = {market.ref.schema_name}, extensions")
        yield link


def _long_transactions(outcome: Outcome, market: Any, count: int = 1000) -> None:
    """Begun and ended at random in forty connections, while the sealer goes round."""
    from contextlib import ExitStack

    from shared_apps.audit import sealing

    chance, key = random.Random(SEED), sealing.SealerKey.of_region("eu")
    committed: set[str] = set()
    with ExitStack() as opened:
        links = [opened.enter_context(_writer(market)) for _ in range(40)]
        sealer = opened.enter_context(sealing.connect(market.ref.alias))
        held: dict[int, list[str]] = {}
        begun = 0
        while begun < count or held:
            at = chance.randrange(len(links))
            if at not in held and begun < count:
                links[at].execute("BEGIN")
                held[at], begun = [], begun + 1
            elif at in held and chance.random() < 0.6:
                name = f"l-{begun}-{at}-{len(held[at])}"
                links[at].execute(ROW, [name])
                held[at].append(name)
            elif at in held and chance.random() < 0.4:
                keeps = chance.random() < 0.9
                links[at].execute("COMMIT" if keeps else "ROLLBACK")
                rows = held.pop(at)
                committed.update(rows if keeps else ())
            if chance.random() < 0.05:
                sealing.seal(sealer, market.ref, key)
        while sealing.seal(sealer, market.ref, key):
            pass
        with sealing.inside(sealer, market.ref):
            sql = (
                "SELECT r.target_id FROM audit_auditrecord r JOIN notary_leaf l ON l.entry_id = r.id"
                " WHERE r.target_id LIKE 'l-%%'"
            )
            sealed = [name for (name,) in sealer.execute(sql)]
    outcome.figure("long_rows", len(committed), "rows of 1,000 transactions", ">= 1000")
    outcome.figure("long_skipped", len(committed - set(sealed)), "", "== 0")
    outcome.figure("long_invented", len(sealed) - len(committed & set(sealed)), "", "== 0")


def _bytes(told: argparse.Namespace, outcome: Outcome, made: Stack, market: Any) -> None:
    """A whole export: as it is, and with single bytes changed."""
    from shared_apps.audit import sealing
    from shared_apps.audit.exporting import whole_file
    from shared_apps.notary.queries import head
    from shared_apps.tenancy import scope

    began = time.monotonic()
    with sealing.connect(market.ref.alias) as sealer, _writer(market) as writer:
        key = sealing.SealerKey.of_region("eu")
        there = head_size(market)
        while there < told.records:
            writer.execute(FILL, [min(50_000, told.records - there)])
            some = 0
            while sealed := sealing.seal(sealer, market.ref, key, 20_000):
                some += sealed
            there += some
    outcome.figure("sealed_a_second", round(told.records / (time.monotonic() - began)), "rows, written and sealed")
    file = Path(made.runner.services.dir) / "log.jsonl"
    with scope.enter(market.ref), file.open("w", encoding="utf-8") as out:
        found = head()
        assert found is not None
        began = time.monotonic()
        for line in whole_file(found):
            out.write(line + "\n")
    outcome.figure("records", found.size, "", f">= {told.records}")
    outcome.figure("export_s", round(time.monotonic() - began, 1), "s")
    outcome.figure("export_mib", round(file.stat().st_size / 2**20), "MiB")
    verifier = _verifier()
    began = time.monotonic()
    with file.open("rb") as lines:
        outcome.figure("wrong_as_it_is", len(verifier.verify_log(lines, found.key)[0]), "findings", "== 0")
    outcome.figure("verify_s", round(time.monotonic() - began, 1), "s")
    chance, began = random.Random(SEED), time.monotonic()
    named = _flipped(file, verifier, found.key, told.flips, chance)
    outcome.figure("bytes_named", named, f"of {told.flips} changed at once", f">= {told.flips}")
    alone = sum(_flipped(file, verifier, found.key, 1, chance) for _ in range(told.alone))
    outcome.figure("bytes_named_alone", alone, f"of {told.alone}", f">= {told.alone}")
    outcome.figure("flips_s", round(time.monotonic() - began, 1), "s")


def head_size(market: Any) -> int:
    from shared_apps.notary.queries import head
    from shared_apps.tenancy import scope

    with scope.enter(market.ref):
        found = head()
        return found.size if found is not None else 0


def _flipped(file: Path, verifier: Any, key: str, flips: int, chance: random.Random) -> int:
    """Change single bytes of so many records in the file itself, and read it once; how many of them are named.

    Where several are changed each has to be named by its number, and no other: so none is in the numbers themselves,
    where one change makes those that follow stand in a wrong place too.
    """
    size = file.stat().st_size
    with file.open("rb") as whole:
        begin = len(whole.readline())
    spots: dict[int, tuple[int, bytes]] = {}
    with file.open("r+b") as data:
        for at in sorted(chance.randrange(begin, size) for _ in range(flips)):
            data.seek(at)
            before = data.read(1)
            if flips > 1 and b"\n" in before + data.read(20):
                at -= 60
            elif before == b"\n":
                at -= 1
            data.seek(at)
            spots[at] = (at, data.read(1))
        places = _lines_of(file, sorted(spots))
        for at, before in spots.values():
            data.seek(at)
            data.write(bytes([before[0] ^ 1 << chance.randrange(8)]))
        data.flush()
        with file.open("rb") as lines:
            said = {where for where, _what in verifier.verify_log(lines, key)[0]}
        for at, before in spots.values():
            data.seek(at)
            data.write(before)
    named = {int(found) for where in said for found in re.findall(r"record no\. (\d+)", where)}
    say(f"  {len(spots)} bytes in {len(places)} records changed, {len(named)} records named")
    others = len(named - places) if flips > 1 else 0
    return len(places & named) - others + flips - len(places)


def _lines_of(file: Path, spots: list[int]) -> set[int]:
    """Numbers of the records in which these bytes stand; the head is the first line."""
    found, line, at = set(), 0, 0
    with file.open("rb") as data:
        for spot in spots:
            while at < spot:
                some = data.read(min(2**20, spot - at))
                line, at = line + some.count(b"\n"), at + len(some)
            found.add(line - 1)
    return found


def _verifier() -> Any:
    spec = spec_from_file_location("kontor_verify", ROOT / "sdk/verify/kontor_verify.py")
    assert spec is not None and spec.loader is not None
    made = module_from_spec(spec)
    spec.loader.exec_module(made)
    return made
