"""Rules of the catalogue: when companies hear that a licence of theirs ends."""

from django.utils.translation import gettext_lazy as _

from tenant_apps.rulesets.types import Rule, declare

REMINDER_DAYS = "catalogue.licence_reminder_days"

declare(
    Rule(
        REMINDER_DAYS, "int", 30, _("Remind before a licence ends"),
        _("So many days before the last day of a licence its company gets a letter. 0: no letter."), unit=_("days"),
        low=0, high=365,
    )
)  # fmt: skip
