"""Where people sit, as providers may speak for them."""

from uuid import UUID

from shared_apps.accounts.actors import standing_of
from shared_apps.accounts.models import User
from tenant_apps.parties.queries import below


def houses_of(company_id: UUID | None) -> frozenset[UUID] | None:
    """The companies a company commands, itself among them; None for the marketplace."""
    return None if company_id is None else frozenset({company_id, *below(company_id)})


def seats_of(user_id: UUID) -> list[UUID | None]:
    """Every seat a person may take now; None is the marketplace's."""
    user = User.objects.filter(pk=user_id).first()
    return [seat.company_id for seat in standing_of(user).seats] if user is not None else []
