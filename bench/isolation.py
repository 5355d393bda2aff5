"""Everything that can be asked, asked by those who must get nothing; how much was checked and what leaked.

    make bench NAME=isolation

Runs tests/isolation on services of its own and counts from its report, so the figure cannot say more than the tests.
"""

from collections import Counter

from bench.harness import Outcome
from bench.tested import Report, is_wrong, run_tests

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
    _count(outcome, run_tests(outcome, ["tests/isolation"], arguments))
    return outcome


def _count(outcome: Outcome, report: Report) -> None:
    things: dict[str, set[str]] = {name: set() for name in ABOUT.values()}
    ended: Counter[str] = Counter()
    for case in report.cases:
        ended["wrong" if is_wrong(case) else "skipped" if case.find("skipped") is not None else "passed"] += 1
        about = ABOUT.get(case.get("classname", "").rsplit(".", 1)[-1])
        name = case.get("name", "")
        if about and "[" in name:
            things[about].add(name.partition("[")[2].rstrip("]").removesuffix("-two_seller").removesuffix("-two_buyer"))
    for about, names in things.items():
        outcome.figure(about, len(names), "checked", ">= 1")
    outcome.figure("checks", ended["passed"], "tests", ">= 1")
    outcome.figure("cross_reads_or_writes", ended["wrong"], "", "== 0")
