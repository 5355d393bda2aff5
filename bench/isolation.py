"""Everything that can be asked, asked by those who must get nothing; how much was checked and what leaked.

    make bench NAME=isolation

Runs tests/isolation on services of its own and counts from its report, so the figure cannot say more than the tests.
"""

import os
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections import Counter
from pathlib import Path

from bench.harness import ROOT, Outcome, say
from config.embedded.services import Services

# Test module to what its parametrised cases are about.
ABOUT = {
    "test_pages": "pages",
    "test_console": "console_pages",
    "test_api": "api_operations",
    "test_commands": "commands",
    "test_barriers": "barriers",
    "test_wires": "tasks_jobs_signatures",
}


def run(arguments: list[str]) -> Outcome:
    outcome = Outcome("isolation")
    services = Services(f"bench-isolation-{os.getpid()}")
    report = services.dir / "isolation.xml"
    try:
        services.start()
        say(f"isolation: testing on services in {services.dir}")
        code = subprocess.run(
            [sys.executable, "-m", "pytest", "tests/isolation", "-q", "-p", "no:cacheprovider",
             f"--junitxml={report}", *arguments],
            cwd=ROOT,
            env=os.environ | {"KONTOR_PROFILE": services.profile, "KONTOR_KIND": "test"},
            stdout=sys.stderr,
            check=False,
        ).returncode  # fmt: skip
        if not report.exists():
            raise RuntimeError(f"the tests ended with {code} and without a report; the lines above say why")
        _count(outcome, report, code)
    finally:
        services.stop()
        if os.environ.get("KONTOR_BENCH_KEEP") != "1":
            shutil.rmtree(services.dir, ignore_errors=True)
    return outcome


def _count(outcome: Outcome, report: Path, code: int) -> None:
    things: dict[str, set[str]] = {name: set() for name in ABOUT.values()}
    ended: Counter[str] = Counter()
    for case in ElementTree.parse(report).iter("testcase"):
        wrong = case.find("failure") is not None or case.find("error") is not None
        ended["wrong" if wrong else "skipped" if case.find("skipped") is not None else "passed"] += 1
        about = ABOUT.get(case.get("classname", "").rsplit(".", 1)[-1])
        name = case.get("name", "")
        if about and "[" in name:
            things[about].add(name.partition("[")[2].rstrip("]").removesuffix("-two_seller").removesuffix("-two_buyer"))
        if wrong:
            outcome.note(f"{case.get('classname')}.{name}")
    for about, names in things.items():
        outcome.figure(about, len(names), "checked", ">= 1")
    outcome.figure("checks", ended["passed"], "tests", ">= 1")
    outcome.figure("cross_reads_or_writes", ended["wrong"], "", "== 0")
    outcome.figure("exit_code", code, "", "== 0")
