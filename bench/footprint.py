"""Memory of every process of the demo, and how long it takes to start: with no data yet, and again.

    make bench NAME=footprint

Memory is PSS: what several processes share is counted once. Cold is the first start ever (data directories, tables,
demo marketplaces); warm is the start of every other day.
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
    return outcome


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
