"""Remove the bytes of files that were kept long enough; the row stays, with the hash that the log tells of."""

from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.outbox import jobs
from tenant_apps.documents.models import Document

DELETE_BYTES = "documents.delete_bytes"


class RemoveDocuments(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The files of things: `target` names their table, `target_ids` which of them."""

    target: str
    target_ids: list[UUID]


class DocumentsRemoved(msgspec.Struct, frozen=True, kw_only=True):
    count: int


@command("documents.remove_documents", input=RemoveDocuments, system_only=True)
def remove_documents(ctx: Context, data: RemoveDocuments) -> DocumentsRemoved:
    """Remove what was kept as long as the rules say: title and bytes go, the row and its hash stay."""
    rows = list(
        Document.objects.select_for_update()
        .filter(target=data.target, target_id__in=data.target_ids, size_bytes__gt=0)
        .order_by("id")
    )
    for row in rows:
        ctx.audit(
            target="documents.document", target_id=row.pk, facts={"kind": row.kind, "sha256": row.sha256},
        )  # fmt: skip
    if rows:
        Document.objects.filter(pk__in=[row.pk for row in rows]).update(title="", size_bytes=0)
        # After the commit: bytes that are gone cannot be rolled back.
        jobs.enqueue(
            DELETE_BYTES, "Delete removed files", {"keys": [row.object_key for row in rows]}, at=ctx.now,
            asked_by=ctx.actor.display,
        )  # fmt: skip
    return DocumentsRemoved(count=len(rows))
