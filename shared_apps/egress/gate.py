"""The gate: whatever leaves a region passes here first, under the name of a declared flow.

Fails closed: an undeclared flow, a scope without a gate, a gate that fails. `transfers` registers the gate of
marketplaces, `tenants` that of the control plane; both write down what they block in a transaction of their own. So
nothing may leave inside an open transaction: an effect outside is a row first, and a block must not be rolled back.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

import structlog
from django.utils.translation import gettext as _

from shared_apps.egress import flows, policies
from shared_apps.foundation.refusals import NotAllowed
from shared_apps.tenancy import scope

log = structlog.get_logger(__name__)

# Imported so that what the gate keeps to is declared wherever something leaves.
KEPT = policies.ROUTE


class Blocked(NotAllowed):
    """Nothing left. `facts` name the flow, the country and the reason."""

    def __init__(self, flow: str, reason: str, country: str = "", message: Any = "", remedy: Any = "") -> None:
        super().__init__(
            "egress.blocked",
            str(message) or _("This may not leave the region."),
            remedy=str(remedy) or _("Ask an administrator of the marketplace: it stands under transfers, with why."),
            facts={"flow": flow, "reason": reason, "country": country},
        )

    @property
    def reason(self) -> str:
        return str(self.facts["reason"])


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks at what is sent to a browser or a system: the company, or a person of support from elsewhere.

    `principal` is the id of the person or key, as the log has it.
    """

    company_id: UUID | None = None
    country: str = ""
    is_support: bool = False
    principal: str = ""


@dataclass(frozen=True, slots=True)
class Crossing:
    """One time that something leaves. `persons` and `sensitive` are pseudonyms of those whose data it carries.

    The country is that of `company_id`, unless `country` says it; with neither it is at home.
    """

    flow: str
    country: str = ""
    company_id: UUID | None = None
    persons: frozenset[str] = field(default_factory=frozenset)
    sensitive: frozenset[str] = field(default_factory=frozenset)
    is_support: bool = False


Gate = Callable[[flows.Flow | None, Crossing], None]
_gates: dict[Literal["tenant", "control"], Gate] = {}
AT_HOME = Viewer()
_viewer: ContextVar[Viewer] = ContextVar("kontor_viewer", default=AT_HOME)


def register(kind: Literal["tenant", "control"], gate: Gate) -> None:
    """`gate(flow, crossing)` lets pass or raises Blocked; the flow is None where nobody declared it."""
    _gates[kind] = gate


Guard = Callable[[flows.Flow, Viewer], None]
_guards: list[Guard] = []


def guard_files(guard: Guard) -> None:
    """Have a guard asked, once, before a file goes to who looks; it raises Blocked or says nothing."""
    if guard not in _guards:
        _guards.append(guard)


def leave(
    flow: str, *, country: str = "", company_id: UUID | None = None, persons: frozenset[str] = frozenset(),
    sensitive: frozenset[str] = frozenset(),
) -> None:  # fmt: skip
    """Say that something leaves now; Blocked where it may not. Call it right before, outside any transaction."""
    declared = flows.REGISTRY.get(flow)
    if declared is not None and declared.to == "viewer":
        here = _viewer.get()
        country, company_id = country or here.country, company_id or here.company_id
    support = _viewer.get().is_support
    crossing = Crossing(flow, country, company_id, persons, sensitive, support)
    gate = _gates.get("control" if scope.is_control() else "tenant")
    if gate is None:
        log.error("egress.no_gate", flow=flow)
        raise Blocked(flow, "no_gate")
    if scope.has_open_transaction():
        log.error("egress.inside_transaction", flow=flow)
        raise Blocked(flow, "inside_transaction")
    try:
        if declared is not None and declared.way == "download":
            for guard in _guards:
                guard(declared, _viewer.get())
        gate(declared, crossing)
    except Blocked as blocked:
        log.warning("egress.blocked", flow=flow, reason=blocked.reason, country=blocked.facts["country"])
        raise


@contextmanager
def seen_by(viewer: Viewer) -> Iterator[None]:
    """Inside the block, what goes to whoever asks goes to this viewer."""
    mark = _viewer.set(viewer)
    try:
        yield
    finally:
        _viewer.reset(mark)


def watch(viewer: Viewer) -> None:
    """From now on in this request: the person was found while it is answered."""
    _viewer.set(viewer)


def viewer() -> Viewer:
    return _viewer.get()
