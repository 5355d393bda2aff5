"""Words of the pages for what the engine says in codes."""

from django.utils.translation import gettext_lazy as _

# Why a bid does not count.
OUT = {
    "does_not_fit_commitment": _("does not fit its commitment"),
    "cannot_be_read": _("cannot be read"),
    "cannot_be_opened": _("could not be opened"),
    "not_revealed": _("not opened by its bidder"),
    "not_admitted": _("not admitted"),
    "below_pass_mark": _("below the pass mark"),
    "excluded": _("excluded"),
    "objection_upheld": _("excluded after an objection"),
    "abnormal_price": _("price not justified"),
    "beyond_ceiling": _("beyond the price limit"),
}
