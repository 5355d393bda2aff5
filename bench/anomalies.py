"""Anomaly rules: how soon what is odd is found among what is normal, how much is missed, and what it costs orders.

    make bench NAME=anomalies ARGS="--labelled 100 --normal 10000 --rate 300"

The full measurement is `--labelled 1000 --normal 100000`. Acts are written into the log as commands write them, at a
steady rate, by a connection with the marketplace's own role; a worker with sealer and watch runs as in production, and
Valkey is killed and started again in the middle. A labelled act is one that its rule must find. Its delay is from the
act's own time to the moment when a reader of the database first sees it behind an alert, read four times a second, so
it is never understated. What fires on acts without a label counts as a false positive.
"""

import argparse
import csv
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Any
from uuid import UUID

from bench.harness import ROOT, Outcome, say
from bench.product import at_share, median, open_django
from bench.stack import Stack, stack

SLUG = "odd"
SEED = 20261127
STATISTICAL = ("A4", "A11")
# Readings of the database by who waits for alerts, a second.
POLLS = 4
INSERT = """
INSERT INTO audit_auditrecord (id, at, action, outcome, actor_kind, actor_id, company_id, target, target_id, facts,
                               request_id, address, agent_hash)
VALUES (%s, coalesce(%s::timestamptz, clock_timestamp()), %s, 'done', %s, %s, %s, %s, %s, %s, '', %s, %s)
"""
SEEN = """
SELECT j.rule, j.act_id::text, clock_timestamp(), j.at FROM anomalies_judgement j
WHERE j.alert_id IS NOT NULL AND j.judged_at > %s
"""


@dataclass(slots=True)
class Row:
    """One act to write. `rule` is what must find it; `past` puts it so long ago; `grey` may be found or not."""

    action: str
    kind: str = "user"
    actor: str = ""
    target: str = ""
    target_id: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    address: str = ""
    agent: str = ""
    company: UUID | None = None
    rule: str = ""
    past: timedelta | None = None
    id: UUID | None = None
    grey: bool = False


def run(arguments: list[str]) -> Outcome:
    parser = argparse.ArgumentParser(prog="make bench NAME=anomalies")
    parser.add_argument("--labelled", type=int, default=100, help="acts of each rule that it must find")
    parser.add_argument("--normal", type=int, default=10_000, help="acts in which nothing is odd")
    parser.add_argument("--rate", type=int, default=300, help="acts a second")
    parser.add_argument("--no-restart", action="store_true", help="leave Valkey alone")
    parser.add_argument(
        "--order-rounds", type=int, default=3, help="turns of orders with and without the watch; 0: none"
    )
    parser.add_argument("--seconds", type=float, default=6.0, help="of each turn of orders")
    told = parser.parse_args(arguments)
    outcome = Outcome("anomalies", seed=SEED)
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "networks.csv"
        _networks(table)
        os.environ["KONTOR_NETWORK_TABLE"] = str(table)
        with stack("anomalies") as made:
            made.provision(SLUG, "eu", "Odd")
            open_django(made)
            _measure(told, outcome, made)
            if told.order_rounds:
                _orders(told, outcome, made)
    return outcome


def _networks(path: Path) -> None:
    """Ten networks in Germany, ten in Australia."""
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["network", "country", "system", "latitude", "longitude", "relay"])
        for number in range(10):
            writer.writerow([f"203.0.{number}.0/24", "DE", "3320", "52.52", "13.40", ""])
            writer.writerow([f"198.51.{number}.0/24", "AU", "1221", "-33.87", "151.21", ""])


