"""Odd and hostile texts, and how many of them a test tries."""

import json
import os
import random
from pathlib import Path

SECURITY = Path(__file__).resolve().parents[3] / "data" / "security"
# What the list lacks: directions that hide, letters that look alike, separators of lines and records, half an emoji.
OWN = (
    "\u202egnp.exe", "\u2066abc\u2069", "\u0430pple", "a\u2028b\u2029c", "a\x1eb", "\ufeffbom",
    "\U0001f469\u200d\U0001f52c",
    "e\u0301" * 50, "{{ request.user }}", "{% debug %}", "{0.__class__.__init__.__globals__}", "${7*7}", "%(password)s",
    "=HYPERLINK(\"http://x\")", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "%00", "..%2f..%2fetc", "a" * 10_000,
    "\x00", "a\x00b",
)  # fmt: skip
NAUGHTY: tuple[str, ...] = (*json.loads((SECURITY / "blns.json").read_text()), *OWN)
EACH = int(os.environ.get("KONTOR_NAUGHTY_EACH", "1"))


def some() -> list[str]:
    """As many as one field is tried with; other ones in each run, by the printed seed."""
    return random.sample(NAUGHTY, min(EACH, len(NAUGHTY)))


def shown() -> list[str]:
    """As many as are read back on pages: all of them where many are tried."""
    return list(NAUGHTY) if EACH > 10 else random.sample(NAUGHTY, 60)
