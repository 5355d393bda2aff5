"""A wholesaler's half-year through the HTTP API, every invoice; difference to the file to the cent.

    make bench NAME=replay ARGS="--limit 2000 --kill"

`--kill` ends the web node, a worker and PostgreSQL with SIGKILL, again and again while it runs; nothing acknowledged
may be lost and nothing doubled. Every order must end settled. Papers are made when first opened, unless `--papers
at_once`. Orders per second stand beside those of django-oscar and Vendure, which were measured elsewhere.
"""

import argparse
import json
import subprocess
import sys
import threading
import time

from bench.harness import ROOT, Outcome, say
from bench.product import open_django
from bench.stack import Stack, stack

SLUG = "replay"
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
    told = parser.parse_args(arguments)
    outcome = Outcome("replay")
    with stack("replay") as made:
        made.provision(SLUG, "eu", "Replay")
        open_django(made)
        _papers(told.papers)
        made.start("web-eu", "worker-eu", *(made.another_worker("eu", number) for number in range(2, told.workers + 1)))
        words = ["--slug", SLUG, "--concurrency", str(told.concurrency), "--suppliers", str(told.suppliers), "--json"]
        if told.limit:
            words += ["--limit", str(told.limit)]
        report = _replay(made, words, told.kill)
    _figures(outcome, report, told.kill)
    return outcome


def _papers(when: str) -> None:
    """Set the marketplace's rule, as its administrator would in the settings."""
    from shared_apps.commands import run as run_command
    from shared_apps.foundation.actor import Actor
    from shared_apps.tenancy import scope
    from tenant_apps.rulesets.commands import ChangeSettings, change_settings
    from tenants.loaders import ref_of
    from tenants.models import Tenant

    with scope.enter(ref_of(Tenant.objects.get(slug=SLUG))):
        run_command(change_settings, Actor.system("bench"), ChangeSettings(changes={"fulfilment.papers": when}))


def _replay(made: Stack, words: list[str], kill: bool) -> dict[str, object]:
    child = subprocess.Popen(
        [sys.executable, str(ROOT / "manage.py"), "replay_orders", *words],
        cwd=ROOT,
        env=made.env,
        stdout=subprocess.PIPE,
        text=True,
    )
    if kill:
        threading.Thread(target=_disturb, args=(made, child), daemon=True).start()
    began = time.monotonic()
    out, _ = child.communicate()
    lines = [line for line in out.splitlines() if line.startswith("{")]
    if not lines:
        raise RuntimeError("the replay ended without a report; its lines above say why")
    found: dict[str, object] = json.loads(lines[-1])
    return found | {"took_s": time.monotonic() - began}


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


def _figures(outcome: Outcome, report: dict, kill: bool) -> None:  # type: ignore[type-arg]
    books = report["books"]
    outcome.figure("invoices", report["invoices_replayed"], "invoices")
    outcome.figure("requests", report["requests"], "requests")
    outcome.figure("refused", report["refused"], "requests", "== 0")
    for currency, value in report["difference"].items():
        outcome.figure(f"difference_{currency}", value, currency, "== 0")
    settled = books["orders_by_state"].get("settled", 0)
    outcome.figure("orders", books["orders"], "orders")
    outcome.figure("orders_not_settled", books["orders"] - settled, "orders", "== 0")
    outcome.figure("acknowledged_lost", len(books["acknowledged_missing"]), "orders", "== 0")
    outcome.figure("doubled", len(books["doubled"]), "orders", "== 0")
    outcome.figure("stock_levels_wrong", len(books["stock_wrong"]) + len(books["stock_unexplained"]), "levels", "== 0")
    outcome.figure("ledger_sum", sum(abs(left) for left in books["ledger_sum"].values()), "minor units", "== 0")
    outcome.figure("findings", len(report["findings"]), "", "== 0")
    outcome.figure("requests_per_s", report["orders_per_s"], "1/s")
    outcome.figure("orders_to_settled_per_s", round(settled / report["took_s"], 1), "1/s")
    outcome.figure("p50", report["p50_ms"], "ms")
    outcome.figure("p99", report["p99_ms"], "ms")
    if kill:
        outcome.figure("kills", len(KILLED), "processes", ">= 3")
        outcome.figure("repeated_calls", report["repeats"], "calls")
    for finding in report["findings"]:
        outcome.note(finding)
    for peer, rate in PEERS.items():
        outcome.note(
            f"{peer}: {rate} orders/s of 5 lines, measured on 4 cores of another machine (2 for the servers), 8 buyers;"
            " a checkout there is several calls and does more than one order call here"
        )
