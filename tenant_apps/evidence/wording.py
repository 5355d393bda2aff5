"""Words of evidence packs."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from shared_apps.ui.statuses import Status
from shared_apps.ui.statuses import register as declare


def answer_names() -> Mapping[str, str]:
    """Who answers a control of a standard."""
    return {
        "software": _("Software"),
        "shared": _("Software and organisation"),
        "organisation": _("Organisation"),
        "deployment": _("Operation"),
        "not_applicable": _("Not applicable"),
    }


def reads() -> Mapping[str, str]:
    """How sure a source is, in one word."""
    return {"V": _("read"), "S": _("secondary"), "M": _("measured"), "B": _("check with counsel")}


def register() -> None:
    """Declare how drills ended; called once at start."""
    declare(
        "evidence.drill",
        {
            "whole": Status(pgettext_lazy("drill", "All there again"), "good", icon="circle-check"),
            "broken": Status(pgettext_lazy("drill", "Something was wrong"), "bad", icon="alert-triangle"),
            "failed": Status(pgettext_lazy("drill", "Did not come about"), "bad", icon="alert-triangle"),
        },
    )
