"""Hand in a paper of one's company, with its copy; it counts once the marketplace has granted it."""

from datetime import date
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from shared_apps.commands import Context, command
from shared_apps.foundation.faults import faultpoint
from tenant_apps.catalogue import errors
from tenant_apps.documents.commands import StoreDocument, store_document
from tenant_apps.parties import errors as party_errors
from tenant_apps.parties.commands import SubmitQualification, submit_qualification
from tenant_apps.parties.queries import list_by_ids

PAPER = "parties.qualification"
LARGEST_BYTES = 5 * 1024 * 1024
# What a file must begin with to be what it says.
MAGIC = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff", "application/pdf": b"%PDF-"}


class HandInLicence(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`content` is a picture (PNG, JPEG) or a PDF of the paper, in base 64. `valid_until` empty: no last day."""

    kind: str
    number: str
    issuer: str
    valid_from: date
    valid_until: date | None = None
    content: bytes
    content_type: str
    company_id: UUID | None = None


class LicenceHandedIn(msgspec.Struct, frozen=True, kw_only=True):
    qualification_id: UUID
    document_id: UUID
    state: str


@command("catalogue.hand_in_licence", input=HandInLicence)
def hand_in_licence(ctx: Context, data: HandInLicence) -> LicenceHandedIn:
    """Keep paper and copy together, for the marketplace to look at. The company and the marketplace read the copy."""
    company_id = ctx.actor.company_id or data.company_id
    if company_id is None or company_id not in list_by_ids([company_id]):
        raise errors.bad("company_id", _("Name the company whose paper it is."))
    if ctx.actor.company_id is not None and data.company_id not in (None, ctx.actor.company_id):
        raise party_errors.company_unknown(data.company_id or company_id)
    for name in ("number", "issuer"):
        if not getattr(data, name).strip():
            raise errors.bad(name, _("A paper has a number and somebody who issued it."))
    start = MAGIC.get(data.content_type)
    if start is None or not data.content.startswith(start) or len(data.content) > LARGEST_BYTES:
        raise errors.bad("content", _("A PDF, PNG or JPEG file of at most 5 MB is needed."))
    if data.valid_until is not None and data.valid_until < ctx.now.date():
        raise errors.bad("valid_until", _("This paper has run out already."))
    made = ctx.call(
        submit_qualification,
        SubmitQualification(
            company_id=company_id, kind=data.kind, number=data.number, issuer=data.issuer, valid_from=data.valid_from,
            valid_until=data.valid_until,
        ),
    )  # fmt: skip
    faultpoint("catalogue.hand_in.after_paper")
    kept = ctx.call(
        store_document,
        StoreDocument(
            kind="licence", title=f"{made.kind} {data.number.strip()}"[:200], content=data.content,
            content_type=data.content_type, company_ids=[company_id], target=PAPER, target_id=made.qualification_id,
        ),
    )  # fmt: skip
    ctx.audit(target=PAPER, target_id=made.qualification_id, facts={"kind": made.kind, "number": data.number.strip()})
    return LicenceHandedIn(qualification_id=made.qualification_id, document_id=kept.document_id, state=made.state)
