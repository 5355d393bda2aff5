"""Rules that trading reads: which modes this marketplace offers."""

from django.utils.translation import gettext_lazy as _

from tenant_apps.rulesets.types import Rule, declare

declare(
    Rule(
        "trading.modes", "codes", ["spot_listing"], _("Trading modes"), _("The ways of trading offered here."),
        choices=(
            ("spot_listing", _("Spot listing")),
            ("rfq", _("Request for quotation")),
            ("english_auction", _("English auction")),
            ("reverse_auction", _("Reverse auction")),
            ("dutch_auction", _("Dutch auction")),
            ("sealed_tender", _("Sealed tender")),
        ),
    ),
)  # fmt: skip
