"""The people who run the platform."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.utils.translation import gettext as _

from shared_apps.accounts.queries.people import list_people
from shared_apps.operators.decisions.built_in_roles import BUILT_IN
from shared_apps.operators.models import OperatorGrant


@dataclass(frozen=True, slots=True)
class OperatorLine:
    grant_id: UUID
    user_id: UUID
    name: str
    email: str
    role_code: str
    role_name: str
    state: Literal["active", "invited"]
    has_totp: bool
    granted_at: datetime
    last_sign_in_at: datetime | None


def list_operators() -> Sequence[OperatorLine]:
    """Every role held, newest first."""
    rows = list(OperatorGrant.objects.select_related("role").order_by("-id"))
    users = list_people({row.user_id for row in rows})
    names = dict(list_roles())
    return [
        OperatorLine(
            grant_id=row.id,
            user_id=row.user_id,
            name=users[row.user_id].name,
            email=users[row.user_id].email,
            role_code=row.role.code,
            role_name=names.get(row.role.code, row.role.name),
            state="active" if users[row.user_id].has_password else "invited",
            has_totp=users[row.user_id].has_totp,
            granted_at=row.granted_at,
            last_sign_in_at=users[row.user_id].last_sign_in_at,
        )
        for row in rows
    ]


def list_roles() -> list[tuple[str, str]]:
    """Codes and names in the language of the reader."""
    names = {
        "platform_admin": _("Platform administrator"),
        "support": _("Support"),
        "finance": _("Finance"),
        "compliance": _("Compliance"),
        "read_only_auditor": _("Auditor"),
    }
    return [(role.code, names.get(role.code, role.name)) for role in BUILT_IN]
