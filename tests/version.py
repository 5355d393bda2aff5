"""Which commit is under test."""

import subprocess
from pathlib import Path


def commit() -> str:
    """The commit of the tree under test, short; `unknown` where there is none."""
    told = ["git", "rev-parse", "--short", "HEAD"]
    done = subprocess.run(told, capture_output=True, text=True, check=False, cwd=Path(__file__).parent)
    return done.stdout.strip() or "unknown"