def _measure(told: argparse.Namespace, outcome: Outcome, made: Stack) -> None:
    from shared_apps.commands import run as run_command
    from shared_apps.foundation.actor import Actor
    from shared_apps.tenancy import scope
    from tenant_apps.rulesets.commands import ChangeSettings, change_settings
    from tenants.loaders import ref_of
    from tenants.models import Tenant

    ref = ref_of(Tenant.objects.get(slug=SLUG))
    chance = random.Random(SEED)
    from bench.anomalies_acts import Trains

    with scope.enter(ref):
        changes = {"anomalies.a8_whom": "everybody", "anomalies.a3_everywhere": 10_000, "anomalies.a3_ratio": 50}
        run_command(change_settings, Actor.system("bench"), ChangeSettings(changes=changes))
        trains = Trains(told.labelled, told.normal, chance, Row)
        before, rows = trains.before, trains.rows()
    made.start("worker-eu")
    with _writer(ref) as writer:
        _wait_for_watch(writer)
        say(f"history: {len(before)} acts")
        _write(writer, before)
        _caught_up(writer)
    seen: dict[tuple[str, str], float] = {}
    over = Event()
    begun = datetime.now(UTC)
    poller = Thread(target=_poll, args=(ref, begun, seen, over), daemon=True)
    poller.start()
    restarts: list[float] = []
    Thread(target=_supervise, args=(made, restarts, over), daemon=True).start()
    say(f"writing {len(rows)} acts, {sum(1 for one in rows if one.rule)} of them labelled, {told.rate} a second")
    half = len(rows) // 2
    with _writer(ref) as writer:
        took = _paced(writer, rows[:half], told.rate)
        if not told.no_restart:
            restart = Thread(target=made.kill_and_start, args=("valkey",))
            restart.start()
        took += _paced(writer, rows[half:], told.rate)
        if not told.no_restart:
            restart.join()
        began = time.monotonic()
        _caught_up(writer)
        outcome.figure("behind_at_end", round(time.monotonic() - began, 1), "s")
    time.sleep(2)
    over.set()
    poller.join()
    outcome.figure("acts", len(rows), "acts")
    outcome.figure("worker_restarts", len(restarts), "by the supervisor")
    outcome.figure("rate", round(len(rows) / took), "acts/s")
    _judge(told, outcome, rows, seen)
    made.kill("worker-eu")
    from tenant_apps.anomalies import invariants

    # Papers of this marketplace stand for nothing, so its books are not asked; those of the orders are.
    with scope.enter(ref):
        checks = (
            invariants.every_alert_has_evidence,
            invariants.nothing_held_for_nothing,
            invariants.read_no_further_than_sealed,
        )
        broken = [text for check in checks for text in check()]
    outcome.figure("invariants_broken", len(broken), "", "== 0")


def _supervise(made: Stack, restarts: list[float], over: Event) -> None:
    """Start the worker again when it has died, as whatever supervises it in production does."""
    while not over.wait(0.5):
        process = made.node("worker-eu").process
        if process is not None and process.poll() is not None and not over.is_set():
            restarts.append(time.monotonic())
            say("  the worker has died; it is started again")
            made.start("worker-eu")


def _judge(told: argparse.Namespace, outcome: Outcome, rows: list[Row], seen: dict[tuple[str, str], float]) -> None:
    labelled = {(one.rule, str(one.id)) for one in rows if one.rule}
    acts = {str(one.id) for one in rows if one.rule}
    delays: list[float] = []
    for rule in sorted({one.rule for one in rows if one.rule}, key=lambda code: int(code[1:])):
        mine = [key for key in labelled if key[0] == rule]
        found = [seen[key] for key in mine if key in seen]
        delays += found
        bar = ">= 90" if rule in STATISTICAL else "== 100"
        outcome.figure(f"recall_{rule}", round(100 * len(found) / len(mine), 2), f"% of {len(mine)}", bar)
        if found:
            outcome.figure(f"p99_{rule}", round(at_share(found, 0.99), 2), "s")
    outcome.figure("delay_p50", round(at_share(delays, 0.5), 2), "s")
    outcome.figure("delay_p99", round(at_share(delays, 0.99), 2), "s", "<= 5")
    outcome.figure("delay_max", round(max(delays), 2), "s", "<= 30")
    normal = {str(one.id) for one in rows if not one.rule and not one.grey}
    wrong = [key for key in seen if key[1] in normal]
    outcome.figure("false_positives", len(wrong), f"on {len(normal)} normal acts")
    also = [key for key in seen if key[1] in acts and key not in labelled]
    outcome.figure("found_by_another_rule_too", len(also), "labelled acts")
    if wrong:
        count: dict[str, int] = {}
        for rule, _act in wrong:
            count[rule] = count.get(rule, 0) + 1
        outcome.note(f"false positives by rule: {count}")


@contextmanager
def _writer(ref: Any) -> Iterator[Any]:
    """A connection as the marketplace's own role."""
    import psycopg
    from django.db import connections

    own = connections[ref.alias].settings_dict
    login = {"host": own["HOST"], "port": own["PORT"], "user": own["USER"], "password": own["PASSWORD"],
             "dbname": own["NAME"]}  # fmt: skip
    with psycopg.connect(**login, autocommit=True) as connection:
        connection.execute(f'SET search_path TO "{ref.schema_name}"')
        connection.execute(f'SET ROLE "{ref.role}"')
        yield connection


def _wait_for_watch(writer: Any) -> None:
    until = time.monotonic() + 60
    while not writer.execute("SELECT EXISTS (SELECT 1 FROM anomalies_watch)").fetchone()[0]:
        if time.monotonic() > until:
            raise RuntimeError("nobody watches")
        time.sleep(0.2)
    _caught_up(writer)


