"""A progress line on stderr: how far, how fast, how long still. Plain lines when stderr is not a terminal."""

import sys
import time
from dataclasses import dataclass, field
from typing import TextIO


@dataclass
class Progress:
    """Call `advance` from one thread only."""

    label: str
    total: int
    out: TextIO = field(default_factory=lambda: sys.stderr)
    done: int = 0

    def __post_init__(self) -> None:
        self.started = time.monotonic()
        self._shown = 0.0

    def advance(self, done: int) -> None:
        """Set how many are done; shown at most a few times a second."""
        self.done = done
        every = 0.2 if self.out.isatty() else 10.0
        now = time.monotonic()
        if now - self._shown >= every or done >= self.total:
            self._shown = now
            self._show(now)

    def _show(self, now: float) -> None:
        elapsed = max(now - self.started, 0.001)
        rate = self.done / elapsed
        left = (self.total - self.done) / rate if rate else 0
        share = self.done / self.total if self.total else 1
        filled = int(share * 30)
        bar = "#" * filled + "." * (30 - filled)
        text = f"{self.label} [{bar}] {self.done}/{self.total} {share:.0%} {rate:.1f}/s, {_span(left)} left"
        self.out.write(f"\r{text}\033[K" if self.out.isatty() else f"{text}\n")
        self.out.flush()

    def close(self) -> None:
        if self.out.isatty():
            self.out.write("\n")
            self.out.flush()


def _span(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02d}"
