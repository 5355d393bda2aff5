"""Find and open files. A document of another company is as unknown as none."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from shared_apps.egress.objects import NoObject, object_store
from shared_apps.foundation.actor import Actor
from tenant_apps.documents import errors
from tenant_apps.documents.models import Document
from tenant_apps.documents.types import DocumentFacts


def visible_to(actor: Actor) -> QuerySet[Document]:
    """Documents that name the actor's company; the marketplace sees all."""
    if actor.is_marketplace:
        return Document.objects.all()
    if actor.company_id is None:
        return Document.objects.none()
    return Document.objects.filter(company_ids__contains=[actor.company_id])


def read(actor: Actor, document_id: UUID) -> tuple[DocumentFacts, bytes]:
    """The document and its bytes, or NotFound."""
    row = visible_to(actor).filter(pk=document_id).first()
    return _open(row)


def logo(document_id: UUID) -> tuple[DocumentFacts, bytes]:
    """The marketplace's logo, which everybody may see; NotFound for any other document."""
    return _open(Document.objects.filter(pk=document_id, kind="logo").first())


def _open(row: Document | None) -> tuple[DocumentFacts, bytes]:
    if row is None:
        raise errors.unknown()
    if not row.size_bytes:
        raise errors.removed()
    try:
        return _facts(row), object_store().get(row.object_key)
    except NoObject as error:
        raise errors.unknown() from error


def list_for(actor: Actor, target_ids: Iterable[UUID]) -> list[DocumentFacts]:
    """Documents of these things that the actor may read, oldest first."""
    rows = visible_to(actor).filter(target_id__in=list(target_ids), size_bytes__gt=0).order_by("id")
    return [_facts(row) for row in rows]


def _facts(row: Document) -> DocumentFacts:
    return DocumentFacts(
        id=row.pk,
        kind=row.kind,
        title=row.title,
        content_type=row.content_type,
        size_bytes=row.size_bytes,
        sha256=row.sha256,
        target=row.target,
        target_id=row.target_id,
        created_at=row.created_at,
    )
