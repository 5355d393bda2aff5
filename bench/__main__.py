"""`python -m bench` lists the benches, `python -m bench NAME [arguments]` runs one.

A bench is a module of this package with `run(arguments) -> Outcome`; the first line of its docstring describes it.
"""

import ast
import importlib
import sys
from pathlib import Path

from bench.harness import Outcome, say

SHARED = {
    "__init__", "__main__", "anomalies_acts",
    "bids_market", "browser", "faultpoints_lane", "faultpoints_market", "harness", "open_loop",
    "orders_ceiling", "orders_client", "orders_market", "pages", "product", "stack", "tested",
}  # fmt: skip


def known() -> dict[str, str]:
    """Name and description of every bench."""
    found = {}
    for path in sorted(Path(__file__).parent.glob("*.py")):
        if path.stem not in SHARED:
            text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
            found[path.stem] = text.split("\n")[0]
    return found


def main(words: list[str]) -> int:
    benches = known()
    if not words:
        width = max(map(len, benches))
        print("\n".join(f"{name:<{width}}  {text}" for name, text in benches.items()))
        return 0
    name, *arguments = words
    if name not in benches:
        say(f"bench: there is no bench {name}; known are {', '.join(benches)}")
        return 2
    outcome: Outcome = importlib.import_module(f"bench.{name}").run(arguments)
    print(outcome.as_line(), flush=True)
    return 0 if outcome.holds else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
