"""What every bench shares: figures with bars, the machine's name, and the last line of stdout.

A bench fails (exit code 1, `holds: false`) when a figure misses its bar or when the books are wrong afterwards: a fast
wrong answer is no figure.
"""

import json
import os
import platform
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
RELATIONS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "<=": lambda value, bar: value <= bar,
    ">=": lambda value, bar: value >= bar,
    "==": lambda value, bar: value == bar,
}


@dataclass(slots=True)
class Outcome:
    """What a bench found. `seed` repeats it; a figure without a bar is told, not judged."""

    bench: str
    seed: int = 0
    figures: dict[str, dict[str, Any]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def figure(self, name: str, value: float | int | str | Decimal, unit: str = "", bar: str = "") -> None:
        """Add a figure; `bar` is for example `<= 5`."""
        holds = True
        if bar:
            relation, limit = bar.split()
            holds = RELATIONS[relation](Decimal(str(value)), Decimal(limit))
        number = value if isinstance(value, int | float) else str(value)
        self.figures[name] = {"value": number, "unit": unit, "bar": bar, "holds": holds}
        mark = "" if not bar else ("  holds" if holds else "  MISSED") + f" ({bar})"
        say(f"  {name}: {value} {unit}{mark}")

    def note(self, text: str) -> None:
        """Something a reader of the figures must know."""
        self.notes.append(text)
        say(f"  {text}")

    @property
    def holds(self) -> bool:
        return all(one["holds"] for one in self.figures.values())

    def as_line(self) -> str:
        """The last line of stdout."""
        return json.dumps(
            {
                "bench": self.bench,
                "holds": self.holds,
                "figures": self.figures,
                "notes": self.notes,
                "seed": self.seed,
                "machine": machine(),
            },
            ensure_ascii=False,
        )


def say(text: str) -> None:
    """Progress goes to stderr; stdout belongs to the JSON line."""
    print(text, file=sys.stderr, flush=True)


def machine() -> str:
    """Cores, processor, memory, system: what a figure is worth without."""
    model = platform.processor() or platform.machine()
    memory = ""
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                model = line.partition(":")[2].strip()
                break
        for line in Path("/proc/meminfo").read_text().splitlines():
            if line.startswith("MemTotal"):
                memory = f", {int(line.split()[1]) // 1024 // 1024} GiB"
                break
    except OSError:
        pass
    cores = len(os.sched_getaffinity(0))
    return (
        f"{cores} cores, {model}{memory}, {platform.system()} {platform.release()}, Python {platform.python_version()}"
    )


Bench = Callable[[list[str]], Outcome]
