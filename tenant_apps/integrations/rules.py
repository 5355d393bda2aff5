"""Rules that integrations reads: when the last word on stock is too old, and what happens then."""

from django.utils.translation import gettext_lazy as _

from tenant_apps.rulesets.types import Rule, declare

declare(
    Rule(
        "sync.stale_after", "int", 24, _("Stock is stale after"),
        _("A system's last word on what lies in a warehouse is shown with its age, and called stale after this."),
        unit=_("hours"), low=1, high=720,
    ),
    Rule(
        "sync.stale_stops_selling", "flag", False, _("Stale stock is not sold"),
        _("Goods whose system has been silent for too long cannot be ordered until it answers again."), risk="high",
    ),
)  # fmt: skip
