"""What a connector must be able to do. Nothing of it touches the database; it turns one system's words into ours.

A call that fails raises `egress.http.Unsent` (nothing reached the system), `Unanswered` (it may have) or `Wrong` (the
system answered, and the answer is of no use; asking the same again will not help).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from tenant_apps.integrations.commands.receive_orders import OrderMessageIn
from tenant_apps.integrations.commands.receive_stock import StockMessageIn


class Wrong(RuntimeError):
    """The system refused, or said something that cannot be understood."""


@dataclass(frozen=True, slots=True)
class Page:
    """Changes after a token, and the token after them. `bad` are entries that could not be read, with the reason."""

    stock: Sequence[StockMessageIn]
    orders: Sequence[OrderMessageIn]
    token: str
    is_last: bool
    bad: Sequence[tuple[str, str]] = ()


class Connector(Protocol):
    """One system. Built anew for each run from the connection's typed settings and its secret."""

    def changed_since(self, token: str) -> Page:
        """What changed after `token`; an empty one means from the beginning."""

    def fetch(self, sku: str, warehouse: str) -> StockMessageIn | None:
        """The whole level now, with the number it stands at: heals a gap. None when the system does not know it."""

    def acknowledge(self, token: str) -> None:
        """Everything up to `token` is written here; the system may forget it."""

    def push_order(self, order: Mapping[str, Any], key: str) -> str:
        """Hand over an order under our key; return their number. The same key must never make a second order."""

    def find_order(self, key: str) -> str | None:
        """Their number of the order under our key, if it arrived."""
