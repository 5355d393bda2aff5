"""A4, A5, A14: money that differs from what it was.

What each rule is called, what it may do and which thresholds it has; how it judges stands in `decisions/money.py`.
"""

from django.utils.translation import gettext_lazy as _

from tenant_apps.anomalies.decisions.money import (
    alike,
    amount,
    amount_asks,
    changed,
    changed_asks,
    is_alike,
    is_large,
    is_paper,
    is_soon,
    money,
    of_pair,
    papers,
    papers_asks,
    payee_acts,
    size,
    size_bars,
    soon,
)
from tenant_apps.anomalies.types import Kind, Setting, register

A4 = Kind(
    "A4", _("Unusually large"),
    _("A payment or an order is over the limit and far over what the two companies moved in 90 days, or money goes to "
      "a payee that was never paid before. The limit is in the currency of the amount."),
    "high", "act", ("hold",), money, size, is_large, of_pair, sights=amount, asks=amount_asks, bars=size_bars,
    deterministic=False,
    settings=(
        Setting("a4_limit", "decimal", "10000", _("Large: limit"), _("What is not over it is never too large."),
                low=0, high=1_000_000_000, loosest="100"),
        Setting("a4_mad", "int", 6, _("Large: times the usual deviation"),
                _("Over the median of 90 days, in median deviations."), _("times"), low=2, high=50, loosest=2),
    ),
)  # fmt: skip

A5 = Kind(
    "A5", _("Paid soon after the payee changed"),
    _("What says where a company’s money goes was changed, and soon after money was sent to it. Call the payee on a "
      "number that you knew before."),
    "high", "act", ("hold",), payee_acts, soon, is_soon, of_pair, sights=changed, asks=changed_asks,
    settings=(
        Setting("a5_hours", "int", 72, _("Payee changed: within"),
                _("A payment so soon after a change of who is paid."),
                _("hours"), low=1, high=168, loosest=168),
    ),
)  # fmt: skip

A14 = Kind(
    "A14", _("Two papers alike"),
    _("Two invoices with the same parties and the same amount, one soon after the other, and not of two different "
      "orders: the same goods billed, or financed, twice."),
    "high", "act", ("hold",), is_paper, alike, is_alike, of_pair, sights=papers, asks=papers_asks,
    settings=(
        Setting("a14_hours", "int", 24, _("Alike: within"),
                _("Invoices of the same parties, date and amount."),
                _("hours"), low=1, high=720, loosest=720),
    ),
)  # fmt: skip

register(A4, A5, A14)
