"""How long claims are kept; and an open one keeps what it is about."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from shared_apps.commands import Context
from shared_apps.crypto.clearing import clear
from tenant_apps.claims.models import Claim, ClaimFile, ClaimStep
from tenant_apps.claims.types import LIVE
from tenant_apps.documents.commands import RemoveDocuments, remove_documents
from tenant_apps.privacy.types import Candidate, RecordClass, declare, keeps


def _old(before: datetime, limit: int) -> Iterator[Candidate]:
    rows = Claim.objects.filter(ended_at__lt=before).order_by("id")
    named = rows.values("id", "ended_at", "buyer_id", "seller_id", "order_id")
    for row in named[:limit].iterator(chunk_size=2000):
        assert row["ended_at"] is not None
        yield Candidate(row["id"], row["ended_at"], None, (row["buyer_id"], row["seller_id"]), row["order_id"])


def _clear(ctx: Context, ids: list[UUID]) -> int:
    ctx.call(remove_documents, RemoveDocuments(target="claims.claim", target_ids=ids))
    clear(ClaimFile.objects.filter(claim_id__in=ids))
    # What was offered says nothing of people.
    clear(ClaimStep.objects.filter(claim_id__in=ids), keep=frozenset({"remedy"}))
    return len(ids)


def _open_claims(record_class: str, candidates: Sequence[Candidate]) -> Collection[UUID]:
    orders = {one.order_id for one in candidates if one.order_id is not None}
    claimed = set(Claim.objects.filter(order_id__in=orders, state__in=LIVE).values_list("order_id", flat=True))
    return [one.id for one in candidates if one.order_id in claimed]


keeps("claims", _open_claims)
declare(
    RecordClass(
        "claims", _("Claims"), _("Words, evidence and who acted are removed; what was claimed and settled stays."),
        "retention.message_years", "years", _old, _clear, most="retention.message_most_years", from_year_end=True,
        once=True,
    )
)  # fmt: skip
