"""Files of a thing, on its page."""

from typing import Any
from uuid import UUID

from django import template

from tenant_apps.documents.queries import DocumentFacts, list_for

register = template.Library()


@register.simple_tag(takes_context=True)
def files_of(context: Any, target_id: UUID) -> list[DocumentFacts]:
    """What the reader may open of it, oldest first."""
    actor = context["request"].actor
    return list_for(actor, [target_id]) if actor.may("documents.view_document") else []
