"""How a run is spread: what shares a world stays whole, and what lasted longest comes first."""

import pytest

from tests.fixtures.spread import TOGETHER, file_of, in_one_piece, lasts, unit_of

MIXED = [
    "tests/bench/test_contract.py::test_a",
    "tests/ui/test_steps.py::test_b[en::zh]",
    "tests/isolation/test_api.py::test_c",
    "tests/docs/test_docs.py::test_d",
    "tests/ui/test_gallery.py::test_e",
    "tests/isolation/test_pages.py::test_f",
    "tests/ui/test_steps.py::test_g",
    "tests/isolation/test_lane.py::test_h",
    "tests/isolation/hostile/test_json_bodies.py::test_i",
]


def test_what_shares_a_world_comes_in_one_piece_and_nothing_else_moves() -> None:
    order = [MIXED[place][-1] if "zh" not in MIXED[place] else "b" for place in in_one_piece(MIXED)]
    assert order == ["a", "b", "e", "g", "c", "h", "d", "f", "i"]


def test_this_run_is_in_that_order(request: pytest.FixtureRequest) -> None:
    units = [unit_of(item.nodeid) for item in request.session.items]
    for shared in TOGETHER.values():
        places = [place for place, unit in enumerate(units) if unit == shared]
        assert places == list(range(places[0], places[0] + len(places))) if places else True


def test_what_is_known_of_a_file_comes_before_a_guess() -> None:
    steps = [one for one in MIXED if file_of(one) == "tests/ui/test_steps.py"]
    assert lasts(steps, {}) == 2.0
    assert lasts(steps, {"tests/ui/test_steps.py": [11, 55.0]}) == 10.0
    assert lasts(steps, {"tests/ui/test_gallery.py": [1, 9.0]}) == 2.0
