"""Every rule of every schema: reachable on a page and over the API, and proved by a test that it changes behaviour.

    make bench NAME=settings

Runs the tests that count the proofs and the proofs themselves, on services of its own; the figures are read from their
report, so they cannot say more than the tests.
"""

import json
import os
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

from bench.harness import ROOT, Outcome, say
from config.embedded.services import Services

COUNTS = "tests/tenant_apps/rulesets/test_every_rule_counts.py"
PROOFS = (
    "tests/tenant_apps/trading/engines/clock/test_every_rule.py",
    "tests/tenant_apps/trading/engines/thread/test_every_rule.py",
    "tests/tenant_apps/trading/engines/vault/test_every_rule.py",
    "tests/tenant_apps/workspace/test_rules_of_the_house.py",
)


def run(arguments: list[str]) -> Outcome:
    outcome = Outcome("settings")
    services = Services(f"bench-settings-{os.getpid()}")
    report, counts = services.dir / "settings.xml", services.dir / "rules.json"
    try:
        services.start()
        say(f"settings: testing on services in {services.dir}")
        code = subprocess.run(
            [sys.executable, "-m", "pytest", COUNTS, *PROOFS, "-q", "-p", "no:cacheprovider",
             f"--junitxml={report}", *arguments],
            cwd=ROOT,
            env=os.environ
            | {"KONTOR_PROFILE": services.profile, "KONTOR_KIND": "test", "KONTOR_RULES_FILE": str(counts)},
            stdout=sys.stderr,
            check=False,
        ).returncode  # fmt: skip
        if not report.exists():
            raise RuntimeError(f"the tests ended with {code} and without a report; the lines above say why")
        cases = list(ElementTree.parse(report).iter("testcase"))
        wrong = [one for one in cases if one.find("failure") is not None or one.find("error") is not None]
        for one in wrong:
            outcome.note(f"{one.get('classname')}.{one.get('name')}")
        told = json.loads(counts.read_text()) if counts.exists() else {"declared": 0, "proved": 0}
        over_api = sum("over_the_api" in (one.get("name") or "") for one in cases)
        outcome.figure("rules", told["declared"], "rules", ">= 1")
        outcome.figure("proved", told["proved"], "rules", f">= {told['declared']}")
        outcome.figure("over_the_api", over_api, "rules", f">= {told['declared']}")
        outcome.figure("failed", len(wrong), "tests", "== 0")
        outcome.figure("exit_code", code, "", "== 0")
    finally:
        services.stop()
        if os.environ.get("KONTOR_BENCH_KEEP") != "1":
            shutil.rmtree(services.dir, ignore_errors=True)
    return outcome
