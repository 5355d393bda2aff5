"""Marketplaces of one owner in one region count together: what the others have counted, read there and kept here.

Nothing joins marketplaces: each is entered in turn, and two figures come back. What they count between two looks is
what the last tenth of a band is kept free for.
"""

from django.db import connections

from shared_apps.egress import policies
from shared_apps.egress.types import NO_BAND
from shared_apps.foundation import clock
from shared_apps.tenancy import directory, policy, scope
from tenant_apps.transfers import reading
from tenant_apps.transfers.models import AbroadTotal, SiblingTotal
from tenant_apps.transfers.types import ALL


def read_siblings() -> int:
    """Read what the other marketplaces of the owner have counted this year, where a band binds; how many changed.

    Book-keeping and no act: it is read again every 20 seconds.
    """
    if policy.value(policies.EXEMPT_BELOW) >= NO_BAND or not policy.value(policies.NO_SPLITTING):
        return 0
    using, here = scope.alias(), scope.tenant()
    if connections[using].in_atomic_block and scope.has_open_transaction():
        return 0
    now = clock.now(using)
    year, changed = reading.today(now).year, 0
    for ref in directory.siblings(here):
        with scope.enter(ref):
            row = AbroadTotal.objects.filter(year=year, country=ALL).values_list("persons", "sensitive").first()
        persons, sensitive = row or (0, 0)
        known = SiblingTotal.objects.filter(marketplace=ref.id, year=year).first()
        if known is None or (known.persons, known.sensitive) != (persons, sensitive):
            SiblingTotal.objects.update_or_create(
                marketplace=ref.id, year=year, defaults={"persons": persons, "sensitive": sensitive, "read_at": now}
            )
            changed += 1
    return changed
