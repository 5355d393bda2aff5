"""The visitor of a request: who of support it is, in whose place, with which rights."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from shared_apps.accounts.actors import Standing, standing_of
from shared_apps.accounts.middleware import NOWHERE
from shared_apps.accounts.models import User
from shared_apps.commands.lending import is_lendable
from shared_apps.commands.registry import REGISTRY
from shared_apps.egress import flows
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.permissions import DECLARED
from tenant_apps.support.decisions.rights import lent
from tenant_apps.support.models import SupportVisit

SESSION = "support_visit"
VIEW = flows.declare(
    "support.view",
    "support",
    gettext_lazy("Pages that support looks at"),
    ("business", "personal", "free_text"),
    to="viewer",
    purpose="support",
    basis="contract",
)


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody of support in a browser. `member` lends eyes and name; the actor names the operator."""

    visit_id: UUID
    operator: str
    member: User
    standing: Standing
    actor: Actor
    may_write: bool
    ends_at: datetime


def mark_of(session_key: str | None) -> str:
    """What a visit keeps of the browser it is open in."""
    return hashlib.sha256(f"support|{session_key or ''}".encode()).hexdigest()


def visitor_of(request: HttpRequest, now: datetime) -> Visitor | None:
    """Who visits in this browser; None where nobody does, or its time is over."""
    visit_id = request.session.get(SESSION)
    if not visit_id:
        return None
    row = SupportVisit.objects.select_related("member").filter(pk=visit_id, state="consented", ends_at__gt=now).first()
    if row is None or row.member is None or not row.member.is_active or row.ends_at is None:
        return None
    if row.session_hash != mark_of(request.session.session_key):
        return None
    standing = standing_of(row.member)
    rights = rights_of(standing, may_write=row.may_write)
    short = str(row.operator)[-8:]
    actor = Actor(
        kind="operator", id=str(row.operator), display=f"Support {short}", user_id=row.member.pk,
        company_id=standing.seat.company_id if standing.seat else NOWHERE, permissions=rights,
        narrowed=standing.narrowed,
    )  # fmt: skip
    return Visitor(row.pk, short, row.member, standing, actor, row.may_write, row.ends_at)


def is_expected(visit_id: UUID, code: str, now: datetime) -> bool:
    """Whether somebody with this secret is awaited now. Says nothing of a visit to anybody else."""
    row = SupportVisit.objects.filter(pk=visit_id, state="consented", entry_until__gt=now, ends_at__gt=now).first()
    told = hashlib.sha256(code.encode()).hexdigest()
    return row is not None and bool(row.entry_hash) and hmac.compare_digest(row.entry_hash, told)


def rights_of(standing: Standing, *, may_write: bool) -> frozenset[str]:
    """What is lent of a standing."""
    commands = [(one.permission, is_lendable(one)) for one in REGISTRY.values()]
    return lent(standing.permissions, commands, may_write=may_write, declared=DECLARED)
