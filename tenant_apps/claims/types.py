"""Values that pass the door of claims."""

KINDS = ("quality", "quantity", "damage")
REMEDIES = ("credit", "price_reduction", "replacement", "repair")
# Remedies that are an amount of money.
IN_MONEY = ("credit", "price_reduction")
STATES = ("open", "countered", "refused", "escalated", "settled", "dismissed", "withdrawn", "closed")
LIVE = ("open", "countered", "refused", "escalated")
