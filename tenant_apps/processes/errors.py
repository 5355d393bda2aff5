"""Refusals of processes."""

from django.utils.translation import gettext as _

from shared_apps.foundation.refusals import Invalid, Refusal


def not_of_the_marketplace() -> Refusal:
    return Invalid(
        "processes.not_of_the_marketplace",
        _("This person works for a company."),
        field="handler_id",
        remedy=_("Choose one of the marketplace’s own people."),
    )
