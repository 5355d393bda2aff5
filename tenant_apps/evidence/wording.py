"""Words of evidence packs."""

from collections.abc import Mapping

from django.utils.translation import gettext as _


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
