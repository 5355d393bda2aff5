"""The log behind the audit trail, as the API shows it: signed heads, and what proves records in them."""

import base64
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from shared_apps.api.audit_trail import audit_rows
from shared_apps.audit.exporting import Sealed, proved
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.refusals import Conflict, Invalid, NotFound
from shared_apps.notary import queries as notary
from shared_apps.notary.models import Leaf


class LogHead(msgspec.Struct, frozen=True, kw_only=True):
    """A signed head. `checkpoint` is a signed note, `key` checks it, `root` is base64 of the hash over all leaves.

    `is_published`: it lies in storage that cannot be rewritten. `cosignatures` are lines of witnesses.
    """

    size: int
    root: str
    checkpoint: str
    key: str
    at: datetime
    is_published: bool
    cosignatures: list[str]


class LogEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A record in the log: its number, its leaf, what proves it in the head of `size`; hashes are hexadecimal.

    `record` is the canonical text that was hashed, null once it is not kept any more.
    """

    seq: int
    leaf: str
    record: str | None
    size: int
    proof: list[str]


class LogProof(msgspec.Struct, frozen=True, kw_only=True):
    """A record, its place and proof, and the head that it is proved in."""

    entry: LogEntry
    head: LogHead


class LogConsistency(msgspec.Struct, frozen=True, kw_only=True):
    """What proves that the log of `new` records begins with the log of `old` (RFC 9162); hashes are hexadecimal."""

    old: int
    new: int
    proof: list[str]


def newest_head(actor: Actor) -> LogHead:
    """The newest head; NotFound before anything was done."""
    return _told(_newest())


def head_of(actor: Actor, size: int) -> LogHead:
    """The head with exactly so many records; NotFound where none was signed."""
    head = notary.head_at(size) if size < 2**63 else None
    if head is None:
        raise _unknown()
    return _told(head)


def proof_of(actor: Actor, record_id: UUID) -> LogProof:
    """A record that the actor may see; NotFound else, Conflict while it waits for its place."""
    if not audit_rows(actor, {"id": record_id}).exists():
        raise _unknown()
    head, leaf = notary.head(), Leaf.objects.filter(entry_id=record_id).first()
    if head is None or leaf is None or leaf.seq >= head.size:
        raise Conflict(
            "audit.not_sealed_yet", _("This act has no place in the log yet."),
            remedy=_("Ask again in a second."), facts={"retry_after_s": 1},
        )  # fmt: skip
    (one,) = proved([leaf], head)
    return LogProof(entry=_entry(one, head.size), head=_told(head))


def consistency_of(actor: Actor, old: int, new: int) -> LogConsistency:
    """Both numbers count records that have a place; Invalid where they do not."""
    if not 0 < old <= new <= _newest().size:
        raise Invalid(
            "audit.not_a_log_of_that_size", _("The log has no heads of these sizes, in this order."),
            field="new", remedy=_("Take sizes of heads that you were given; the smaller one first."),
        )  # fmt: skip
    return LogConsistency(old=old, new=new, proof=[one.hex() for one in notary.consistency_proof(old, new)])


def log_rows(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[Leaf]:
    """Leaves of the acts that the actor may see."""
    rows = Leaf.objects.all()
    if actor.is_marketplace and not filters:
        return rows
    return rows.filter(entry_id__in=audit_rows(actor, filters).values("id"))


def log_entries(rows: Sequence[Any]) -> list[LogEntry]:
    head = notary.head()
    if head is None:
        return []
    return [_entry(one, head.size) for one in proved([row for row in rows if row.seq < head.size], head)]


def _newest() -> notary.Head:
    head = notary.head()
    if head is None:
        raise _unknown()
    return head


def _unknown() -> NotFound:
    return NotFound("audit.unknown", _("There is nothing like that in the log."))


def _told(head: notary.Head) -> LogHead:
    return LogHead(
        size=head.size, root=base64.b64encode(head.root).decode(), checkpoint=head.note, key=head.key, at=head.at,
        is_published=head.is_published, cosignatures=notary.cosignatures(head.size),
    )  # fmt: skip


def _entry(one: Sealed, size: int) -> LogEntry:
    return LogEntry(
        seq=one.seq, leaf=one.leaf.hex(), record=one.text, size=size, proof=[step.hex() for step in one.proof]
    )
