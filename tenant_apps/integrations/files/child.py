"""Run the parser in a child process that can neither eat the machine nor open anything."""

import json
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

MEMORY_BYTES = 512 * 1024 * 1024
CPU_S, WALL_S = 10, 20
PARSER = Path(__file__).with_name("parser.py")


class Unreadable(ValueError):
    """The file cannot be read at all; `args[0]` says why."""


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (16, 16))


def parse(data: bytes) -> dict[str, Any]:
    """`rows` and `bad` of a file; Unreadable when it is none, or takes more than it may."""
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(PARSER)],
            input=data, capture_output=True, timeout=WALL_S, check=False, env={}, preexec_fn=_limit,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise Unreadable("reading the file takes too long") from error
    if done.returncode != 0:
        raise Unreadable("reading the file takes too much memory or time")
    told: dict[str, Any] = json.loads(done.stdout)
    if "error" in told:
        raise Unreadable(str(told["error"]))
    return told
