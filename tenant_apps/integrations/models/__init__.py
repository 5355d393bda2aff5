"""Tables of integrations: connections to other systems, what they said, and where both sides differ."""

from tenant_apps.integrations.models.connections import Connection, Run
from tenant_apps.integrations.models.messages import Message, OrderWord, StockWord
from tenant_apps.integrations.models.outgoing import Delivery, FileDrop
from tenant_apps.integrations.models.review import Disagreement, Reconciliation

__all__ = [
    "Connection",
    "Delivery",
    "Disagreement",
    "FileDrop",
    "Message",
    "OrderWord",
    "Reconciliation",
    "Run",
    "StockWord",
]
