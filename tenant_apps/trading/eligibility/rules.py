"""Rules of eligibility, for each mode with participants. Nothing is asked for by default."""

from django.utils.translation import gettext_lazy as _

from tenant_apps.rulesets.types import Rule, declare

MODES = ("english_auction", "reverse_auction", "dutch_auction", "sealed_tender", "rfq")

for _mode in MODES:
    declare(
        Rule(
            f"{_mode}.required_qualifications", "codes", [], _("Qualifications asked for"),
            _("Codes of qualifications, all of which a company needs to join, to bid and to win."), at_event=True,
            law=("CN Tendering Law 26",),
        ),
        Rule(
            f"{_mode}.owner_check", "flag", False, _("Companies of the initiator's owner may not bid"),
            _("Who is owned in the end by the owner of the initiator is in conflict of interest."), at_event=True,
            law=("CN Auction Law 30",),
        ),
    )  # fmt: skip
