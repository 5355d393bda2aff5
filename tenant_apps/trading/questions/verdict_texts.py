"""What a refused bidder reads whose company has to confirm a change first."""

from django.utils.translation import gettext_lazy as _

from tenant_apps.trading.kernel.verdict_texts import VerdictText

VERDICTS: dict[str, VerdictText] = {
    "trading.amendment_unconfirmed": (
        _("The event was changed, and your company has not confirmed the change."),
        None,
        _("Read what has changed and confirm it; then your bids count again."),
    ),
}
