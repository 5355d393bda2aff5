"""Every rule of every schema: reachable on a page and over the API, and proved by a test that it changes behaviour.

    make bench NAME=settings

Runs the tests that count the proofs and the proofs themselves, on services of its own; the figures are read from their
report, so they cannot say more than the tests.
"""

from bench.harness import Outcome
from bench.tested import is_wrong, run_tests

COUNTS = "tests/tenant_apps/rulesets/test_every_rule_counts.py"
PROOFS = (
    "tests/tenant_apps/trading/engines/clock/test_every_rule.py",
    "tests/tenant_apps/trading/engines/thread/test_every_rule.py",
    "tests/tenant_apps/trading/engines/vault/test_every_rule.py",
    "tests/tenant_apps/workspace/test_rules_of_the_house.py",
)


def run(arguments: list[str]) -> Outcome:
    outcome = Outcome("settings")
    found = run_tests(outcome, [COUNTS, *PROOFS], arguments, "KONTOR_RULES_FILE")
    declared = found.counted.get("declared", 0)
    over_api = sum("over_the_api" in (case.get("name") or "") for case in found.cases)
    outcome.figure("rules", declared, "rules", ">= 1")
    outcome.figure("proved", found.counted.get("proved", 0), "rules", f">= {declared}")
    outcome.figure("over_the_api", over_api, "rules", f">= {declared}")
    outcome.figure("failed", sum(map(is_wrong, found.cases)), "tests", "== 0")
    return outcome
