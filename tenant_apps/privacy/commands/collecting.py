"""Put together what is held about a person: all registered columns, purposes, consents, rights, in one document."""

import hashlib
from dataclasses import dataclass
from typing import Any

import msgspec
from django.utils.translation import override

from shared_apps.commands import Context
from shared_apps.crypto import register, subject
from shared_apps.tenancy import scope
from tenant_apps.privacy.models import ConsentAct, SubjectRequest
from tenant_apps.privacy.queries.periods import codes, text
from tenant_apps.privacy.rules import RIGHTS

# Requests are told of by number, never with the answer that is just being made.
OWN = "privacy.SubjectRequest"
FORMAT = "kontor-subject-answer/1"


@dataclass(frozen=True, slots=True)
class Gathered:
    text: str
    digest: str
    rows: int


def collected(ctx: Context, row: SubjectRequest) -> Gathered:
    """The answer as JSON text, in the language of whoever asked. Machine-readable: GDPR art. 20, PIPL art. 45."""
    with override(row.language):
        told = document(ctx, row)
    content = msgspec.json.format(msgspec.json.encode(told), indent=1).decode()
    rows = sum(one["total"] for one in told["tables"])
    return Gathered(content, hashlib.sha256(content.encode()).hexdigest(), rows)


def document(ctx: Context, row: SubjectRequest) -> dict[str, Any]:
    """What the answer says, as plain values."""
    tables = list(subject.about(row.subject_id, row.email, without=(OWN,)))
    offered = codes("privacy.rights")
    return {
        "format": FORMAT,
        "marketplace": scope.tenant().name,
        "region": scope.tenant().region,
        "made_at": ctx.now.isoformat(),
        "request": row.number,
        "person": {"name": row.name, "email": row.email, "id": str(row.subject_id or "")},
        "controller": text("privacy.controller"),
        "rights": [str(label) for code, label in RIGHTS if code in offered],
        "complaint": text("privacy.complaint_route"),
        "tables": [_table(one) for one in tables],
        "consents": [
            {"purpose": act.code, "act": act.act, "language": act.language, "text_sha256": act.digest,
             "signed_in_with": act.strength, "at": act.at.isoformat()}
            for act in ConsentAct.objects.filter(user_id=row.subject_id).order_by("id")
        ] if row.subject_id else [],
        "requests": [
            {"number": one.number, "kind": one.kind, "state": one.state, "received_at": one.received_at.isoformat()}
            for one in SubjectRequest.objects.filter(subject_id=row.subject_id).order_by("id")
        ] if row.subject_id else [],
    }  # fmt: skip


def _table(one: subject.Told) -> dict[str, Any]:
    return {
        "table": one.model,
        "purposes": [str(register.PURPOSES[code]) for code in one.purposes],
        "bases": [str(register.BASES[code]) for code in one.bases],
        "kept": [str(register.RETENTION[code]) for code in one.retention],
        "columns": list(one.columns),
        "total": one.total,
        "rows": list(one.rows),
    }
