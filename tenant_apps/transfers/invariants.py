"""What must be true of transfers at any moment."""

from django.db.models import Count, Q

from shared_apps.foundation import clock
from shared_apps.foundation.invariants import invariant
from shared_apps.tenancy import scope
from tenant_apps.transfers.models import AbroadTotal, AuthorityRequest, Mechanism, PersonAbroad

MOST = 20


@invariant("transfers.totals_are_the_sets")
def totals_are_the_sets() -> list[str]:
    """The kept totals are the sizes of the sets, and whoever stands under a country stands under all.

    Sets of years that are over may be gone: retention removes each as a whole.
    """
    this_year = clock.now(scope.alias()).year
    sets = PersonAbroad.objects.order_by().values_list("year", "country")
    found = {
        (year, country): (n, sensitive)
        for year, country, n, sensitive in sets.annotate(
            n=Count("pk"), sensitive=Count("pk", filter=Q(is_sensitive=True))
        )
    }
    kept = {(row.year, row.country): (row.persons, row.sensitive) for row in AbroadTotal.objects.all()}
    return [
        f"{year} {country}: kept {kept.get((year, country), (0, 0))}, in the set {found.get((year, country), (0, 0))}"
        for year, country in sorted(kept.keys() | found.keys())
        if kept.get((year, country), (0, 0)) != found.get((year, country), (0, 0))
        and ((year, country) in found or year >= this_year - 1)
    ][:MOST]


@invariant("transfers.two_people")
def two_people() -> list[str]:
    """Whoever proposed a mechanism did not put it in force, and nobody approved a request twice."""
    own = [
        f"mechanism for {row.country} was put in force by its author"
        for row in Mechanism.objects.filter(state="in_force")
        if row.__dict__.get("decided_by") and row.__dict__["decided_by"] == row.__dict__["proposed_by"]
    ]
    twice = [
        f"request {row.number} was approved twice by one person"
        for row in AuthorityRequest.objects.exclude(approvers=[])
        if len(set(row.approvers)) != len(row.approvers)
    ]
    return [*own, *twice][:MOST]
