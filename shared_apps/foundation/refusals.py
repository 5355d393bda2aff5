"""Refusals: the one way in which a command says no.

A refusal always names what happened, which field, why, and what to do about it. It becomes an RFC 9457 problem in the
API, a message at the field on a page, and a row in an import's error file.
"""

from collections.abc import Mapping
from typing import Any


class Refusal(Exception):
    """A stable `code` (`<app>.<what>`), a translated `message`, the `field` at fault and the `remedy`."""

    default_status = 409

    def __init__(
        self,
        code: str,
        message: Any,
        *,
        field: str | None = None,
        remedy: Any = "",
        facts: Mapping[str, Any] | None = None,
        status: int | None = None,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.field = field
        self.remedy = remedy
        self.facts = dict(facts or {})
        self.status = status or self.default_status

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"


class Invalid(Refusal):
    """The input cannot be right, whatever the state of the marketplace."""

    default_status = 422


class NotAllowed(Refusal):
    """The actor may not do this."""

    default_status = 403


class NotFound(Refusal):
    """There is no such thing, or not for this actor: the two are never told apart."""

    default_status = 404


class Conflict(Refusal):
    """Right input, wrong moment: the state has moved on."""

    default_status = 409
