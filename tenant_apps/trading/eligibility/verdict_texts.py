"""What a company reads that may not take part."""

from django.utils.translation import gettext_lazy as _

from tenant_apps.trading.kernel.verdict_texts import VerdictText

TEXTS: dict[str, VerdictText] = {
    "trading.barred": (
        _("Your company is barred from events."),
        None,
        _("The bar ends after %(until)s; the marketplace can lift it before."),
    ),
    "trading.not_qualified": (
        _("Your company lacks a qualification that this event asks for."),
        None,
        _("Let the marketplace record: %(missing)s."),
    ),
    "trading.licence_missing": (
        _("Goods of this event need a licence that is missing."),
        None,
        _("Hand in %(licence)s on the page of licences; it counts once the marketplace has granted it."),
    ),
    "trading.conflict_of_interest": (
        _("Your company and the initiator have the same owner."),
        None,
        _("If that is wrong, ask the marketplace to correct the owner."),
    ),
}
