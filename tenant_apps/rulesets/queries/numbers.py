"""How far the number series of documents have come."""

from tenant_apps.rulesets.models import NumberSeries


def last_numbers(code: str) -> dict[int, int]:
    """The last number that was given, by year."""
    return dict(NumberSeries.objects.filter(code=code).values_list("year", "last_value"))
