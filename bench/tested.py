"""Benches whose figures are those of tests: the tests run on services of their own, and their report is what counts."""

import json
import os
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bench.harness import ROOT, Outcome, say
from config.embedded.services import Services


@dataclass(frozen=True, slots=True)
class Report:
    """The cases of the tests, and what they counted themselves, as a whole or in parts (empty where they do not)."""

    cases: list[ElementTree.Element]
    counted: dict[str, Any]
    parts: list[dict[str, Any]]


def is_wrong(case: ElementTree.Element) -> bool:
    return case.find("failure") is not None or case.find("error") is not None


def run_tests(outcome: Outcome, tests: Sequence[str], arguments: Sequence[str], counts_in: str = "") -> Report:
    """Run the tests; note each that fails, and tell the exit code as a figure.

    `counts_in` names the variable that tells the tests where to write what they count; tests in several workers write
    to that name with a number at its end. RuntimeError without a report.
    """
    services = Services(f"bench-{outcome.bench}-{os.getpid()}")
    report, counts = services.dir / "report.xml", services.dir / "counts.json"
    try:
        services.start()
        say(f"{outcome.bench}: testing on services in {services.dir}")
        told = {counts_in: str(counts)} if counts_in else {}
        words = [*tests, "-q", "-p", "no:cacheprovider", f"--junitxml={report}", *arguments]
        code = subprocess.run(
            [sys.executable, "-m", "pytest", *words],
            cwd=ROOT,
            env=os.environ | {"KONTOR_PROFILE": services.profile, "KONTOR_KIND": "test"} | told,
            stdout=sys.stderr,
            check=False,
        ).returncode
        if not report.exists():
            raise RuntimeError(f"the tests ended with {code} and without a report; the lines above say why")
        found = Report(
            list(ElementTree.parse(report).iter("testcase")),
            json.loads(counts.read_text()) if counts.exists() else {},
            [json.loads(path.read_text()) for path in sorted(counts.parent.glob(f"{counts.name}.*"))],
        )
    finally:
        services.stop()
        if os.environ.get("KONTOR_BENCH_KEEP") != "1":
            shutil.rmtree(services.dir, ignore_errors=True)
    for case in filter(is_wrong, found.cases):
        outcome.note(f"{case.get('classname')}.{case.get('name')}")
    outcome.figure("exit_code", code, "", "== 0")
    return found
