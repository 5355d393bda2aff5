"""Rules that logistics reads: how far a delivery goes on by itself, and when papers are made."""

from django.utils.translation import gettext_lazy as _

from tenant_apps.rulesets.types import Rule, declare

BY_ITSELF = (("automatic", _("By itself")), ("manual", _("By hand")))

declare(
    Rule(
        "fulfilment.shipping", "choice", "automatic", _("Shipping"),
        _("By itself: an accepted order is shipped at once. By hand: the seller ships it."), choices=BY_ITSELF,
    ),
    Rule(
        "fulfilment.receipt", "choice", "automatic", _("Receipt"),
        _("By itself: what was shipped counts as accepted. By hand: the buyer confirms what arrived."),
        choices=BY_ITSELF,
    ),
    Rule(
        "fulfilment.papers", "choice", "at_once", _("Papers"),
        _("When delivery notes and invoices are made as PDF files. Their content is the same either way."),
        choices=(("at_once", _("At once")), ("on_demand", _("When first opened"))),
    ),
)  # fmt: skip
