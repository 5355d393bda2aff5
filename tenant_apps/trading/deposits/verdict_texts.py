"""What a bidder reads whose deposit is missing."""

from django.utils.translation import gettext_lazy as _

from tenant_apps.trading.kernel.verdict_texts import VerdictText

TEXTS: dict[str, VerdictText] = {
    "trading.deposit_missing": (
        _("Your bids count once the deposit is blocked."),
        None,
        _("Pay %(deposit)s and let it be confirmed."),
    ),
}
