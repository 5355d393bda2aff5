"""The world of the isolation tests, once for this folder: every address has something real behind it."""

from tests.isolation.conftest import world

__all__ = ["world"]
