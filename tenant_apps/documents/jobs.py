"""Jobs of documents: delete the bytes of what was removed."""

from collections.abc import Mapping
from typing import Any

from shared_apps.egress.objects import object_store
from shared_apps.outbox import jobs
from tenant_apps.documents.commands.remove_documents import DELETE_BYTES


@jobs.job(DELETE_BYTES)
def delete_bytes(payload: Mapping[str, Any], progress: jobs.Progress) -> Mapping[str, Any]:
    """Deleting what is gone already changes nothing, so a second try is harmless."""
    store = object_store()
    for count, key in enumerate(payload["keys"], 1):
        store.delete(key)
        progress.advance(count)
    return {"deleted": len(payload["keys"])}
