"""The page on which a person makes the key it opens bids with. The private part never leaves the browser."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shared_apps.accounts.web.access import requires
from shared_apps.commands import run
from shared_apps.foundation.refusals import NotAllowed, NotFound, Refusal
from tenant_apps.trading.engines.vault.commands import RegisterKey, RetireKey, register_key, retire_key
from tenant_apps.trading.engines.vault.queries import keys_to_choose, own_key


@requires("vault.register_key")
@require_http_methods(["GET", "POST"])
def key_page(request: HttpRequest) -> HttpResponse:
    """One's own opener key, and those that can be named in a tender."""
    actor = request.actor  # type: ignore[attr-defined]
    if request.method == "POST":
        try:
            run(register_key, actor, RegisterKey(public_key=request.POST.get("public_key", "")))
            messages.success(request, _("The key is registered. Keep the file and the passphrase in two places."))
        except NotAllowed:
            raise
        except Refusal as refusal:
            messages.error(request, f"{refusal.message} {refusal.remedy}".strip())
        return HttpResponseRedirect(reverse("vault:keys"))
    return render(request, "vault/keys.html", {"own": own_key(actor), "keys": keys_to_choose(actor)})


@require_POST
@requires("vault.retire_key")
def retire(request: HttpRequest, key_id: UUID) -> HttpResponse:
    """Retire a key."""
    try:
        run(retire_key, request.actor, RetireKey(key_id=key_id))  # type: ignore[attr-defined]
        messages.success(request, _("The key is retired."))
    except NotAllowed:
        raise
    except NotFound as refusal:
        raise Http404 from refusal
    except Refusal as refusal:
        messages.error(request, f"{refusal.message} {refusal.remedy}".strip())
    return HttpResponseRedirect(reverse("vault:keys"))
