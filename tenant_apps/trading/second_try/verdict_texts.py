"""What a company reads that defaulted in the event before."""

from django.utils.translation import gettext_lazy as _

from tenant_apps.trading.kernel.verdict_texts import VerdictText

TEXTS: dict[str, VerdictText] = {
    "trading.barred_from_rerun": (
        _("Your company defaulted in the event that this one repeats."),
        None,
        _("The marketplace can tell why; this event stays closed to it."),
    ),
}
