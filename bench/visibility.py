"""Every fact of an event, for every audience, phase and channel: how much was looked at, and what should not be seen.

    make bench NAME=visibility

Runs the tests of the visibility matrix on services of its own and counts from their report, so the figure cannot say
more than the tests. One look is one value in one channel for one viewer.
"""

from bench.harness import Outcome
from bench.tested import is_wrong, run_tests

TESTS = tuple(
    f"tests/tenant_apps/trading/{name}.py"
    for name in ("test_visibility", "test_visibility_of_modes", "test_room_stream")
)


def run(arguments: list[str]) -> Outcome:
    outcome = Outcome("visibility")
    found = run_tests(outcome, TESTS, arguments, "KONTOR_LOOKS_FILE")
    outcome.figure("tests", len(found.cases), "tests", ">= 40")
    outcome.figure("looks", found.counted.get("cells", 0), "looks", ">= 1000")
    outcome.figure("leaks", found.counted.get("leaks", 0), "values", "== 0")
    outcome.figure("failed", sum(map(is_wrong, found.cases)), "tests", "== 0")
    return outcome
