"""Every fact of an event, for every audience, phase and channel: how much was looked at, and what should not be seen.

    make bench NAME=visibility

Runs the tests of the visibility matrix on services of its own and counts from their report, so the figure cannot say
more than the tests. One look is one value in one channel for one viewer.
"""

import json
import os
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

from bench.harness import ROOT, Outcome, say
from config.embedded.services import Services

TESTS = ("tests/tenant_apps/trading/test_visibility.py", "tests/tenant_apps/trading/test_room_stream.py")


def run(arguments: list[str]) -> Outcome:
    outcome = Outcome("visibility")
    services = Services(f"bench-visibility-{os.getpid()}")
    report, counts = services.dir / "visibility.xml", services.dir / "looks.json"
    try:
        services.start()
        say(f"visibility: testing on services in {services.dir}")
        code = subprocess.run(
            [
                sys.executable,
                "-m",
                "pytest",
                *TESTS,
                "-q",
                "-p",
                "no:cacheprovider",
                f"--junitxml={report}",
                *arguments,
            ],
            cwd=ROOT,
            env=os.environ
            | {"KONTOR_PROFILE": services.profile, "KONTOR_KIND": "test", "KONTOR_LOOKS_FILE": str(counts)},
            stdout=sys.stderr,
            check=False,
        ).returncode  # fmt: skip
        if not report.exists():
            raise RuntimeError(f"the tests ended with {code} and without a report; the lines above say why")
        cases = list(ElementTree.parse(report).iter("testcase"))
        wrong = [one for one in cases if one.find("failure") is not None or one.find("error") is not None]
        for one in wrong:
            outcome.note(f"{one.get('classname')}.{one.get('name')}")
        looks = json.loads(counts.read_text()) if counts.exists() else {"cells": 0, "leaks": 0}
        outcome.figure("tests", len(cases), "tests", ">= 20")
        outcome.figure("looks", looks["cells"], "looks", ">= 1000")
        outcome.figure("leaks", looks["leaks"], "values", "== 0")
        outcome.figure("failed", len(wrong), "tests", "== 0")
        outcome.figure("exit_code", code, "", "== 0")
    finally:
        services.stop()
        if os.environ.get("KONTOR_BENCH_KEEP") != "1":
            shutil.rmtree(services.dir, ignore_errors=True)
    return outcome
