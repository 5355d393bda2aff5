"""A wholesaler's half-year through the HTTP API, every invoice; difference to the file to the cent.

    make bench NAME=replay ARGS="--limit 2000 --kill"
    make bench NAME=replay ARGS="--limit 3000 --lane"

`--kill` ends the web node, a worker and PostgreSQL with SIGKILL, again and again while it runs; nothing acknowledged
may be lost and nothing doubled. Every order must end settled. Papers are made when first opened, unless `--papers
at_once`. `--lane` replays it once more in a marketplace of its own, with orders sent to the lane and 64 requests at a
time, and compares how many orders are answered a second. They stand beside those of django-oscar and Vendure, which
were measured elsewhere. With `--workers-later` requests are answered without anybody who delivers events beside them.
"""

import argparse
import json
import subprocess
import sys
import threading
import time
from typing import Any

from bench.harness import ROOT, Outcome, say
from bench.product import open_django
from bench.stack import Stack, stack

SLUG = "replay"
LANE_SLUG = "replay-lane"
LANE_CONCURRENCY = 64
BETWEEN_ROUNDS_S = 240
KILLED: list[str] = []
# Orders per second at 8 buyers, three runs each, on two server cores of a machine with four.
PEERS = {"Vendure 3.7.3": "11.5 to 16.5", "django-oscar 4.2.1": "8.8 to 12.3"}


def run(arguments: list[str]) -> Outcome:
    parser = argparse.ArgumentParser(prog="make bench NAME=replay")
    parser.add_argument("--limit", type=int, default=0, help="only the first invoices of the file")
    parser.add_argument("--concurrency", type=int, default=4)
    parser.add_argument("--suppliers", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2, help="worker processes that deliver")
    parser.add_argument("--papers", choices=("on_demand", "at_once"), default="on_demand")
    parser.add_argument("--kill", action="store_true", help="kill web node, worker and PostgreSQL while it runs")
    parser.add_argument("--lane", action="store_true", help="once more through the lane")
    parser.add_argument("--workers-later", action="store_true", help="deliver events once everything is sent")
    told = parser.parse_args(arguments)
    outcome = Outcome("replay")
    with stack("replay") as made:
        made.provision(SLUG, "eu", "Replay")
        open_django(made)
        _papers(SLUG, told.papers)
        workers = ["worker-eu", *(made.another_worker("eu", number) for number in range(2, told.workers + 1))]
        later = workers if told.workers_later else []
        made.start("web-eu", *([] if later else workers))
        words = ["--suppliers", str(told.suppliers), "--json"]
        if told.limit:
            words += ["--limit", str(told.limit)]
        first = [*words, "--slug", SLUG, "--concurrency", str(told.concurrency)]
        report = _replay(made, first, told.kill, SLUG, later)
        _figures(outcome, report, told.kill)
        if told.lane:
            made.provision(LANE_SLUG, "eu", "Replay by lane")
            _papers(LANE_SLUG, told.papers)
            made.start("lane-eu")
            lane = f"http://127.0.0.1:{made.told['port_lane_eu']}"
            again = [*words, "--slug", LANE_SLUG, "--concurrency", str(LANE_CONCURRENCY), "--lane", lane]
            quick = _replay(made, again, False, LANE_SLUG, later)
            _figures(outcome, quick, kill=False, prefix="lane_")
            faster = float(quick["orders_per_s"]) / float(report["orders_per_s"])
            outcome.figure("lane_of_web", round(faster, 1), "x", ">= 5")
    return outcome


def _papers(slug: str, when: str) -> None:
    """Set the marketplace's rules, as its administrator would in the settings.

    Half a year of first payments comes in minutes here; what is unusually large is not asked of it.
    """
    from shared_apps.commands import run as run_command
    from shared_apps.foundation.actor import Actor
    from shared_apps.tenancy import scope
    from tenant_apps.rulesets.commands import ChangeSettings, change_settings
    from tenants.loaders import ref_of
    from tenants.models import Tenant

    with scope.enter(ref_of(Tenant.objects.get(slug=slug))):
        changes = {"fulfilment.papers": when, "anomalies.a4_limit": "1000000000"}
        run_command(change_settings, Actor.system("bench"), ChangeSettings(changes=changes))


