"""Keep an uploaded logo. Only PNG and JPEG by their first bytes: an SVG could carry a script."""

import msgspec
from django.utils.translation import gettext as _

from shared_apps.commands import Context, command
from shared_apps.foundation.ids import uuid7
from tenant_apps.documents import errors
from tenant_apps.documents.commands.store_document import DocumentResult, StoreDocument, drawing, store_document

LARGEST_BYTES = 512 * 1024
SIGNATURES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}


class StoreLogo(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    content: bytes


@command("documents.store_logo", input=StoreLogo)
def store_logo(ctx: Context, data: StoreLogo) -> DocumentResult:
    """Keep a picture as the marketplace's logo."""
    if len(data.content) > LARGEST_BYTES:
        raise errors.bad("logo", _("The picture may have at most 512 KB."))
    kind = next((kind for start, kind in SIGNATURES.items() if data.content.startswith(start)), None)
    if kind is None:
        raise errors.bad("logo", _("The picture must be a PNG or JPEG file."))
    return ctx.call(
        store_document,
        StoreDocument(
            kind="logo",
            title="logo",
            content=drawing(data.content, "logo"),
            content_type=kind,
            company_ids=[],
            target="rulesets.settings",
            target_id=uuid7(),
        ),
    )
