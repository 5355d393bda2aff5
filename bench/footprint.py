"""Memory of every process of the demo, and how long it takes to start: with no data yet, and again.

    make bench NAME=footprint

Memory is PSS: what several processes share is counted once. Cold is the first start ever (data directories, tables,
demo marketplaces); warm is the start of every other day. Afterwards the process that answers requests is measured in a
stack of its own, after orders as in the bench of orders and the pages of a buyer and a seller.
"""

import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

from bench.harness import ROOT, Outcome, say
from config.embedded.services import Services

SETTLE_S = 5
SLUG = "footprint"
SEED = 20261127
SKUS = 5_000
ORDERS_S = 3.0


def run(arguments: list[str]) -> Outcome:
    outcome = Outcome("footprint")
    profile = f"bench-footprint-{os.getpid()}"
    services = Services(profile)
    try:
        outcome.figure("demo_start_cold", round(_start(profile), 1), "s")
        _demo(profile, "--stop")
        outcome.figure("demo_start_warm", round(_start(profile), 1), "s", "<= 20")
        time.sleep(SETTLE_S)
        _memory(outcome, services)
    finally:
        _demo(profile, "--stop")
        if os.environ.get("KONTOR_BENCH_KEEP") != "1":
            shutil.rmtree(services.dir, ignore_errors=True)
    _at_work(outcome)
    return outcome


def _at_work(outcome: Outcome) -> None:
    """Pages, API and lane in one process: its memory after both have worked."""
    from bench.product import open_django
    from bench.stack import stack

    with stack("footprint", apart=False) as made:
        made.provision(SLUG, "eu", "Footprint")
        open_django(made)
        made.start("node-eu")
        from bench import pages
        from bench.orders_client import order
        from bench.orders_market import Market, encoded

        node = made.node("node-eu")
        assert node.process is not None and node.port is not None
        outcome.figure("pss_node_idle", _node_mib(node.process.pid), "MiB")
        market = Market.stand_up(SLUG, skus=SKUS, buyers=200, clients=256)
        bodies = encoded(market.bodies(4000, SEED))
        batches = ['{"orders":[' + ",".join(bodies[at : at + 500]) + "]}" for at in range(0, len(bodies), 500)]
        targets = [{"host": market.host, "secret": secret} for secret in market.secrets]
        ways = ((targets[:64], bodies, "orders"), (targets, bodies, "orders"), (targets[:1], batches, "orders:batch"))
        accepted = sum(order(node.port, some, texts, ORDERS_S, path).accepted for some, texts, path in ways)
        outcome.figure("pss_after_orders", _node_mib(node.process.pid), "MiB", "<= 154")
        opened, wrong = pages.walk(market, node.port)
        outcome.figure("orders", accepted, "orders", ">= 1000")
        outcome.figure("pages", opened, "pages", ">= 50")
        outcome.figure("pages_not_answered", len(wrong), "", "== 0")
        for text in wrong[:10]:
            outcome.note(text)
        outcome.figure("pss_lane_and_web", _node_mib(node.process.pid), "MiB", "<= 154")


def _node_mib(pid: int) -> float:
    return round(sum(_pss_kib(member) for member in _tree(pid, _children(), set())) / 1024, 1)


def _start(profile: str) -> float:
    say(f"footprint: starting the demo {profile}")
    began = time.monotonic()
    _demo(profile, "--background")
    return time.monotonic() - began


def _demo(profile: str, word: str) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "demo", "--profile", profile, word],
        cwd=ROOT,
        stdout=sys.stderr,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"manage.py demo {word} ended with {done.returncode}")


def _memory(outcome: Outcome, services: Services) -> None:
    """PSS per owned process, with everything it started."""
    import json

    roots = {name: owned.pid for name, owned in services.owned().items()}
    for name, entry in json.loads((services.dir / "nodes.json").read_text()).items():
        roots[name] = int(entry["process"]["pid"])
    children = _children()
    owned_by_others = set(roots.values())
    total = 0
    for name, pid in sorted(roots.items()):
        members = _tree(pid, children, owned_by_others - {pid})
        size = sum(_pss_kib(member) for member in members)
        total += size
        outcome.figure(f"pss_{re.sub(r'[^a-z0-9]+', '_', name)}", round(size / 1024, 1), "MiB")
        say(f"    {len(members)} processes")
    outcome.figure("pss_total", round(total / 1024, 1), "MiB")


def _children() -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            # The name of the program, in brackets, may contain anything.
            parent = int(path.read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError):
            continue
        found.setdefault(parent, []).append(int(path.parent.name))
    return found


def _tree(pid: int, children: dict[int, list[int]], apart: set[int]) -> list[int]:
    """The process and its descendants, without those that are counted under their own name."""
    found = [pid]
    for child in children.get(pid, ()):
        if child not in apart:
            found += _tree(child, children, apart)
    return found


def _pss_kib(pid: int) -> int:
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    except OSError:
        pass
    return 0
