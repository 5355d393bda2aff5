"""Kontor's own code inside a bench, working on the services of a `Stack`.

Django reads its settings once per process, so a bench opens it after its services run and for one stack only.
"""

import os
from collections.abc import Callable
from time import monotonic

from bench.stack import Stack


def open_django(made: Stack) -> None:
    """Let Django of this process work on the databases of the stack, with the logins of a tool."""
    os.environ.update(made.env)
    import django

    django.setup()


def seconds(work: Callable[[], object]) -> float:
    """How long `work` took."""
    began = monotonic()
    work()
    return monotonic() - began


def at_share(values: list[float], share: float) -> float:
    """The value that `share` of all do not exceed (nearest rank)."""
    ranked = sorted(values)
    return ranked[max(0, min(len(ranked) - 1, -(-int(share * 100) * len(ranked) // 100) - 1))]


def median(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]
