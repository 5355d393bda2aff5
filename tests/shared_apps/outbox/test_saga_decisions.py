"""What a saga does next, over random failures, against a reference: forward, or back in reverse, or to a person."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from shared_apps.outbox.sagas.decisions import next_act
from shared_apps.outbox.sagas.types import SagaType, Step

NOW = datetime(2030, 1, 1, tzinfo=UTC)
TRIES = 3


@dataclass
class Row:
    number: int
    name: str
    state: str = "owed"
    attempts: int = 0
    undo_attempts: int = 0
    started_at: datetime | None = None
    deadline_at: datetime | None = None


@dataclass
class Head:
    deadline_at: datetime
    state: str = "forward"
    is_past_pivot: bool = False


def nothing(ctx: object, view: object) -> None:
    return None


@settings(max_examples=300, deadline=None)
@given(
    count=st.integers(1, 6),
    pivot=st.integers(0, 6),
    failing=st.integers(-1, 6),
    unundoable=st.integers(-1, 6),
    late_after=st.integers(0, 12),
)
def test_it_ends_whole_undone_in_reverse_or_with_a_person(
    count: int, pivot: int, failing: int, unundoable: int, late_after: int
) -> None:
    """`failing` never works, `unundoable` can never be undone, and the deadline passes after so many acts."""
    names = [f"s{number}" for number in range(count)]
    kind = SagaType(
        "test.random", "", tuple(Step(name, nothing, nothing, tries=TRIES) for name in names), timedelta(hours=1),
        pivot=names[pivot] if pivot < count else "",
    )  # fmt: skip
    saga, rows = Head(NOW + timedelta(hours=1)), [Row(number, name) for number, name in enumerate(names)]
    done: list[int] = []
    undone: list[int] = []
    end = ""
    for turn in range(200):
        now = NOW if turn < late_after else NOW + timedelta(hours=2)
        act = next_act(kind, saga, rows, now)
        if act.kind == "do":
            row = rows[act.number]
            row.attempts, row.started_at = row.attempts + 1, row.started_at or now
            if act.number != failing:
                row.state = "done"
                done.append(act.number)
                saga.is_past_pivot = saga.is_past_pivot or act.number == pivot
        elif act.kind == "undo":
            row = rows[act.number]
            row.undo_attempts += 1
            if act.number != unundoable:
                row.state = "undone"
                undone.append(act.number)
        elif act.kind == "turn":
            assert not saga.is_past_pivot
            saga.state = "backward"
        elif act.kind in ("stick", "end"):
            end = act.kind
            break
    whole = end == "end" and saga.state == "forward"
    assert end and done == sorted(done), "it goes forward in order, and it ends"
    if whole:
        assert done == list(range(count))
    elif saga.state == "backward":
        started = [row.number for row in rows if row.started_at]
        assert undone == sorted(undone, reverse=True), "it goes back in reverse"
        assert pivot >= count or pivot not in done, "no way back past the pivot"
        assert (end == "stick") == (unundoable in started)
        if end == "end":
            assert undone == list(reversed(started))
    else:
        assert end == "stick" and failing < count and pivot in done, "past the pivot a person looks"
