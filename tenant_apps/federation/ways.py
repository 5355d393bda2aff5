"""Which identity providers a page offers, and whether a session that one of them opened still counts."""

from collections.abc import Sequence
from uuid import UUID

from django.urls import reverse

from shared_apps.accounts.actors import Seat
from shared_apps.accounts.providers import Way, Ways
from tenant_apps.federation.decisions.reach import may_speak_for
from tenant_apps.federation.models import ExternalIdentity, IdentityProvider
from tenant_apps.federation.seats import houses_of, seats_of


def _way(row: IdentityProvider) -> Way:
    return Way(row.pk, row.name, reverse("federation:start", args=[row.pk]))


def at_sign_in() -> list[Way]:
    """Those of the marketplace itself; a company's are found by the mail address."""
    return [_way(row) for row in IdentityProvider.objects.filter(state="active", company=None).order_by("name", "id")]


def by_domain() -> str:
    rows = IdentityProvider.objects.filter(state="active", company__isnull=False, mail_domains__len__gt=0)
    return reverse("federation:by_mail") if rows.exists() else ""


def own_page() -> str:
    return reverse("federation:mine")


def of_person(user_id: UUID) -> list[Way]:
    rows = ExternalIdentity.objects.filter(user_id=user_id, provider__state="active").select_related("provider")
    return [_way(row.provider) for row in rows.order_by("provider__name", "id")]


def may_link(seats: Sequence[Seat]) -> list[Way]:
    houses = [seat.company_id for seat in seats]
    rows = IdentityProvider.objects.filter(state="active").order_by("name", "id")
    return [_way(row) for row in rows if may_speak_for(houses_of(row.company_id), houses)]


def by_invitation(user_id: UUID) -> list[Way]:
    houses = seats_of(user_id)
    rows = IdentityProvider.objects.filter(state="active", reach__in=["invited", "members"]).order_by("name", "id")
    return [_way(row) for row in rows if may_speak_for(houses_of(row.company_id), houses)]


def names(ids: Sequence[UUID]) -> dict[UUID, str]:
    return dict(IdentityProvider.objects.filter(pk__in=ids).values_list("id", "name"))


def holds(provider_id: UUID, seats: Sequence[Seat]) -> bool:
    """A session ends with its provider, and when its owner has a seat that the provider's company does not command."""
    row = IdentityProvider.objects.filter(pk=provider_id, state="active").only("company_id").first()
    return row is not None and may_speak_for(houses_of(row.company_id), [seat.company_id for seat in seats])


WAYS = Ways(
    at_sign_in=at_sign_in,
    by_domain=by_domain,
    own_page=own_page,
    of_person=of_person,
    may_link=may_link,
    by_invitation=by_invitation,
    names=names,
    holds=holds,
)
