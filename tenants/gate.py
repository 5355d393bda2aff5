"""The gate of the control plane: declared flows pass, and what nobody declared is blocked and written down.

It holds nothing but that marketplaces exist, their owners' addresses and its operators; where a region reports to it,
the flow names what the report holds.
"""

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from shared_apps.audit.record import record
from shared_apps.egress import flows, gate
from shared_apps.egress.gate import Blocked, Crossing
from shared_apps.egress.types import Flow
from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor

REPORT = flows.declare(
    "tenants.report",
    "control",
    _("Steps of opening a marketplace"),
    ("technical",),
    to="control",
    purpose="opening",
    basis="contract",
)
GATE = Actor.system("tenants.gate")


def register() -> None:
    gate.register("control", pass_or_block)


def pass_or_block(flow: Flow | None, crossing: Crossing) -> None:
    """Let a declared flow pass. A region's process may write nothing here but reports: its log line is the trace."""
    if flow is not None:
        return
    if settings.KIND in ("control", "test"):
        with transaction.atomic(using="control"):
            record(
                GATE, "egress.leave", at=clock.now("control"), outcome="refused", target="egress.flow",
                target_id=crossing.flow[:80], reason="egress.blocked",
            )  # fmt: skip
    raise Blocked(crossing.flow, "undeclared", crossing.country)
