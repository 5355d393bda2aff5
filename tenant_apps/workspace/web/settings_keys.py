"""Encryption keys: which there are, how old, what waits to be encrypted anew; and the button that rotates them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shared_apps.accounts.commands import RotateDataKeys, rotate_data_keys
from shared_apps.accounts.web.access import requires
from shared_apps.commands import run
from shared_apps.crypto import anew, keys
from shared_apps.foundation.refusals import Refusal
from tenant_apps.workspace.web.settings_shared import house_of, index_of


@requires("rulesets.view_settings")
@require_http_methods(["GET"])
def keys_page(request: HttpRequest) -> HttpResponse:
    """The keys of the marketplace, newest first; keys of people are counted only."""
    actor = house_of(request)
    purposes = {
        keys.FIELD: _("Encrypts columns and files"),
        keys.INDEX: _("Finds encrypted values"),
        keys.WRAP: _("Wraps the keys of people"),
    }
    facts = {
        "entries": index_of(actor, "keys"),
        "lines": [(line, purposes[line.purpose]) for line in anew.lines()],
        "people": anew.count_of_persons(),
        "left": anew.left(),
        "may_rotate": actor.may(rotate_data_keys.permission),
        "is_fresh": actor.fresh_factor,
    }
    return render(request, "workspace/settings_keys.html", facts)


@require_POST
@requires("accounts.rotate_data_keys")
def keys_rotate(request: HttpRequest) -> HttpResponse:
    """New keys now; the rest follows in the background."""
    actor = house_of(request)
    try:
        run(rotate_data_keys, actor, RotateDataKeys())
        messages.success(request, _("New keys are in use. What the old ones encrypted follows in the background."))
    except Refusal as refusal:
        messages.error(request, f"{refusal.message} {refusal.remedy}".strip())
    return HttpResponseRedirect(reverse("workspace:settings_keys"))
