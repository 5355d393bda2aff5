"""Sections of a pack that other apps tell, each in a form of its own; `schemas.json` in the pack says the forms."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from shared_apps.accounts.queries.for_evidence import SystemKeysTold, clients_told, system_keys_told
from shared_apps.audit.policies import WITNESSES
from shared_apps.audit.publishing import witnesses
from shared_apps.foundation.actor import Actor
from shared_apps.tenancy import policy
from tenant_apps.anomalies.queries.for_evidence import AlertsTold, alerts_told
from tenant_apps.evidence.queries.drills import due_at, newest_drills
from tenant_apps.federation.queries.for_evidence import ProvidersTold, providers_told
from tenant_apps.identity.queries.for_evidence import ReviewTold, SeparationTold, reviews_told, separation_told
from tenant_apps.privacy.queries.for_evidence import BreachesTold, PrivacyTold, breaches_told, privacy_told
from tenant_apps.provisioning.queries.for_evidence import DirectoriesTold, directories_told
from tenant_apps.transfers.queries.for_evidence import TransfersTold, transfers_told

DRILLS = 20


class DrillTold(msgspec.Struct, frozen=True, kw_only=True):
    """One drill of restoring. `differing` names tables that were not the same, `broken` checks that did not hold."""

    number: int
    outcome: str
    started_at: str
    ended_at: str
    dump_bytes: int
    dump_sha256: str
    restore_ms: int
    tables: int
    rows: int
    checks: int
    log_size: int
    log_root: str
    differing: list[str]
    broken: list[str]
    problem: str


class DrillsTold(msgspec.Struct, frozen=True, kw_only=True):
    """Drills of restoring, the newest first, and when the next one is due."""

    due_at: str
    drills: list[DrillTold]


class ConnectionsTold(msgspec.Struct, frozen=True, kw_only=True):
    """Who is trusted from outside: keys and clients of other systems, providers, directories, witnesses of the log."""

    system_keys: SystemKeysTold
    clients: SystemKeysTold
    providers: ProvidersTold
    directories: DirectoriesTold
    witnesses: list[str]


FORMS: Mapping[str, Any] = {
    "access-reviews.json": list[ReviewTold],
    "separation.json": SeparationTold,
    "privacy.json": PrivacyTold,
    "breaches.json": BreachesTold,
    "alerts.json": AlertsTold,
    "transfers.json": TransfersTold,
    "connections.json": ConnectionsTold,
    "restore.json": DrillsTold,
}


def sections(actor: Actor, now: datetime, days: int) -> dict[str, Any]:
    """Every section by the name of its part, as it stands now; acts and alerts of so many days."""
    return {
        "access-reviews.json": reviews_told(actor),
        "separation.json": separation_told(actor),
        "privacy.json": privacy_told(now),
        "breaches.json": breaches_told(now),
        "alerts.json": alerts_told(now, days),
        "transfers.json": transfers_told(actor, now, days),
        "connections.json": ConnectionsTold(
            system_keys=system_keys_told(now),
            clients=clients_told(now),
            providers=providers_told(),
            directories=directories_told(now),
            witnesses=[key.text() for _address, key in witnesses(policy.value(WITNESSES))],
        ),
        "restore.json": drills_told(actor),
    }


def drills_told(actor: Actor) -> DrillsTold:
    due = due_at()
    told = [
        DrillTold(
            number=one.number, outcome=one.outcome, started_at=one.started_at.isoformat(),
            ended_at=one.ended_at.isoformat(), dump_bytes=one.dump_bytes, dump_sha256=one.dump_sha256,
            restore_ms=one.restore_ms, tables=one.tables, rows=one.rows, checks=one.checks, log_size=one.log_size,
            log_root=one.log_root, differing=list(one.differing), broken=list(one.broken), problem=one.problem,
        )
        for one in newest_drills(actor, DRILLS)
    ]  # fmt: skip
    return DrillsTold(due_at=due.isoformat() if due else "", drills=told)


def schemas() -> dict[str, Any]:
    """JSON Schema (2020-12) of each section, by the name of its part."""
    return {name: msgspec.json.schema(form) for name, form in FORMS.items()}
