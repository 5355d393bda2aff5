"""Run a parser over bytes of a stranger in the limited child process, and take its answer."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

CHILD = Path(__file__).with_name("child.py")
MB = 1024 * 1024
# So many at once in one process; more wait, so that uploads never take the machine's memory together.
AT_ONCE = BoundedSemaphore(4)


class Unreadable(ValueError):
    """The parser says that this is nothing it reads; `args` are its words."""


class Overrun(Unreadable):
    """It takes more memory, time or room than it may, or broke the parser; `args[0]`: took_too_long, broken, busy."""


@dataclass(frozen=True, slots=True)
class Parser:
    """A parser of untrusted bytes: its file and its limits. `wall_s` includes waiting for a place.

    The file imports nothing of Kontor; `read(data, **options)` answers JSON values or bytes and raises ValueError;
    `prepare()`, if there is one, loads what it needs before the door is shut.
    """

    name: str
    path: Path
    memory: int = 512 * MB
    cpu_s: int = 10
    wall_s: int = 20
    answer: int = 64 * MB


PARSERS: dict[str, Parser] = {}


def declare(parser: Parser) -> Parser:
    """Make a parser known; a name has one file."""
    if PARSERS.setdefault(parser.name, parser).path != parser.path:
        raise RuntimeError(f"two parsers are named {parser.name}")
    return parser


def read(parser: Parser, data: bytes, **options: Any) -> Any:
    """What the parser makes of the bytes: JSON values, or bytes. Unreadable with its words, Overrun beyond limits."""
    told = json.dumps({"memory": parser.memory, "cpu_s": parser.cpu_s, "answer": parser.answer, "options": options})
    if not AT_ONCE.acquire(timeout=parser.wall_s):
        raise Overrun("busy")
    try:
        done = subprocess.run(
            [sys.executable, "-E", "-s", "-B", str(CHILD), str(parser.path), told],
            input=data, capture_output=True, timeout=parser.wall_s, check=False, env={}, cwd="/",
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise Overrun("took_too_long") from error
    finally:
        AT_ONCE.release()
    kind, answer = done.stdout[:1], done.stdout[1:]
    if done.returncode != 0 or kind not in (b"J", b"B", b"E"):
        raise Overrun("broken")
    if kind == b"B":
        return answer
    found = json.loads(answer)
    if kind == b"E":
        raise Unreadable(*found)
    return found
