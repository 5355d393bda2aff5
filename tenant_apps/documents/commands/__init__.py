"""Writes of documents: `store_document`, `remove_documents`, and `render_pdf`, which only computes."""

from tenant_apps.documents.commands.remove_documents import DocumentsRemoved, RemoveDocuments, remove_documents
from tenant_apps.documents.commands.render_pdf import render_pdf
from tenant_apps.documents.commands.store_document import DocumentResult, StoreDocument, store_document
from tenant_apps.documents.commands.store_logo import StoreLogo, store_logo

__all__ = [
    "DocumentResult",
    "DocumentsRemoved",
    "RemoveDocuments",
    "StoreDocument",
    "StoreLogo",
    "remove_documents",
    "render_pdf",
    "store_document",
    "store_logo",
]
