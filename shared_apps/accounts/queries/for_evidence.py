"""What an evidence pack says of keys and clients of other systems: how many and how old. Never a key or its name."""

from datetime import datetime, timedelta

import msgspec
from django.db.models import Count, Min, Q

from shared_apps.accounts.models import ApiKey, MachineClient

UNUSED = timedelta(days=90)


class SystemKeysTold(msgspec.Struct, frozen=True, kw_only=True):
    """API keys, or clients of OAuth 2.0. `oldest_days` is the age of the oldest one that still works."""

    live: int
    expired: int
    revoked: int
    without_end: int
    unattended: int
    bound_to_networks: int
    unused_for_90_days: int
    of_companies: int
    oldest_days: int


def system_keys_told(now: datetime) -> SystemKeysTold:
    """API keys of the marketplace, counted now."""
    return _counted(ApiKey, now)


def clients_told(now: datetime) -> SystemKeysTold:
    """Clients of OAuth 2.0 of the marketplace, counted now."""
    return _counted(MachineClient, now)


def _counted(kind: type[ApiKey] | type[MachineClient], now: datetime) -> SystemKeysTold:
    revoked, over = Q(revoked_at__isnull=False), Q(revoked_at__isnull=True, expires_at__lte=now)
    live = Q(revoked_at__isnull=True) & (Q(expires_at__isnull=True) | Q(expires_at__gt=now))
    quiet = Q(last_used_at__lt=now - UNUSED) | Q(last_used_at__isnull=True, created_at__lt=now - UNUSED)
    found = kind.objects.aggregate(
        live=Count("pk", filter=live), expired=Count("pk", filter=over), revoked=Count("pk", filter=revoked),
        without_end=Count("pk", filter=live & Q(expires_at__isnull=True)),
        unattended=Count("pk", filter=live & Q(is_unattended=True)),
        bound_to_networks=Count("pk", filter=live & ~Q(networks=[])),
        unused_for_90_days=Count("pk", filter=live & quiet),
        of_companies=Count("pk", filter=live & Q(company_id__isnull=False)), oldest=Min("created_at", filter=live),
    )  # fmt: skip
    oldest = found.pop("oldest")
    return SystemKeysTold(**found, oldest_days=(now - oldest).days if oldest else 0)
