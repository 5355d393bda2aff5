"""Article numbers that were probably meant: one sign more, less, other or swapped, or written with other signs."""

import re
from collections import defaultdict
from collections.abc import Iterable

LOOKALIKE = str.maketrans({"O": "0", "I": "1", "L": "1", "S": "5", "B": "8"})
MOST = 3


def shape(number: str) -> str:
    """The number as an eye sees it: no signs, no case, letters that look like digits made digits."""
    return re.sub(r"[\W_]+", "", number).upper().translate(LOOKALIKE)


def _around(text: str) -> set[str]:
    return {text, *(text[:at] + text[at + 1 :] for at in range(len(text)))}


class NearNumbers:
    """Made once of all numbers on offer; each question is then a look-up."""

    def __init__(self, numbers: Iterable[str]) -> None:
        self._by_form: dict[str, set[str]] = defaultdict(set)
        for number in numbers:
            for form in _around(shape(number)):
                self._by_form[form].add(number)

    def of(self, wanted: str) -> list[str]:
        """At most three, the most alike first."""
        meant = shape(wanted)
        if len(meant) < 2:
            return []
        found = {number for form in _around(meant) for number in self._by_form.get(form, ())}
        return sorted(found, key=lambda one: (shape(one) != meant, abs(len(one) - len(wanted)), one))[:MOST]
