"""The twelve ways of trading under the chosen laws: open, open with bounds, closed."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared_apps.profiles import laws, modes
from shared_apps.profiles.gate import forbids_mode
from shared_apps.profiles.types import Ban


@dataclass(frozen=True, slots=True)
class Way:
    """One way of trading. `ban` closes it; `bounds` are combinations of its rules that are forbidden."""

    code: str
    is_built: bool
    ban: Ban | None
    bounds: tuple[Ban, ...]


def list_ways(profiles: Sequence[str]) -> list[Way]:
    """All twelve, those that work first."""
    bans = laws.bans_of(list(profiles))
    return [
        Way(
            code=code,
            is_built=code in modes.CODES,
            ban=forbids_mode(bans, code),
            bounds=tuple(one for one in bans if one.mode == code and one.when),
        )
        for code in modes.names()
    ]
