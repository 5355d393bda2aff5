"""Sign-ups, for the pages of the site. The caller has checked the signature of the link."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tenants.models import SignUp


@dataclass(frozen=True, slots=True)
class SignUpFacts:
    id: UUID
    name: str
    slug: str
    region: str
    admin_name: str
    admin_email: str
    created_at: datetime
    run_id: UUID | None


def get_sign_up(sign_up_id: UUID) -> SignUpFacts | None:
    row = SignUp.objects.filter(pk=sign_up_id).first()
    if row is None:
        return None
    return SignUpFacts(
        row.pk, row.name, row.slug, row.region, row.admin_name, row.admin_email, row.created_at, row.run_id
    )
