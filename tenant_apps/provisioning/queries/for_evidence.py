"""What an evidence pack says of directories: how many bring people here, and how many they brought."""

from datetime import datetime

import msgspec
from django.db.models import Count, Q

from tenant_apps.provisioning.models import Connection, Person


class DirectoriesTold(msgspec.Struct, frozen=True, kw_only=True):
    """Directories that may bring people. `people` are those they know and did not take away again."""

    live: int
    expired: int
    ended: int
    of_companies: int
    people: int


def directories_told(now: datetime) -> DirectoriesTold:
    """Counted now."""
    ended, over = Q(ended_at__isnull=False), Q(ended_at__isnull=True, expires_at__lte=now)
    live = Q(ended_at__isnull=True, expires_at__gt=now)
    found = Connection.objects.aggregate(
        live=Count("pk", filter=live), expired=Count("pk", filter=over), ended=Count("pk", filter=ended),
        of_companies=Count("pk", filter=live & Q(company_id__isnull=False)),
    )  # fmt: skip
    return DirectoriesTold(**found, people=Person.objects.filter(removed_at__isnull=True).count())
