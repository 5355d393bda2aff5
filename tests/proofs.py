"""Mark a test as the proof that a rule changes behaviour; a test of tests counts that every rule has one."""

from collections.abc import Callable
from typing import TypeVar

Test = TypeVar("Test", bound=Callable[..., object])
PROVED: set[str] = set()


def proves(*keys: str) -> Callable[[Test], Test]:
    """The test fails when one of these rules is changed and nothing happens."""
    PROVED.update(keys)
    return lambda test: test
