"""Registry of permissions that belong to no command: what may be read, and finer rights inside a command.

Each app declares its own in `permissions.py`. A command's permission is known from the command registry and is not
declared again. A role may hold patterns (`orders.*`); they are matched against what is known here and there.
"""

from collections.abc import Iterable
from fnmatch import fnmatchcase

from shared_apps.foundation.reach import MASKS

DECLARED: dict[str, str] = {}
# Which bounds of a grant the code behind a permission looks at, and patterns of those a bound has no bearing on.
LOOKED_AT: dict[str, frozenset[str]] = {}
UNTOUCHED: list[tuple[str, frozenset[str]]] = []


def declare(code: str, meaning: str) -> str:
    """Make a permission known, `<app>.view_<noun>` for reading; `meaning` is a sentence for the role editor."""
    DECLARED.setdefault(code, meaning)
    return code


def narrow(*codes: str, by: Iterable[str]) -> None:
    """The code behind these permissions looks at these bounds (`foundation/reach.py`) of who asks."""
    for code in codes:
        LOOKED_AT[code] = LOOKED_AT.get(code, frozenset()) | frozenset(by)


def untouched(*patterns: str, by: Iterable[str]) -> None:
    """These bounds have no bearing on these permissions: they are held whole in spite of them."""
    axes = frozenset(by)
    UNTOUCHED.extend((pattern, axes) for pattern in patterns if (pattern, axes) not in UNTOUCHED)


def can_be_narrowed(code: str, axes: frozenset[str]) -> bool:
    """Whether a permission can be held within these bounds; if not, a grant within them does not give it."""
    # What is hidden takes no right away: the values are blanked where they are shown.
    left = axes - LOOKED_AT.get(code, frozenset()) - frozenset(MASKS)
    for pattern, free in UNTOUCHED:
        if not left:
            break
        if fnmatchcase(code, pattern):
            left -= free
    return not left


def expand(patterns: Iterable[str], known: Iterable[str]) -> frozenset[str]:
    """The codes that patterns stand for: `orders.*` for all known ones that match, a plain code for itself.

    A leading minus takes away what matches, wherever it stands in the list.
    """
    wanted = tuple(patterns)
    minus = [one[1:] for one in wanted if one.startswith("-")]
    plain = {one for one in wanted if "*" not in one and not one.startswith("-")}
    wild = [one for one in wanted if "*" in one and not one.startswith("-")]
    found = plain | {code for code in known if any(fnmatchcase(code, one) for one in wild)}
    return frozenset(code for code in found if not any(fnmatchcase(code, one) for one in minus))
