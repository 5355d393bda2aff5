"""Read the lines of a draft as people type or paste them: an article number, then a quantity, one line each."""

import re

_SPLIT = re.compile(r"[\t;]|\s{2,}|,(?=\s*\d)|\s+(?=\S+$)")


def read_lines(text: str) -> list[tuple[str, str]]:
    """(article number, quantity) of every line; the quantity is empty where none stands. Empty lines are left out."""
    found = []
    for line in text.splitlines():
        parts = [part.strip() for part in _SPLIT.split(line.strip()) if part.strip()]
        if parts:
            found.append((parts[0], parts[-1] if len(parts) > 1 else ""))
    return found
