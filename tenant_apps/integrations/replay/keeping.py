"""Keep the report as a document of the marketplace, beside the copy under `.run/`."""

from uuid import UUID

import msgspec

from shared_apps.commands import run
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.ids import uuid7
from tenant_apps.documents.commands import StoreDocument, store_document
from tenant_apps.integrations.replay.report import Report


def keep(report: Report) -> UUID:
    """Store the report; only the marketplace's own people may read it. Returns the document's id."""
    data = StoreDocument(
        kind="replay_report",
        title=f"Replay of {report.source}",
        content=msgspec.json.format(msgspec.json.encode(report)),
        content_type="application/json",
        company_ids=[],
        target="integrations.replay",
        target_id=uuid7(),
    )
    return run(store_document, Actor.system("replay_orders"), data).document_id
