"""What must be true of companies at any moment."""

from shared_apps.foundation.invariants import invariant
from tenant_apps.parties.models import Company


@invariant("parties.lineage_fits")
def lineage_fits() -> list[str]:
    """The line of companies above one is its parent's and the parent, and nobody stands below itself."""
    lines = dict(Company.objects.filter(parent__isnull=False).values_list("pk", "lineage"))
    parents = dict(Company.objects.filter(parent__isnull=False).values_list("pk", "parent_id"))
    found = [f"company {pk} has a line of companies above it and no parent" for pk in _lines_without_parent()]
    for pk, parent in parents.items():
        if lines[pk] != [*lines.get(parent, []), parent] or pk in lines[pk]:
            found.append(f"company {pk} does not stand where its parent says")
    return found


def _lines_without_parent() -> list[object]:
    return list(Company.objects.filter(parent__isnull=True).exclude(lineage=[]).values_list("pk", flat=True))
