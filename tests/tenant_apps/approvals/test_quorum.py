"""Who may decide on which seat, and what seats add up to: a table, and a naive second count over every small case."""

from itertools import product
from uuid import UUID

import pytest

from tenant_apps.approvals.decisions.quorum import Seat, needed_of, seats_for, verdict_of

ANN, BOB, CAT, DAN = (UUID(int=number) for number in range(1, 5))


@pytest.mark.parametrize("seats", [1, 2, 3, 4])
def test_a_step_is_over_exactly_when_its_seats_decide_it(seats: int) -> None:
    for needed in range(1, seats + 1):
        for verdicts in product(("", "approve", "reject"), repeat=seats):
            found = verdict_of(needed, [Seat(at, UUID(int=at + 1), verdict=one) for at, one in enumerate(verdicts)])
            futures = product(("approve", "reject"), repeat=verdicts.count(""))
            ends = {verdicts.count("approve") + future.count("approve") >= needed for future in futures}
            assert found == ("open" if len(ends) == 2 else "approved" if ends == {True} else "rejected")


def test_zero_stands_for_all() -> None:
    assert (needed_of(0, 3), needed_of(2, 3)) == (3, 2)


def seat(index: int, holder: UUID, **more: object) -> Seat:
    return Seat(index, holder, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("person", "given", "barred", "indexes", "via"),
    [
        (ANN, set(), set(), [0], "own"),
        (CAT, set(), set(), None, None),
        (CAT, {ANN}, set(), [0], "delegation"),
        (DAN, set(), set(), [0, 1], "escalation"),
        (DAN, {BOB}, set(), [1], "delegation"),
        # Own seat first, and only one of them: a person counts once.
        (ANN, {BOB}, set(), [0], "own"),
        # Who made it has none: not the own, not by delegation, not as who was called.
        (ANN, set(), {ANN}, None, None),
        (CAT, {ANN}, {CAT}, None, None),
        (DAN, set(), {DAN}, None, None),
        # The delegation of who made it lets nobody decide.
        (CAT, {ANN}, {ANN}, None, None),
    ],
)
def test_the_seats_of_a_person(
    person: UUID, given: set[UUID], barred: set[UUID], indexes: list[int] | None, via: str | None
) -> None:
    seats = [seat(0, ANN, stand_in=DAN), seat(1, BOB, stand_in=DAN)]
    found = seats_for(person, seats, given, barred)
    assert (found and [one.index for one in found[0]], found and found[1]) == (indexes, via)


def test_who_has_decided_decides_no_second_time() -> None:
    seats = [seat(0, ANN, verdict="approve", decided_by=ANN), seat(1, BOB)]
    assert seats_for(ANN, seats, {BOB}, set()) is None
    assert seats_for(BOB, seats, set(), set()) == ([seats[1]], "own")
