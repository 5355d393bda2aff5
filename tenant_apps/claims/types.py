"""Values that pass the door of claims."""

KINDS = ("quality", "quantity", "damage")
REMEDIES = ("credit", "price_reduction", "replacement", "repair")
# Remedies that are an amount of money.
IN_MONEY = ("credit", "price_reduction")
# What becomes of a credit for goods that were paid: it pays what comes next, or the money comes back.
PAYBACKS = ("credit", "refund")
STATES = ("open", "countered", "refused", "escalated", "settled", "dismissed", "withdrawn", "closed")
LIVE = ("open", "countered", "refused", "escalated")
