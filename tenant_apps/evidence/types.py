"""Words of evidence."""

from typing import Final, Literal

State = Literal["asked", "made", "failed"]
STATES: Final = ("asked", "made", "failed")
# How a drill of restoring ended: everything is there again, something is not, or it did not come to an end.
OUTCOMES: Final = ("whole", "broken", "failed")
# Of the form in which a pack is written; a reader refuses another.
FORMAT: Final = "kontor-evidence/1"
MOST_DAYS: Final = 400
DAYS: Final = 90
