"""The reference connector: asks a system that speaks the small protocol of `simulator/`. Copy it for a real one."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote
from uuid import UUID

import msgspec
from django.utils.translation import gettext_lazy as _

from shared_apps.egress import flows, http
from tenant_apps.integrations.commands.receive_orders import OrderMessageIn
from tenant_apps.integrations.commands.receive_stock import StockMessageIn
from tenant_apps.integrations.connectors.interface import Page, Wrong

SYSTEM = flows.declare(
    "integrations.system",
    "request",
    _("Stock and orders to the system of a company"),
    ("business", "free_text"),
    to="recipient",
    purpose="trade",
    basis="contract",
    exempt="trade",
)
PAGE = 500


class ReferenceSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`address` is where the system's API begins; `send_orders` hands accepted orders of the company over."""

    address: str
    every_minutes: int = 5
    send_orders: bool = False


class Reference:
    """See `interface.Connector`."""

    def __init__(self, settings: ReferenceSettings, secret: str, company_id: UUID | None) -> None:
        self._company_id = company_id
        self._base = settings.address.rstrip("/")
        self._headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"}

    def changed_since(self, token: str) -> Page:
        told = self._ask("GET", f"/changes?limit={PAGE}&since={quote(token)}")
        stock, orders, bad = [], [], []
        for one in told.get("changes", ()):
            try:
                if one.get("kind") == "order":
                    orders.append(msgspec.convert(one["message"], OrderMessageIn))
                else:
                    stock.append(msgspec.convert(one["message"], StockMessageIn))
            except (msgspec.ValidationError, KeyError, TypeError, AttributeError) as error:
                bad.append((str(one)[:200], str(error)))
        return Page(stock, orders, str(told.get("token", token)), bool(told.get("is_last", True)), bad)

    def fetch(self, sku: str, warehouse: str) -> StockMessageIn | None:
        told = self._ask("GET", f"/stock?sku={quote(sku)}&warehouse={quote(warehouse)}", missing=True)
        if told is None:
            return None
        try:
            return msgspec.convert(told, StockMessageIn)
        except msgspec.ValidationError as error:
            raise Wrong(str(error)) from error

    def acknowledge(self, token: str) -> None:
        self._ask("POST", "/acknowledgements", {"token": token})

    def push_order(self, order: Mapping[str, Any], key: str) -> str:
        return str(self._ask("POST", "/sales-orders", order, key=key)["number"])

    def find_order(self, key: str) -> str | None:
        told = self._ask("GET", f"/sales-orders?key={quote(key)}", missing=True)
        return None if told is None else str(told["number"])

    def _ask(self, method: http.Method, path: str, body: Any = None, *, key: str = "", missing: bool = False) -> Any:
        headers = self._headers | ({"Idempotency-Key": key} if key else {})
        sent = msgspec.json.encode(body) if body is not None else b""
        answer = http.send(method, self._base + path, SYSTEM, headers=headers, body=sent, company_id=self._company_id)
        if answer.status == 404 and missing:
            return None
        if answer.status >= 500 or answer.status == 429:
            raise http.Unanswered(f"the system answered {answer.status}")
        if not 200 <= answer.status < 300:
            raise Wrong(f"the system answered {answer.status}")
        try:
            told = msgspec.json.decode(answer.body)
        except msgspec.DecodeError as error:
            raise http.Unanswered("the answer is not JSON") from error
        if not isinstance(told, dict):
            raise Wrong("the answer is not an object")
        return told
