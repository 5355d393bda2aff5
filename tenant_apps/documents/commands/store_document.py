"""Store a file: bytes to the object store first, then the row. A crash leaves a file without row, never the reverse."""

import hashlib
from pathlib import Path
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from shared_apps.commands import Context, command
from shared_apps.egress.objects import object_store
from shared_apps.foundation.faults import faultpoint
from shared_apps.foundation.ids import uuid7
from shared_apps.foundation.untrusted import Parser, Unreadable, declare, read
from tenant_apps.documents import errors
from tenant_apps.documents.models import Document

LARGEST_BYTES = 20 * 1024 * 1024
PICTURES = frozenset({"image/png", "image/jpeg"})
PICTURE = declare(Parser("picture", Path(__file__).parents[1] / "decisions" / "pictures.py", memory=256 * 1024 * 1024))


class StoreDocument(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`company_ids` are the companies that may read it; `target` and `target_id` the thing it belongs to."""

    kind: str
    title: str
    content: bytes
    content_type: str
    company_ids: list[UUID]
    target: str
    target_id: UUID


class DocumentResult(msgspec.Struct, frozen=True, kw_only=True):
    document_id: UUID
    sha256: str


@command("documents.store_document", input=StoreDocument, system_only=True)
def store_document(ctx: Context, data: StoreDocument) -> DocumentResult:
    """Keep a file that Kontor made or looked at. Of pictures only what draws them is kept."""
    if not 1 <= len(data.content) <= LARGEST_BYTES:
        raise errors.bad("content", _("1 byte to 20 MB are needed."))
    content = drawing(data.content, "content") if data.content_type in PICTURES else data.content
    row = Document(
        id=uuid7(),
        kind=data.kind[:40],
        title=data.title[:200],
        content_type=data.content_type,
        size_bytes=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        company_ids=data.company_ids,
        target=data.target,
        target_id=data.target_id,
        created_at=ctx.now,
    )
    row.object_key = f"documents/{row.pk.hex[:4]}/{row.pk}"
    object_store().put(row.object_key, content, data.content_type)
    faultpoint("documents.after_put")
    row.save(force_insert=True)
    ctx.audit(
        target="documents.document", target_id=row.pk,
        facts={"kind": row.kind, "title": row.title, "sha256": row.sha256},
    )  # fmt: skip
    return DocumentResult(document_id=row.pk, sha256=row.sha256)


def drawing(content: bytes, field: str) -> bytes:
    """What is kept of a picture; Invalid names the field it came in."""
    try:
        kept: bytes = read(PICTURE, content)
    except Unreadable as error:
        if error.args[0] == "too_many_pixels":
            raise errors.bad(field, _("The picture has more pixels than can be drawn everywhere.")) from error
        raise errors.bad(field, _("The picture cannot be read; part of it is missing.")) from error
    return kept
