"""What the product makes of hostile input: requests made from its own API document, odd texts, bodies that are no JSON.

    make bench NAME=hostile                      # twenty requests of each kind for every operation, all texts on pages
    make bench NAME=hostile ARGS="--asks 100"    # a hundred, as every night

Runs the tests of `tests/isolation/hostile` on services of its own, with more of all than `make test` takes, and counts
from their report. An answer that is an error of the server, or that the document does not name, is a failed test.
"""

import os

from bench.harness import Outcome
from bench.tested import is_wrong, run_tests

ASKS = 20
TEXTS = 12


def run(arguments: list[str]) -> Outcome:
    asks, texts, rest = ASKS, TEXTS, list(arguments)
    if "--asks" in rest:
        at = rest.index("--asks")
        asks, rest = int(rest[at + 1]), rest[:at] + rest[at + 2 :]
    os.environ |= {"KONTOR_FUZZ_EXAMPLES": str(asks), "KONTOR_NAUGHTY_EACH": str(texts)}
    outcome = Outcome("hostile")
    found = run_tests(
        outcome, ("tests/isolation/hostile",), ["-n", "2", "--dist", "loadscope", "--timeout", "3000", *rest]
    )
    by_file = {
        name: [one for one in found.cases if name in str(one.get("classname"))]
        for name in ("test_openapi_fuzz", "test_naughty_strings", "test_json_bodies")
    }
    for name, cases in by_file.items():
        outcome.figure(f"{name.removeprefix('test_')}_tests", len(cases), "tests", ">= 1")
        outcome.figure(f"{name.removeprefix('test_')}_failed", sum(map(is_wrong, cases)), "tests", "== 0")
    outcome.figure("operations", len(by_file["test_openapi_fuzz"]), "operations", ">= 369")
    outcome.figure("requests_each", asks * 2, "requests", ">= 2")
    return outcome
