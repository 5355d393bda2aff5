"""Refusals of documents."""

from django.utils.translation import gettext as _

from shared_apps.foundation.refusals import Invalid, NotFound


def unknown() -> NotFound:
    return NotFound(
        "documents.unknown", _("There is no such document."), remedy=_("Open it from the page it belongs to.")
    )


def removed() -> NotFound:
    return NotFound(
        "documents.removed",
        _("This file was kept as long as the rules say, and is removed."),
        remedy=_("Its figures stand on the page it belongs to."),
    )


def bad(field: str, why: str) -> Invalid:
    return Invalid("documents.bad_value", why, field=field, remedy=_("Send another file; nothing was written."))
