"""What roles hide is in no answer: every page, operation and list as a file, for three people who see none of it.

    make bench NAME=masks                     # all of them; about four minutes on two idle cores
    make bench NAME=masks ARGS="--only quick" # endpoints with this in their name

Runs tests/isolation/test_masks.py on services of its own. The canaries are the amounts that the tables really hold.
"""

import os

from bench.harness import Outcome
from bench.tested import run_tests

TEST = "tests/isolation/test_masks.py"


def run(arguments: list[str]) -> Outcome:
    rest, only = list(arguments), ""
    if "--only" in rest:
        at = rest.index("--only")
        only = rest[at + 1]
        del rest[at : at + 2]
    outcome = Outcome("masks")
    os.environ |= {"KONTOR_AUTHZ_CELLS": "all", "KONTOR_AUTHZ_ONLY": only}
    found = run_tests(outcome, [TEST], ["--timeout", "3600", *rest], counts_in="KONTOR_AUTHZ_COUNTS").counted
    if not found:
        raise RuntimeError("the tests counted nothing; the lines above say why")
    outcome.figure("asked", found["asked"], "", "" if only else ">= 2000")
    outcome.figure("answered", found["answered"], "")
    outcome.figure("canaries", found["canaries"], "amounts, prices and numbers")
    outcome.figure("shown", found["shown"], "", "== 0")
    for line in found["found"][:40]:
        outcome.note(line)
    return outcome
