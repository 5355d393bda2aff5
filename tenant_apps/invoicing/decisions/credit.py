"""Decide the lines of a credit note over an amount: one per tax rate, so that tax is credited as it was charged."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from shared_apps.foundation.money import Money
from tenant_apps.invoicing.types import InvoiceLineFacts


def credit_lines(
    lines: Sequence[InvoiceLineFacts], amount_minor: int, currency: str, description: str
) -> list[InvoiceLineFacts]:
    """Lines whose net and tax add up to the amount exactly; never more of a rate than was invoiced at it."""
    groups: dict[Decimal, list[int]] = {}
    for line in lines:
        group = groups.setdefault(line.tax_rate, [0, 0])
        group[0] += line.net_minor
        group[1] += line.tax_minor
    rates = sorted(groups)
    shares = _divide(amount_minor, [sum(groups[rate]) for rate in rates])
    found: list[InvoiceLineFacts] = []
    for rate, gross in zip(rates, shares, strict=True):
        if gross == 0:
            continue
        net = _nearest(Fraction(gross * groups[rate][0], sum(groups[rate])))
        found.append(
            InvoiceLineFacts(
                line_no=len(found) + 1,
                description=description,
                quantity=Decimal(1),
                unit="C62",
                unit_price=Money(net, currency).amount,
                tax_rate=rate,
                net_minor=net,
                tax_minor=gross - net,
            )
        )
    return found


def _divide(total: int, weights: Sequence[int]) -> list[int]:
    """By largest remainder: the shares are the whole, to the last minor unit."""
    whole = sum(weights)
    if whole == 0:
        return [0 for _weight in weights]
    shares = [total * weight // whole for weight in weights]
    by_rest = sorted(range(len(weights)), key=lambda at: (-(total * weights[at] % whole), at))
    for at in by_rest[: total - sum(shares)]:
        shares[at] += 1
    return shares


def _nearest(exact: Fraction) -> int:
    return int((exact + Fraction(1, 2)) // 1)
