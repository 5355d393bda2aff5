"""Fault points fire at the passage they were armed for, once."""

import pytest

from shared_apps.foundation import faults


@pytest.fixture(autouse=True)
def disarm():
    yield
    faults.arm("")


def test_unarmed_points_do_nothing() -> None:
    faults.faultpoint("test.quiet")
    assert "test.quiet" in faults.known


def test_armed_point_fails_at_the_named_passage_and_only_once() -> None:
    faults.arm("test.third=fail:3")
    faults.faultpoint("test.third")
    faults.faultpoint("test.third")
    with pytest.raises(faults.InjectedFault):
        faults.faultpoint("test.third")
    faults.faultpoint("test.third")