def _caught_up(writer: Any) -> None:
    """Wait until everything is sealed and read; what rules themselves write goes on a little."""
    until = time.monotonic() + 300
    while time.monotonic() < until:
        waits, size, seq = writer.execute(
            "SELECT EXISTS (SELECT 1 FROM audit_unsealed), (SELECT size FROM notary_tree),"
            " (SELECT seq FROM anomalies_watch)"
        ).fetchone()  # fmt: skip
        if not waits and size == seq:
            return
        time.sleep(0.1)
    raise RuntimeError("the watch did not catch up within five minutes")


def _write(writer: Any, rows: list[Row]) -> None:
    with writer.cursor() as cursor:
        cursor.executemany(INSERT, [_values(one) for one in rows])


def _values(one: Row) -> tuple[Any, ...]:
    from shared_apps.foundation.ids import uuid7

    one.id = one.id or uuid7()
    at = datetime.now(UTC) - one.past if one.past else None
    return (one.id, at, one.action, one.kind, one.actor, one.company, one.target, one.target_id,
            json.dumps(one.facts), one.address, one.agent)  # fmt: skip


def _paced(writer: Any, rows: list[Row], rate: int) -> float:
    """Write at a steady rate, a tenth of a second's acts in one transaction; return how long it took."""
    began = time.monotonic()
    piece = max(rate // 10, 1)
    for number, at in enumerate(range(0, len(rows), piece), 1):
        with writer.transaction():
            _write(writer, rows[at : at + piece])
        ahead = began + number * piece / rate - time.monotonic()
        if ahead > 0:
            time.sleep(ahead)
    return time.monotonic() - began


def _poll(ref: Any, begun: datetime, seen: dict[tuple[str, str], float], over: Event) -> None:
    with _writer(ref) as reader:
        since = begun
        while True:
            last = over.is_set()
            newest = since
            for rule, act_id, now, at in reader.execute(SEEN, [since - timedelta(seconds=20)]).fetchall():
                seen.setdefault((rule, act_id), (now - at).total_seconds())
                newest = max(newest, now)
            since = newest
            if last:
                return
            time.sleep(1 / POLLS)


def _orders(told: argparse.Namespace, outcome: Outcome, made: Stack) -> None:
    """Orders through the lane while acts are sealed and watched, and while they are sealed alone, in turns."""
    from bench.orders_client import order
    from bench.orders_market import Market, encoded

    made.provision("quick", "eu", "Quick")
    made.start("lane-eu")
    market = Market.stand_up("quick", skus=1000, buyers=50, clients=32)
    port = int(made.told["port_lane_eu"])
    texts = encoded(market.bodies(4000, SEED))
    targets = [{"host": market.host, "secret": secret} for secret in market.secrets]
    order(port, targets, texts, 3.0, "orders")
    rates: dict[bool, list[float]] = {True: [], False: []}
    for number in range(told.order_rounds):
        for watched in (True, False) if number % 2 else (False, True):
            with _beside(made, watched):
                rates[watched].append(order(port, targets, texts, told.seconds, "orders").rate)
                time.sleep(2.0)
        say(f"  round {number + 1}: {rates[False][-1]:.0f}/s, watched {rates[True][-1]:.0f}/s")
    from shared_apps.foundation import invariants
    from shared_apps.tenancy import scope

    with scope.enter(market.ref):
        outcome.figure("books_broken", len(invariants.check_all()), "", "== 0")
    costs = [100 * (1 - with_it / without) for with_it, without in zip(rates[True], rates[False], strict=True)]
    outcome.figure("orders_unwatched", round(median(rates[False])), "orders/s")
    outcome.figure("orders_watched", round(median(rates[True])), "orders/s")
    outcome.figure("watching_costs", round(median(costs), 1), "% of the order rate, on shared cores")


@contextmanager
def _beside(made: Stack, watched: bool) -> Iterator[None]:
    """A process that seals, and watches or not."""
    env = made.env | {"KONTOR_KIND": "region", "KONTOR_REGION": "eu", "KONTOR_WORKER": "1"}
    watch = "from tenant_apps.anomalies import watcher; watcher.start();" if watched else ""
    code = (
        "import django, time; django.setup(); from shared_apps.audit import sealing; sealing.start();"
        f"{watch} time.sleep(1e6)"
    )
    process = subprocess.Popen([sys.executable, "-c", code], env=env, cwd=ROOT)
    try:
        time.sleep(4.0)
        yield
    finally:
        process.kill()
        process.wait(30)
