"""Rules that trading reads: which modes this marketplace offers, and how far an order may differ from its award."""

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

# Events pin it with their other rules; orders ask for it (`tolerance_of`).
declare(
    *(
        Rule(
            f"{mode}.quantity_tolerance", "decimal", "0", _("Tolerance of quantity"),
            _("By how much the quantities of an order may become more or less than was awarded, if buyer and seller "
              "agree. The award itself stays; 0: not at all."),
            unit="%", least="0", most="50", risk="high", at_event=True,
        )
        for mode in (
            "spot_listing", "rfq", "english_auction", "reverse_auction", "dutch_auction", "sealed_tender",
        )
    )
)  # fmt: skip
