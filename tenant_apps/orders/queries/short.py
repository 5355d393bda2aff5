"""Whether an order that no single warehouse can fill is refused at once."""

from tenant_apps.rulesets.queries import effective


def is_short_filled() -> bool:
    """True when such an order is filled from several warehouses, or waits."""
    return effective("orders.split_lines").value != "refuse" or effective("orders.backorder").value != "refuse"
