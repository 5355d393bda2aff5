"""What a refused bidder reads in the formats of the clock."""

from django.utils.translation import gettext_lazy as _

from tenant_apps.trading.kernel.verdict_texts import VerdictText

TEXTS: dict[str, VerdictText] = {
    "trading.not_your_turn": (_("It is not your turn."), None, _("Wait until the room says that it is.")),
    "trading.nothing_to_cancel": (_("There is no bid of this turn to take back."), None, _("Place one, or wait.")),
    "trading.nothing_to_beat": (
        _("Nobody has bid against you."),
        None,
        _("Your price stands; there is nothing to do."),
    ),
    "trading.cannot_begin": (_("The auction cannot begin now."), None, _("It begins by itself, at its time.")),
    "trading.no_absentee": (
        _("Takes may be left behind before the opening alone."),
        None,
        _("Take at the price that stands now."),
    ),
    "trading.nothing_due": (_("Nothing is due at this price."), None, _("It is served by itself, at its time.")),
    "trading.already_in": (_("You have confirmed this price already."), "tick", _("Wait for the next one.")),
    "trading.dropped_out": (
        _("You did not confirm the price before this one."),
        "tick",
        _("You can watch how it goes on."),
    ),
    "trading.bad_features": (
        _("One option of each feature has to be declared."),
        "features",
        _("Choose an option for each: %(features)s."),
    ),
    "trading.features_fixed": (
        _("What you declared with your first bid stands."),
        "features",
        _("Leave the options as they are."),
    ),
    "trading.off_part": (
        _("The quantity is no whole number of the smallest parts."),
        "quantity",
        _("Ask for a multiple of %(step)s."),
    ),
    "trading.no_final_round": (
        _("There is no last round yet."),
        None,
        _("Bid as usual; if you stand equal at the end, the room says so."),
    ),
    "trading.not_equal": (
        _("You do not stand equal at the best price."),
        None,
        _("Only those who do may name a last price."),
    ),
    "trading.final_given": (_("You have named your last price."), None, _("It stands; wait for the end.")),
    "trading.nothing_to_explain": (
        _("There is no price of yours to explain now."),
        None,
        _("The room says when there is, and until when."),
    ),
    "trading.explained": (_("You have explained your price."), None, _("Wait for the initiator's decision.")),
    "trading.nothing_to_judge": (
        _("This bid does not wait for a decision."),
        "bid",
        _("Bid %(bid)s does."),
    ),
    "trading.not_yours_to_judge": (
        _("Only the initiator judges an explanation."),
        None,
        _("Switch to that company."),
    ),
    "trading.words_needed": (_("Say it in words, in at most 2,000 signs."), None, _("It is kept in the ledger.")),
    "trading.not_explained": (
        _("The price has not been explained yet."),
        None,
        _("Wait until it is; without an explanation the bid is out at %(until)s."),
    ),
    "trading.bad_least_part": (
        _("The least part cannot be used."),
        "min_accept",
        _("Name a quantity of at most %(most)s."),
    ),
    "trading.below_own_quantity": (
        _("A bid cannot be taken back in part."),
        "quantity",
        _("Ask for %(least)s or more."),
    ),
}
