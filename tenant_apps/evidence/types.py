"""Words of evidence."""

from typing import Final, Literal

State = Literal["asked", "made", "failed"]
STATES: Final = ("asked", "made", "failed")
# Of the form in which a pack is written; a reader refuses another.
FORMAT: Final = "kontor-evidence/1"
MOST_DAYS: Final = 400
DAYS: Final = 90
