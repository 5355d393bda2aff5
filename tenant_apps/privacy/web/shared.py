"""What the pages of privacy share: who acts, the tabs of the house, links to its places."""

from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from shared_apps.foundation.actor import Actor
from shared_apps.ui.acting import actor_of
from shared_apps.ui.shapes import SavedView
from tenant_apps.privacy.permissions import VIEW_ASSESSMENT, VIEW_BREACH, VIEW_REQUEST, VIEW_RETENTION


def house_of(request: HttpRequest) -> Actor:
    """Somebody of the marketplace; companies have no part in this."""
    actor = actor_of(request)
    if not actor.is_marketplace:
        raise Http404
    return actor


def places(actor: Actor, current: str) -> dict[str, Any]:
    """The tabs over all pages of privacy, those that this person may open."""
    every = (
        ("requests", VIEW_REQUEST, _("Requests"), "privacy:requests"),
        ("breaches", VIEW_BREACH, _("Breaches"), "privacy:breaches"),
        ("retention", VIEW_RETENTION, _("How long records are kept"), "privacy:retention"),
        ("purposes", VIEW_ASSESSMENT, _("Purposes"), "privacy:purposes"),
        ("assessments", VIEW_ASSESSMENT, _("Assessments"), "privacy:assessments"),
    )
    tabs = [SavedView(name, reverse(url), current=code == current) for code, right, name, url in every
            if actor.may(right)]  # fmt: skip
    return {"places": tabs}
