"""Why somebody may do something, or may not: the chain of each grant, from the same facts that decide it."""

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Literal

Why = Literal["given", "not_in_role", "taken_out", "beyond_company", "cannot_be_bounded", "kept_apart", "suspended"]


@dataclass(frozen=True, slots=True)
class Link:
    """What one grant says to one permission. `pattern` is what of the role decided; empty where nothing matched."""

    why: Why
    pattern: str = ""

    @property
    def gives(self) -> bool:
        return self.why == "given"


def explain(permission: str, patterns: Sequence[str], *, is_beyond_company: bool, is_boundable: bool) -> Link:
    """The first thing that decides, in the order in which rights are worked out.

    `is_beyond_company`: the role is a company's and the permission the marketplace's. `is_boundable` is false where the
    grant has bounds at which the act does not look.
    """
    minus = next((one for one in patterns if one.startswith("-") and fnmatchcase(permission, one[1:])), "")
    plus = next((one for one in patterns if not one.startswith("-") and fnmatchcase(permission, one)), "")
    if not plus:
        return Link("not_in_role")
    if minus:
        return Link("taken_out", minus)
    if is_beyond_company:
        return Link("beyond_company", plus)
    return Link("given" if is_boundable else "cannot_be_bounded", plus)
