"""Reads of documents."""

from tenant_apps.documents.queries.files import list_for, logo, read
from tenant_apps.documents.types import DocumentFacts

__all__ = ["DocumentFacts", "list_for", "logo", "read"]
