"""Ask a system for what changed: page by page, each in one transaction with its place in the list."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from shared_apps.commands import run
from shared_apps.egress.gate import Blocked
from shared_apps.egress.http import Refused, Unanswered, Unsent
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.faults import faultpoint
from shared_apps.outbox.jobs import Progress, job
from tenant_apps.integrations.commands.record_pull import RecordFailure, RecordPull, record_failure, record_pull
from tenant_apps.integrations.commands.schedule import PULL
from tenant_apps.integrations.connectors.interface import Connector, Wrong
from tenant_apps.integrations.connectors.kinds import KINDS, BadSettings, read_settings
from tenant_apps.integrations.exchange.found_files import take_found
from tenant_apps.integrations.models import Connection, Message

ASKING = Actor.system("integrations.pull")
FAILURES = (Blocked, Refused, Unanswered, Unsent, Wrong, BadSettings)
HEALED_MOST = 200
PAGES_MOST = 200


def connector_of(connection: Connection) -> Connector | None:
    """The connector with its settings and secret; None for systems that are not asked."""
    kind = KINDS[connection.connector]
    if kind.open is None:
        return None
    return kind.open(read_settings(kind, connection.settings), str(connection.secret or ""), connection.company_id)


@job(PULL)
def pull(payload: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """Ask until there is nothing more, then heal gaps. A failure is written down and asked again later."""
    connection = Connection.objects.filter(pk=payload["connection_id"], state="active").first()
    if connection is None:
        return {}
    try:
        if KINDS[connection.connector].open is None:
            return take_found(connection)
        return _pull(connection, progress)
    except FAILURES as error:
        told = f"{type(error).__name__}: {error}"
        run(record_failure, ASKING, RecordFailure(connection_id=connection.pk, kind="pull", error=told))
        return {"error": told}


def _pull(connection: Connection, progress: Progress) -> Mapping[str, Any]:
    system = connector_of(connection)
    if system is None:
        return {}
    token, pages, counts = connection.cursor, 0, dict[str, int]()
    while pages < PAGES_MOST:
        page = system.changed_since(token)
        faultpoint("integrations.before_record")
        answer = run(
            record_pull,
            ASKING,
            RecordPull(
                connection_id=connection.pk, stock=list(page.stock), orders=list(page.orders), cursor=page.token,
                is_last=False, bad=list(page.bad),
            ),
        )  # fmt: skip
        faultpoint("integrations.before_acknowledge")
        _acknowledge(system, page.token)
        pages, token = pages + 1, page.token
        _add(counts, answer.counts)
        progress.advance(pages, step=f"page {pages}")
        if page.is_last:
            break
    healed = heal(connection.pk, system)
    counts["healed"] = len(healed)
    run(record_pull, ASKING, RecordPull(connection_id=connection.pk, stock=healed, orders=[], so_far=counts))
    return {"pages": pages, "counts": counts}


def _acknowledge(system: Connector, token: str) -> None:
    """What is written here is written: a system that does not hear it says the same again, and nothing is doubled."""
    try:
        system.acknowledge(token)
    except (Unanswered, Unsent):
        return


def _add(counts: dict[str, int], more: Mapping[str, int]) -> None:
    for name, count in more.items():
        counts[name] = counts.get(name, 0) + count


def heal(connection_id: UUID, system: Connector) -> list[Any]:
    """The whole levels of what waits for a message that did not come."""
    waiting = Message.objects.filter(connection_id=connection_id, state="parked").order_by("thing")
    things = list(waiting.values_list("thing", flat=True).distinct()[:HEALED_MOST])
    found = []
    for thing in things:
        sku, _, warehouse = thing.rpartition("@")
        level = system.fetch(sku, warehouse)
        if level is not None:
            found.append(level)
    return found
