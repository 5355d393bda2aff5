"""What an evidence pack says of identity providers: how many are trusted, and with how many people."""

import msgspec
from django.db.models import Count, Q

from tenant_apps.federation.models import ExternalIdentity, IdentityProvider


class ProvidersTold(msgspec.Struct, frozen=True, kw_only=True):
    """Identity providers by state; `people` are accounts connected with those in use."""

    in_use: int
    drafts: int
    ended: int
    of_companies: int
    people: int


def providers_told() -> ProvidersTold:
    """Counted now."""
    found = IdentityProvider.objects.aggregate(
        in_use=Count("pk", filter=Q(state="active")), drafts=Count("pk", filter=Q(state="draft")),
        ended=Count("pk", filter=Q(state="ended")),
        of_companies=Count("pk", filter=Q(state="active", company_id__isnull=False)),
    )  # fmt: skip
    people = ExternalIdentity.objects.filter(provider__state="active").values("user_id").distinct().count()
    return ProvidersTold(**found, people=people)
