"""What is still to be paid because of a deposit that has ended. Pure."""

from typing import NamedTuple


class Owed(NamedTuple):
    """`by_payer`: the guarantor of the payer pays out what was forfeited; else the receiver pays back."""

    minor: int
    by_payer: bool = False


def owed_of(cover: str, released_minor: int, forfeited_minor: int, penalty_minor: int) -> Owed:
    """Money that was released, and once more with a penalty; of a guarantee what was forfeited."""
    if cover == "guarantee":
        return Owed(forfeited_minor, by_payer=True)
    return Owed(released_minor + penalty_minor) if cover == "money" else Owed(0)