def _replay(made: Stack, words: list[str], kill: bool, slug: str, later: list[str]) -> dict[str, Any]:
    """Run it; workers in `later` are not there before everything is sent."""
    for name in later:
        made.kill(name)
    child = subprocess.Popen(
        [sys.executable, str(ROOT / "manage.py"), "replay_orders", *words],
        cwd=ROOT,
        env=made.env,
        stdout=subprocess.PIPE,
        text=True,
    )
    if later:
        threading.Thread(target=_start_later, args=(made, child, slug, later), daemon=True).start()
    if kill:
        threading.Thread(target=_disturb, args=(made, child), daemon=True).start()
    began = time.monotonic()
    out, _ = child.communicate()
    lines = [line for line in out.splitlines() if line.startswith("{")]
    if not lines:
        raise RuntimeError("the replay ended without a report; its lines above say why")
    found: dict[str, Any] = json.loads(lines[-1])
    return found | {"took_s": time.monotonic() - began}


def _start_later(made: Stack, child: "subprocess.Popen[str]", slug: str, names: list[str]) -> None:
    """Start workers when the journal of what was answered has stopped growing."""
    journal = made.runner.services.dir / "replay" / slug / "journal.jsonl"
    size = -1
    while child.poll() is None and not (journal.exists() and 0 < size == journal.stat().st_size):
        size = journal.stat().st_size if journal.exists() else -1
        time.sleep(1.5)
    if child.poll() is None:
        made.start(*names)


def _disturb(made: Stack, child: "subprocess.Popen[str]") -> None:
    """Kill one thing after the other and start it again: when the first orders are in, then every few minutes."""
    journal = made.runner.services.dir / "replay" / SLUG / "journal.jsonl"
    while child.poll() is None and not (journal.exists() and journal.stat().st_size > 20_000):
        time.sleep(0.2)
    while True:
        for name in ("web-eu", "worker-eu", "postgres"):
            if child.poll() is not None:
                return
            say(f"  kill -9 {name}")
            made.kill_and_start(name)
            KILLED.append(name)
            time.sleep(4)
        until = time.monotonic() + BETWEEN_ROUNDS_S
        while child.poll() is None and time.monotonic() < until:
            time.sleep(1)


def _figures(outcome: Outcome, report: dict[str, Any], kill: bool, prefix: str = "") -> None:
    books = report["books"]
    outcome.figure(f"{prefix}invoices", report["invoices_replayed"], "invoices")
    outcome.figure(f"{prefix}requests", report["requests"], "requests")
    outcome.figure(f"{prefix}refused", report["refused"], "requests", "== 0")
    for currency, value in report["difference"].items():
        outcome.figure(f"{prefix}difference_{currency}", value, currency, "== 0")
    settled = books["orders_by_state"].get("settled", 0)
    outcome.figure(f"{prefix}orders", books["orders"], "orders")
    outcome.figure(f"{prefix}orders_not_settled", books["orders"] - settled, "orders", "== 0")
    outcome.figure(f"{prefix}acknowledged_lost", len(books["acknowledged_missing"]), "orders", "== 0")
    outcome.figure(f"{prefix}doubled", len(books["doubled"]), "orders", "== 0")
    wrong = len(books["stock_wrong"]) + len(books["stock_unexplained"])
    outcome.figure(f"{prefix}stock_levels_wrong", wrong, "levels", "== 0")
    left = sum(abs(one) for one in books["ledger_sum"].values())
    outcome.figure(f"{prefix}ledger_sum", left, "minor units", "== 0")
    outcome.figure(f"{prefix}findings", len(report["findings"]), "", "== 0")
    outcome.figure(f"{prefix}requests_per_s", report["requests_per_s"], "1/s")
    outcome.figure(f"{prefix}orders_per_s", report["orders_per_s"], "1/s")
    outcome.figure(f"{prefix}orders_to_settled_per_s", round(settled / report["took_s"], 1), "1/s")
    outcome.figure(f"{prefix}p50", report["p50_ms"], "ms")
    outcome.figure(f"{prefix}p99", report["p99_ms"], "ms")
    if kill:
        outcome.figure("kills", len(KILLED), "processes", ">= 3")
        outcome.figure("repeated_calls", report["repeats"], "calls")
    for finding in report["findings"]:
        outcome.note(finding)
    if prefix:
        return
    for peer, rate in PEERS.items():
        outcome.note(
            f"{peer}: {rate} orders/s of 5 lines, measured on 4 cores of another machine (2 for the servers), 8 buyers;"
            " a checkout there is several calls and does more than one order call here"
        )
