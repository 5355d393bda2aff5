"""A test that runs away fails by its processor time, unless its file is listed with the reason."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.fixtures import limits

ROOT = Path(__file__).resolve().parents[2]


def test_the_limit_is_for_what_is_not_listed() -> None:
    assert limits.complaint("tests/x.py", limits.MOST_S) == ""
    assert "31 s of processor time" in limits.complaint("tests/x.py", 31.0)
    assert all(limits.complaint(file, 1000.0) == "" for file in limits.MAY)


def test_what_is_listed_is_there() -> None:
    assert [file for file in limits.MAY if not (ROOT / file).exists()] == []


def test_time_of_a_program_that_was_waited_for_counts() -> None:
    before = limits.spent()
    subprocess.run([sys.executable, "-c", "sum(range(3_000_000))"], check=True)
    assert limits.spent() > before


def test_a_test_over_the_limit_fails(request: pytest.FixtureRequest) -> None:
    """The hook as it runs around a test, once within the limit and once beyond it."""

    def ran(most: float) -> None:
        with pytest.MonkeyPatch.context() as patch, pytest.raises(StopIteration):
            patch.setattr(limits, "MOST_S", most)
            around = limits.pytest_runtest_call(request.node)
            next(around)
            next(around)

    ran(1000.0)
    with pytest.raises(pytest.fail.Exception, match="of processor time"):
        ran(-1.0)
