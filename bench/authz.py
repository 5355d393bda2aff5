"""The matrix of who may do what where: every endpoint x 13 roles x 6 targets, asked in process.

    make bench NAME=authz                           # every cell, on all cores
    make bench NAME=authz ARGS="--cells 5000"       # as many, chosen by --seed; coverage is then told and not held
    make bench NAME=authz ARGS="--only quick"       # endpoints with this in their name
    make bench NAME=authz ARGS=--write              # write security/authz_matrix.yaml from the product, and ask nothing

Runs tests/isolation/test_matrix.py on services of its own and counts from what it counted. The report stands in
`.run/authz-report.json`: every unexpected cell, and every endpoint that tells foreign from missing by text or time.
"""

import json
import os
import random
import subprocess
import sys
from typing import Any

from bench.harness import ROOT, Outcome, say
from bench.tested import run_tests

REPORT = ROOT / ".run" / "authz-report.json"
TEST = "tests/isolation/test_matrix.py"


def run(arguments: list[str]) -> Outcome:
    rest = list(arguments)
    if "--write" in rest:
        return _write()
    cells, seed, only = int(_option(rest, "--cells")), int(_option(rest, "--seed")), _option(rest, "--only")
    outcome = Outcome("authz", seed=seed or random.SystemRandom().randrange(2**32))
    os.environ |= {"KONTOR_AUTHZ_SEED": str(outcome.seed), "KONTOR_AUTHZ_SAMPLE": str(cells)}
    os.environ |= {"KONTOR_AUTHZ_CELLS": "some" if cells else "all", "KONTOR_AUTHZ_ONLY": "" if only == "0" else only}
    parts = 1 if cells or only != "0" else os.cpu_count() or 1
    os.environ["KONTOR_AUTHZ_PARTS"] = str(parts)
    spread = ["-n", str(parts), "--dist", "load"] if parts > 1 else []
    told = run_tests(outcome, [TEST], ["--timeout", "7200", *spread, *rest], counts_in="KONTOR_AUTHZ_COUNTS").parts
    if len(told) != parts:
        raise RuntimeError("not all tests counted; the lines above say why")
    found = _together(told)
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(json.dumps(found, indent=1, ensure_ascii=False))
    outcome.figure("endpoints", found["endpoints"], "", ">= 800")
    outcome.figure("cells", found["cells"], "endpoint x role x target")
    outcome.figure("cells_that_ask_something_of_their_own", found["distinct"], "")
    outcome.figure("asked", found["asked"], "")
    share = round(100 * found["covered"] / found["distinct"], 1)
    outcome.figure("covered", share, "%", "" if cells or only != "0" else "== 100")
    for name in ("unexpected", "leaks", "told_apart", "logged", "cached"):
        outcome.figure(name, found[name], "", "== 0")
    if not cells:
        outcome.figure("told_by_time", len(found["slow"]), "endpoints beyond 20 ms", "== 0")
    for line in [*found["found"], *found["slow"]][:40]:
        outcome.note(line)
    return outcome


def _together(parts: list[dict[str, Any]]) -> dict[str, Any]:
    """What the parts counted: each asked endpoints of its own, of the same whole."""
    whole = ("endpoints", "cells", "distinct")
    return {name: parts[0][name] if name in whole else _sum([part[name] for part in parts]) for name in parts[0]}


def _sum(values: list[Any]) -> Any:
    return [one for value in values for one in value] if isinstance(values[0], list) else sum(values)


def _option(words: list[str], name: str) -> str:
    """What stands after a word, taken out of the list; "0" without it."""
    if name not in words:
        return "0"
    at = words.index(name)
    found = words[at + 1]
    del words[at : at + 2]
    return found


def _write() -> Outcome:
    code = "from tests.isolation.matrix import write; write()"
    told = {"KONTOR_OFFLINE": "1", "KONTOR_KIND": "test", "DJANGO_SETTINGS_MODULE": "config.settings.test"}
    start = f"import django; django.setup(); {code}"
    subprocess.run([sys.executable, "-c", start], cwd=ROOT, env=os.environ | told, check=True)
    say("authz: wrote security/authz_matrix.yaml")
    return Outcome("authz")
