"""Try whether the marketplace in scope could be restored: dump it, restore it beside itself, look, drop it again.

The live marketplace is read in one snapshot and written nowhere but for the row that says what came of it. What lies in
the scratch database is held against that snapshot table by table, by number of rows and by their digest; the checks
that run every five minutes run there too; the whole log is reckoned anew and has to come to the head that was signed;
and one value of each encrypted column has to be readable with the keys outside of the dump.
"""

from collections.abc import Callable
from datetime import datetime

import psycopg

from shared_apps.audit.checking import check_log
from shared_apps.commands import run
from shared_apps.crypto import anew
from shared_apps.foundation import clock, invariants
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.faults import faultpoint
from shared_apps.notary.queries import head_at
from shared_apps.tenancy import restoring, scope
from shared_apps.tenancy.errors import TenancyError
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.evidence.commands.record_drill import DrillRecorded, RecordDrill, record_drill

# A dump that takes longer than this is ended; the drill then says so.
PATIENCE_S = 1800.0
MOST = 50
STEPS = 4
Advance = Callable[[int, int, str], None]


def nobody(_done: int, _total: int, _step: str) -> None:
    """Nobody watches."""


def drill(actor: Actor, advance: Advance = nobody, *, patience_s: float = PATIENCE_S) -> DrillRecorded:
    """Drill once and record what came of it; a drill that could not be made is recorded as failed, and why."""
    started = clock.now(scope.alias())
    try:
        told = _tried(scope.tenant(), started, advance, patience_s)
    except (TenancyError, psycopg.Error, OSError) as error:
        told = RecordDrill(outcome="failed", started_at=started, problem=" ".join(str(error).split())[:500])
    return run(record_drill, actor, told)


def _tried(ref: TenantRef, started: datetime, advance: Advance, patience_s: float) -> RecordDrill:
    with restoring.snapshot(ref.alias) as (live, moment):
        advance(0, STEPS, "reading")
        before = restoring.tables_of(live, ref.schema_name)
        with restoring.scratch(ref.alias, ref.schema_name):
            advance(1, STEPS, "restoring")
            copied = restoring.copy(ref.alias, ref.schema_name, moment, patience_s=patience_s)
            faultpoint("evidence.restored")
            advance(2, STEPS, "comparing")
            after = restoring.restored_tables(ref.schema_name)
            advance(3, STEPS, "checking")
            with scope.enter(restoring.restored(ref)):
                log, broken = check_log(), _broken()
    signed = head_at(log.size)
    if log.size and (signed is None or signed.root.hex() != log.root):
        broken.append("the restored log does not end in a head that was signed here")
    differing = sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
    broken += log.wrong
    return RecordDrill(
        outcome="broken" if differing or broken else "whole",
        started_at=started,
        dump_bytes=copied.size,
        dump_sha256=copied.sha256,
        restore_ms=copied.took_ms,
        tables=len(after),
        rows=sum(one.rows for one in after.values()),
        checks=len(invariants.REGISTRY),
        log_size=log.size,
        log_root=log.root,
        differing=tuple(differing[:MOST]),
        broken=tuple(one[:500] for one in broken[:MOST]),
    )


def _broken() -> list[str]:
    found = [f"{one.invariant}: {one.detail}" for one in invariants.check_all()]
    return found + [f"values of {column} cannot be read" for column in anew.unreadable()]
