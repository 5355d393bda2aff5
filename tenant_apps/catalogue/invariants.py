"""What must be true of the catalogue."""

from django.db.models import Exists, F, OuterRef, Q

from shared_apps.foundation.invariants import invariant
from tenant_apps.catalogue.models import Category, CategoryLicence

LIMIT = 100


@invariant("catalogue.licensed_branches")
def licensed_branches() -> list[str]:
    """A category that a licence was ever asked for has the mark by which orders know it, and so have those below."""
    asked = Exists(CategoryLicence.objects.filter(category_id=OuterRef("pk")))
    bad = Category.objects.filter(Q(asked) | Q(parent__licensed=True), licensed=False)
    return [f"category {pk} lacks the mark of its licences" for pk in bad.values_list("pk", flat=True)[:LIMIT]]


@invariant("catalogue.licences_of_sellers")
def licences_of_sellers() -> list[str]:
    """Only who sells asks its buyers for licences, and for no day after the requirement has ended."""
    bad = CategoryLicence.objects.filter(Q(supplier__can_sell=False) | Q(ends_on__lt=F("valid_from")))
    return [f"licence requirement {pk} is nobody's" for pk in bad.values_list("pk", flat=True)[:LIMIT]]
