"""Registry of permissions that belong to no command: what may be read, and finer rights inside a command.

Each app declares its own in `permissions.py`. A command's permission is known from the command registry and is not
declared again. A role may hold patterns (`orders.*`); they are matched against what is known here and there.
"""

from collections.abc import Iterable
from fnmatch import fnmatchcase

DECLARED: dict[str, str] = {}


def declare(code: str, meaning: str) -> str:
    """Make a permission known: `<app>.view_<noun>` for reading. `meaning` is an English sentence for the role editor."""
    DECLARED.setdefault(code, meaning)
    return code


def expand(patterns: Iterable[str], known: Iterable[str]) -> frozenset[str]:
    """The codes among `known` that match; a pattern has `*` for a part after the dot, a plain code stands for itself."""
    wanted = tuple(patterns)
    plain = {code for code in wanted if "*" not in code}
    wild = [code for code in wanted if "*" in code]
    return frozenset(plain | {code for code in known if any(fnmatchcase(code, one) for one in wild)})
